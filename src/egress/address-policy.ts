import ipaddr from 'ipaddr.js'
import type { AddressVerdict } from './types.ts'

/** Checks one IP address. */
export type AddressPolicy = (address: string) => AddressVerdict

export type Ip = ReturnType<typeof ipaddr.parse>
export type Block = readonly [Ip, number]

// Only 2000::/3 is assigned for the public Internet; the library calls the rest of the unassigned space unicast too,
// which includes the long deprecated `::127.0.0.1` form.
export const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

// A public address, yet inside Azure every machine reaches the platform's own agent behind it.
export const azurePlatform = '168.63.129.16'

/**
 * The rule of the egress guard: public addresses may be called, and whatever an `allow` block contains. Everything
 * else is refused: loopback, private, link-local (cloud metadata), shared, benchmark, multicast, reserved, and the
 * IPv6 ranges that tunnel to IPv4 ones. An IPv4 address written as IPv6 is checked as the IPv4 address it is.
 * Throws when a block of `allow` is not an address or a CIDR block.
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const blocks = allow.map(parseBlock)
  return (address) => {
    // A scope (`%eth0`) says which interface, not which address.
    const ip = ipaddr.process(address.replace(/%.*$/, ''))
    const range = rangeOf(ip)
    const allowed = range === 'unicast' || blocks.some(([network, bits]) => contains(network, bits, ip))
    return { address: ip.toString(), allowed, range }
  }
}

function rangeOf(ip: Ip): string {
  const range = ip.range()
  if (range !== 'unicast') return range
  if (ip instanceof ipaddr.IPv4) return ip.toString() === azurePlatform ? 'cloudPlatform' : range
  return ip.match(globalUnicast) ? range : 'reserved'
}

function contains(network: Ip, bits: number, ip: Ip): boolean {
  return network.kind() === ip.kind() && ip.match(network, bits)
}

export function parseBlock(text: string): Block {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  // `isValid` accepts forms such as `127.1`, which an operator hardly means.
  if (ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)) {
    const ip = ipaddr.parse(text)
    return [ip, ip.kind() === 'ipv4' ? 32 : 128]
  }
  throw new TypeError(`"${text}" is not an IP address or a CIDR block such as 10.0.0.0/8`)
}
