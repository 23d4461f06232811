// The runner's own matcher of IPv6 blocks, held against Node's and against the guard's policy.

import assert from 'node:assert/strict'
import { BlockList, isIPv6 } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import { createIpv6Blocks } from '../../sandbox-runner/ipv6-blocks.ts'

const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
const written = fc.oneof(
  fc.ipV6(),
  fc
    .tuple(fc.constantFrom('2001:', 'fd00:', 'fe80:', '64:ff9b:', '2606:4700:', '::', '::ffff:'), group)
    .map(([start, tail]) => (start.includes('::') ? start + tail : `${start}:${tail}`)),
)

test('an address is in the blocks exactly when Node says so, however it is written', () => {
  const { ipv6 } = refusedBlocks([])
  const list = new BlockList()
  for (const cidr of ipv6) {
    const [network = '', bits] = cidr.split('/')
    list.addSubnet(network, Number(bits), 'ipv6')
  }
  const isInBlocks = createIpv6Blocks(ipv6)
  fc.assert(
    fc.property(written, (address) => {
      assert.equal(isInBlocks(address), list.check(address, 'ipv6'), address)
      assert.equal(isInBlocks(address.toUpperCase()), list.check(address, 'ipv6'), address)
    }),
    { numRuns: 2_000 },
  )
})

test('what has a colon and is no address is refused, and what has none is not its business', () => {
  const isInBlocks = createIpv6Blocks(['fd00::/8'])
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('0', 'f', 'd', ':', '.', '1', 'g', '%') }), (text) => {
      const bare = text.replace(/%.*$/, '')
      if (!text.includes(':')) assert.equal(isInBlocks(text), false, text)
      else if (!isIPv6(bare)) assert.equal(isInBlocks(text), true, text)
    }),
    { numRuns: 2_000 },
  )
  for (const address of ['fd00::1', 'fdff::', 'fd00::1%eth0', 'FD00::10.0.0.1'])
    assert.ok(isInBlocks(address), address)
  for (const address of ['fc00::1', 'fe00::', '2606:4700::1111', '::ffff:10.0.0.1']) {
    assert.ok(!isInBlocks(address), address)
  }
})
