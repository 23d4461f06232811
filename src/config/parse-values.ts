// The settings whose form a schema cannot say. Each function returns undefined for a value that it does not accept;
// the loader has the words for that.

import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const secretKeyBytes = 32

/** Decodes a sealing key: base64 of exactly 32 bytes. Buffer alone would skip over anything that is not base64. */
export function decodeSecretKey(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const key = Buffer.from(text, 'base64')
  return key.length === secretKeyBytes ? key : undefined
}

/** An http or https origin, with a lone trailing slash forgiven. */
export function parseOrigin(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined
  // `href` also shows an empty `?` or `#`, and credentials, which the single fields hide.
  return url.href === `${url.origin}/` ? url.origin : undefined
}

export function parseDatabaseUrl(text: string): string | undefined {
  // PostgreSQL also takes `user:password@/database?host=/folder` for a Unix socket, whose empty host no URL may have.
  const comparable = text.replace('@/', '@localhost/')
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(comparable) ? text : undefined
}

export function parseListenAddress(text: string): string | undefined {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) ? text : undefined
}

/** Splits a list of addresses and CIDR ranges, keeping the accepted apart from the refused. */
export function parseAddressList(text: string): { accepted: string[]; refused: string[] } {
  const items = text.split(/[\s,]+/).filter((item) => item !== '')
  return {
    accepted: items.filter(isAddressOrRange),
    refused: items.filter((item) => !isAddressOrRange(item)),
  }
}

function isAddressOrRange(item: string): boolean {
  // ipaddr.js also reads `10.1` and octal parts as IPv4, which people do not mean, and zones, which no route has.
  if (item.includes('%')) return false
  const [address = '', prefix, ...rest] = item.split('/')
  if (isIP(address) === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && ipaddr.isValidCIDR(item))
}
