import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hookAddress } from './hook-call.ts'

test('an address is IPv6 in form, so that the library that Auth0 suggests reads it', () => {
  assert.equal(hookAddress('203.0.113.9'), '::ffff:203.0.113.9')
  assert.equal(hookAddress('2001:db8::1'), '2001:db8::1')
  assert.equal(hookAddress('::ffff:203.0.113.9'), '::ffff:203.0.113.9')
  assert.equal(hookAddress(undefined), '::')
})
