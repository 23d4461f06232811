// Whether an IPv6 address lies in one of some blocks. It uses nothing that a script could replace: no method of a
// prototype, no iterator, and no array whose places are not its own.

const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt) as (
  text: string,
  at: number,
) => number

type Groups = [number, number, number, number, number, number, number, number]

interface Block {
  readonly network: Groups
  readonly bits: number
}

const colon = 58
const dot = 46

/**
 * The function returned says of a host, without brackets, whether it is an address in one of the blocks. What has a
 * colon and is no address counts as one: nothing that can be connected to looks like that.
 */
export function createIpv6Blocks(cidrs: readonly string[]): (host: string) => boolean {
  const blocks: Block[] = cidrs.map((cidr) => {
    const [text = '', bits] = cidr.split('/')
    const network = parse(text)
    if (network === undefined) throw new TypeError(`${cidr} is not a block`)
    return { network, bits: Number(bits) }
  })
  const { length } = blocks
  return (host) => {
    if (!hasColon(host)) return false
    const address = parse(host)
    if (address === undefined) return true
    for (let i = 0; i < length; i += 1) if (contains(blocks[i] as Block, address)) return true
    return false
  }
}

function hasColon(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (charCodeAt(text, i) === colon) return true
  return false
}

function contains({ network, bits }: Block, address: Groups): boolean {
  let left = bits
  for (let i = 0; i < 8 && left > 0; i += 1, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff
    if (((network[i] as number) & mask) !== ((address[i] as number) & mask)) return false
  }
  return true
}

/** Reads groups from the left; after `::` they are moved to the right end. A scope (`%eth0`) ends the address. */
function parse(text: string): Groups | undefined {
  const groups: Groups = [0, 0, 0, 0, 0, 0, 0, 0]
  let count = 0
  let gap = -1
  let gapEnd = -1
  let at = 0
  const end = endOf(text)
  if (end === 0) return undefined
  while (at < end) {
    if (charCodeAt(text, at) === colon) {
      if (at + 1 < end && charCodeAt(text, at + 1) === colon) {
        if (gap !== -1) return undefined
        gap = count
        at += 2
        gapEnd = at
        continue
      }
      // A single one stands between two groups only.
      if (count === 0 || gapEnd === at || at + 1 === end) return undefined
      at += 1
    }
    if (count > 7) return undefined
    let value = 0
    let digits = 0
    const start = at
    for (; at < end; at += 1) {
      const digit = hexDigit(charCodeAt(text, at))
      if (digit === -1) break
      value = value * 16 + digit
      digits += 1
    }
    if (at < end && charCodeAt(text, at) === dot) {
      const ipv4 = parseIpv4(text, start, end)
      if (ipv4 === -1 || count > 6) return undefined
      groups[count] = (ipv4 - (ipv4 % 65536)) / 65536
      groups[count + 1] = ipv4 % 65536
      count += 2
      at = end
    } else {
      if (digits === 0 || digits > 4) return undefined
      groups[count] = value
      count += 1
      if (at < end && charCodeAt(text, at) !== colon) return undefined
    }
  }
  if (gap === -1) return count === 8 ? groups : undefined
  if (count === 8) return undefined
  const shift = 8 - count
  for (let i = 7; i >= gap; i -= 1) groups[i] = i - shift >= gap ? (groups[i - shift] as number) : 0
  return groups
}

function endOf(text: string): number {
  for (let i = 0; i < text.length; i += 1) if (charCodeAt(text, i) === 37) return i
  return text.length
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  return code >= 65 && code <= 70 ? code - 55 : -1
}

function parseIpv4(text: string, start: number, end: number): number {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = start; i < end; i += 1) {
    const code = charCodeAt(text, i)
    if (code === dot) {
      if (digits === 0 || part > 255) return -1
      value = value * 256 + part
      part = 0
      digits = 0
      dots += 1
    } else if (code >= 48 && code <= 57) {
      part = part * 10 + code - 48
      digits += 1
    } else return -1
  }
  return dots === 3 && digits > 0 && part <= 255 ? value * 256 + part : -1
}
