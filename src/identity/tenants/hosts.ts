// Which host names select a tenant, and how they are written: as a browser sends them.

import { domainToASCII } from 'node:url'

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const hostPattern = new RegExp(`^${label}(?:\\.${label})*$`)

/**
 * A host name as it is compared: in lower case, ASCII, without the dot of the root.
 *
 * @throws Error that says what is wrong with it
 */
export function normalizeHost(given: string): string {
  const text = given.trim()
  const wrong = (why: string) => new Error(`${JSON.stringify(given)} is not a host name: ${why}.`)
  if (text === '') throw wrong('it is empty')
  if (text.includes('/')) throw wrong('leave out scheme and path')
  if (text.includes('@')) throw wrong('leave out the user name')
  if (/^\[|:.*:/.test(text)) throw wrong('IPv6 addresses cannot select a tenant')
  if (text.includes(':')) throw wrong('leave out the port; a tenant has all ports')
  if (text.includes('*')) throw wrong('wildcards are not supported')
  const host = domainToASCII(text.replace(/\.$/, '')).toLowerCase()
  if (host.length > 253 || !hostPattern.test(host)) {
    throw wrong('use letters, digits and hyphens, separated by dots')
  }
  return host
}

/** The list with some added at its end and some taken out, each once. The first names the tenant's issuer. */
export function changeHosts(
  hosts: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly string[] {
  return [...new Set([...hosts, ...add])].filter((host) => !remove.includes(host))
}
