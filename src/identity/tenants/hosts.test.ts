import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeHosts, normalizeHost } from './hosts.ts'

test('a host name is kept as browsers send it', () => {
  for (const [given, kept] of [
    ['acme.example', 'acme.example'],
    [' Login.ACME.example. ', 'login.acme.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER。example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    ['my_host-2.example', 'my_host-2.example'],
    ['192.0.2.7', '192.0.2.7'],
  ] as const) {
    assert.equal(normalizeHost(given), kept)
    assert.equal(normalizeHost(kept), kept)
  }
})

test('what is no host name is refused, with what to mend', () => {
  const form = 'use letters, digits and hyphens, separated by dots'
  for (const [given, why] of [
    ['', 'it is empty'],
    ['https://acme.example', 'leave out scheme and path'],
    ['acme.example/login', 'leave out scheme and path'],
    ['acme.example:8443', 'leave out the port; a tenant has all ports'],
    ['[::1]', 'IPv6 addresses cannot select a tenant'],
    ['2001:db8::1', 'IPv6 addresses cannot select a tenant'],
    ['*.acme.example', 'wildcards are not supported'],
    ['me@acme.example', 'leave out the user name'],
    ['acme..example', form],
    ['-acme.example', form],
    ['acme example', form],
    [`${'a'.repeat(64)}.example`, form],
    [`${'a.'.repeat(127)}example`, form],
    ['.', form],
  ] as const) {
    assert.throws(() => normalizeHost(given), {
      message: `${JSON.stringify(given)} is not a host name: ${why}.`,
    })
  }
})

test('hosts keep their order, and each is there once', () => {
  assert.deepEqual(changeHosts(['b', 'a'], { add: ['c', 'a'], remove: [] }), ['b', 'a', 'c'])
  assert.deepEqual(changeHosts(['b', 'a'], { add: ['c'], remove: ['b'] }), ['a', 'c'])
})
