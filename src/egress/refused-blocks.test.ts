import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAddressPolicy } from './address-policy.ts'
import { refusedBlocks } from './refused-blocks.ts'

const ipv4 = fc.ipV4()
/** Random ones are nearly all unassigned, so most of these begin like an address that means something. */
const ipv6 = fc.oneof(
  // One spelling per address, as a socket is given it.
  fc.ipV6().map((address) => new URL(`http://[${address}]`).hostname.slice(1, -1)),
  fc
    .tuple(
      fc.constantFrom('2001:', '2001:db8:', '2002:', '2606:4700:', '3fff:', '64:ff9b:', 'fc00:', 'fe80:'),
      fc.integer({ min: 0, max: 0xffff }),
    )
    .map(([start, tail]) => `${start}:${tail.toString(16)}`),
)
const blocks = fc.array(
  fc.oneof(
    fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
    fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
    fc.constantFrom('127.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0', '::/0', 'fd00::/8', '168.63.129.16'),
  ),
  { maxLength: 4 },
)

function listOf(allow: readonly string[]) {
  const refused = refusedBlocks(allow)
  const list = new BlockList()
  for (const [family, cidrs] of [
    ['ipv4', refused.ipv4],
    ['ipv6', refused.ipv6],
  ] as const) {
    for (const cidr of cidrs) {
      const [network = '', bits] = cidr.split('/')
      list.addSubnet(network, Number(bits), family)
    }
  }
  return (address: string) => list.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

test('an address is on the list exactly when the policy refuses it', () => {
  fc.assert(
    fc.property(
      blocks,
      fc.array(fc.oneof(ipv4, ipv6), { minLength: 20, maxLength: 20 }),
      (allow, addresses) => {
        const policy = createAddressPolicy(allow)
        const isRefused = listOf(allow)
        for (const address of addresses) {
          assert.equal(isRefused(address), !policy(address).allowed, `${address} with ${allow.join(' ')}`)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('the edges of every block are where the policy has them', () => {
  const policy = createAddressPolicy([])
  const isRefused = listOf([])
  for (const address of [
    '0.0.0.0',
    '0.255.255.255',
    '1.0.0.0',
    '9.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '11.0.0.0',
    '168.63.129.15',
    '168.63.129.16',
    '168.63.129.17',
    '172.31.255.255',
    '172.32.0.0',
    '223.255.255.255',
    '224.0.0.0',
    '255.255.255.255',
    '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '2000::',
    '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '4000::',
    '::',
    '::1',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ]) {
    assert.equal(isRefused(address), !policy(address).allowed, address)
  }
})

test('an allowed block splits the block that it lies in', () => {
  assert.deepEqual(
    refusedBlocks(['10.128.0.0/9']).ipv4.filter((cidr) => cidr.startsWith('10.')),
    ['10.0.0.0/9'],
  )
})

test('IPv4 written as IPv6 is on neither list', () => {
  assert.equal(
    refusedBlocks([]).ipv6.some((cidr) => cidr.startsWith('::ffff:0:0/')),
    false,
  )
})
