import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressPolicy } from './address-policy.ts'

const refused: readonly (readonly [address: string, what: string])[] = [
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['0.0.0.0', 'this host'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['169.254.1.1', 'link-local'],
  ['169.254.169.254', 'cloud metadata'],
  ['192.0.0.192', 'metadata of another cloud'],
  ['100.100.100.200', 'metadata of another cloud'],
  ['168.63.129.16', 'platform agent of another cloud'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['198.18.0.1', 'benchmark'],
  ['192.88.99.1', '6to4 relay'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'IPv4-compatible, deprecated'],
  ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
  ['::ffff:7f00:1', 'IPv4-mapped loopback in hex'],
  ['::ffff:169.254.169.254', 'IPv4-mapped metadata'],
  ['::ffff:0:127.0.0.1', 'IPv4-translated'],
  ['64:ff9b::a9fe:a9fe', 'NAT64'],
  ['64:ff9b:1::a00:1', 'NAT64, local use'],
  ['2002:7f00:1::', '6to4 of loopback'],
  ['2001:0:4136:e378::1', 'Teredo'],
  ['2001:2::1', 'benchmark'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['100::1', 'discard'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'cloud metadata'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a scope'],
  ['fec0::1', 'site-local, deprecated'],
  ['ff02::1', 'multicast'],
  ['5f00::1', 'segment routing'],
  ['4000::1', 'not assigned to anyone'],
]

test('addresses that are not public are refused', async (t) => {
  const policy = createAddressPolicy([])
  for (const [address, what] of refused) {
    await t.test(`${address} (${what})`, () => assert.equal(policy(address).allowed, false))
  }
})

test('public addresses are allowed', () => {
  const policy = createAddressPolicy([])
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700::1111',
  ]) {
    assert.equal(policy(address).allowed, true, address)
  }
})

test('a verdict names the address and its kind', () => {
  assert.deepEqual(createAddressPolicy([])('::ffff:10.0.0.1'), {
    address: '10.0.0.1',
    allowed: false,
    range: 'private',
  })
})

test('an allowed block opens itself and nothing else', () => {
  const policy = createAddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd00::/8'])
  for (const address of ['10.1.2.3', '127.0.0.1', '::ffff:127.0.0.1', 'fd12::1']) {
    assert.equal(policy(address).allowed, true, address)
  }
  for (const address of ['10.2.0.1', '127.0.0.2', '::1', 'fe80::1', '169.254.169.254']) {
    assert.equal(policy(address).allowed, false, address)
  }
})

test('a block that is not one is refused by name', () => {
  for (const block of ['10.0.0.0/33', 'localhost', '10.0', '', '10.0.0.0/']) {
    assert.throws(() => createAddressPolicy([block]), {
      name: 'TypeError',
      message: /is not an IP address or a CIDR/,
    })
  }
})
