// What attack protection (contract 11) means for one address.

import { BlockList, isIP } from 'node:net'
import type { Bucket, Guard } from '#src/messaging/ports.ts'
import type { BruteForceProtection, IpThrottling } from './records.ts'

const lists = new WeakMap<readonly string[], BlockList>()

/** Undefined when nobody counts: the protection is off, or the address is trusted. */
export function guardOf(protection: BruteForceProtection, ip: string): Guard | undefined {
  const { enabled, shields, mode, allowlist, maxAttempts } = protection
  if (!enabled || shields.length === 0 || isListed(allowlist, ip)) return undefined
  return {
    ip: mode === 'count_per_identifier' ? '' : ip,
    limit: maxAttempts,
    blocks: shields.includes('block'),
  }
}

/** How often an address may fail at logins, or sign up. Undefined when that is not limited. */
export function throttleOf(
  { enabled, shields, allowlist, ...stages }: IpThrottling,
  stage: 'login' | 'signup',
  ip: string,
): Bucket | undefined {
  if (!enabled || !shields.includes('block') || isListed(allowlist, ip)) return undefined
  const { maxAttempts, refillMs } = stages[stage]
  return { capacity: maxAttempts, refillSeconds: refillMs / 1000 }
}

/** Whether an address is one of a list of addresses and CIDR blocks. */
function isListed(list: readonly string[], ip: string): boolean {
  if (list.length === 0) return false
  let known = lists.get(list)
  if (!known) {
    known = new BlockList()
    for (const entry of list) {
      const [address = '', prefix] = entry.split('/')
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
      if (prefix === undefined) known.addAddress(address, family)
      else known.addSubnet(address, Number(prefix), family)
    }
    lists.set(list, known)
  }
  const family = isIP(ip)
  return family !== 0 && known.check(ip, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether it can be in such a list: an IPv4 or IPv6 address, or a CIDR block of them. */
export function isAddressOrBlock(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32))
}
