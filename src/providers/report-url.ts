import { BlockList, isIP } from 'node:net'
import { reportPath } from '#src/messaging/delivery/delivery-report.ts'
import type { ProviderTools } from './define-provider.ts'

/**
 * Where vendors report of a message: below the public URL of its tenant. Undefined where nobody said what that is, or it
 * is this machine's alone: a vendor refuses messages with an address that it cannot reach.
 */
export function createReportUrl(publicUrl: string | undefined): ProviderTools['reportUrl'] {
  if (publicUrl === undefined) return undefined
  const { protocol, hostname } = new URL(publicUrl)
  if (isLoopback(hostname)) return undefined
  return (kind, { id, context }) => `${protocol}//${context.tenant.host}/${reportPath(kind, id)}`
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  if (version === 0) return address === 'localhost' || address.endsWith('.localhost')
  return loopback.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
