// The egress guard's rule written as lists of CIDR blocks, for guards that take lists and cannot call a function. It
// comes from the same ranges as `address-policy.ts`, and a test holds the two against each other.

import ipaddr from 'ipaddr.js'
import { azurePlatform, globalUnicast, type Ip, parseBlock } from './address-policy.ts'

/** Every address that the guard refuses. `::ffff:0:0/96` is in neither list: it is checked as the IPv4 it holds. */
export interface RefusedBlocks {
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
}

/** Both ends included. */
type Span = readonly [first: bigint, last: bigint]

/** Throws when a block of `allow` is not an address or a CIDR block. */
export function refusedBlocks(allow: readonly string[]): RefusedBlocks {
  const allowed = allow.map(parseBlock)
  const allowedSpans = (kind: 'ipv4' | 'ipv6') =>
    allowed.filter(([ip]) => ip.kind() === kind).map(([ip, bits]) => spanOf(ip, bits))

  const special4 = specialSpans(ipaddr.IPv4.prototype)
  const refused4 = [...special4, spanOf(ipaddr.parse(azurePlatform), 32)]

  const all6 = spanOf(ipaddr.parse('::'), 0)
  const mapped = spanOf(ipaddr.parse('::ffff:0:0'), 96)
  const special6 = specialSpans(ipaddr.IPv6.prototype)
  const refused6 = [...subtract([all6], [spanOf(...globalUnicast)]), ...special6]

  return {
    ipv4: subtract(refused4, allowedSpans('ipv4')).flatMap((span) => cidrs(span, 32)),
    ipv6: subtract(refused6, [mapped, ...allowedSpans('ipv6')]).flatMap((span) => cidrs(span, 128)),
  }
}

/** The library's own table, which its type declarations leave out: name to one block or several. */
function specialSpans(prototype: object): readonly Span[] {
  const table: unknown = Reflect.get(prototype, 'SpecialRanges')
  if (typeof table !== 'object' || table === null) throw new TypeError('ipaddr.js has no table of ranges')
  return Object.values(table).flatMap((entry: unknown) => blocksOf(entry))
}

function blocksOf(entry: unknown): readonly Span[] {
  if (!Array.isArray(entry)) throw new TypeError('ipaddr.js has a range that is no block')
  const [ip, bits]: unknown[] = entry
  if ((ip instanceof ipaddr.IPv4 || ip instanceof ipaddr.IPv6) && typeof bits === 'number') {
    return [spanOf(ip, bits)]
  }
  return entry.flatMap((block: unknown) => blocksOf(block))
}

function spanOf(ip: Ip, bits: number): Span {
  const bytes = ip.toByteArray()
  const hostBits = BigInt(bytes.length * 8 - bits)
  const address = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
  const first = (address >> hostBits) << hostBits
  return [first, first + (1n << hostBits) - 1n]
}

/** What `from` covers and `taken` does not, in order, without overlaps. */
function subtract(from: readonly Span[], taken: readonly Span[]): readonly Span[] {
  const left: Span[] = []
  for (const [first, last] of merge(from)) {
    let start = first
    for (const [takenFirst, takenLast] of merge(taken)) {
      if (takenLast < start || takenFirst > last) continue
      if (takenFirst > start) left.push([start, takenFirst - 1n])
      start = takenLast + 1n
    }
    if (start <= last) left.push([start, last])
  }
  return left
}

function merge(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const [first, last] of [...spans].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1n) {
      merged[merged.length - 1] = [before[0], last > before[1] ? last : before[1]]
    } else merged.push([first, last])
  }
  return merged
}

function cidrs([first, last]: Span, width: 32 | 128): readonly string[] {
  const blocks: string[] = []
  for (let start = first; start <= last; ) {
    let hostBits = 0n
    // The largest block that begins here and does not go past the end.
    while (
      hostBits < BigInt(width) &&
      (start & ((1n << (hostBits + 1n)) - 1n)) === 0n &&
      start + (1n << (hostBits + 1n)) - 1n <= last
    ) {
      hostBits += 1n
    }
    blocks.push(`${addressOf(start, width)}/${width - Number(hostBits)}`)
    start += 1n << hostBits
  }
  return blocks
}

function addressOf(number: bigint, width: 32 | 128): string {
  const bytes: number[] = []
  for (let shift = BigInt(width - 8); shift >= 0n; shift -= 8n) bytes.push(Number((number >> shift) & 0xffn))
  return ipaddr.fromByteArray(bytes).toString()
}
