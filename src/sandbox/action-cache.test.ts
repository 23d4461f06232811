import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createActionCache } from './action-cache.ts'
import type { CacheChange } from './runner-messages.ts'

const set = (key: string, value: string, expiresAt = 1_000): CacheChange => ({
  set: { key, value, expiresAt },
})

test('entries expire, and nothing lives longer than a day', () => {
  let now = 0
  const cache = createActionCache(() => now)
  cache.apply('t', 's', [set('a', '1', 1_000), set('b', '2', 1e15)])
  assert.equal(cache.read('t', 's').length, 2)
  now = 1_000
  assert.deepEqual(cache.read('t', 's'), [{ key: 'b', value: '2', expiresAt: 24 * 60 * 60_000 }])
  now = 24 * 60 * 60_000
  assert.deepEqual(cache.read('t', 's'), [])
})

test('no tenant or scope can be named so that it is another', () => {
  const cache = createActionCache(() => 0)
  cache.apply('a', 'b","c', [set('k', 'v')])
  cache.apply('a\u0000', 'b', [set('k', 'v')])
  for (const [tenant, scope] of [
    ['a","b', 'c'],
    ['a', '\u0000b'],
    ['a', 'b'],
  ] as const) {
    assert.deepEqual(cache.read(tenant, scope), [])
  }
})

test('whatever is claimed, a scope never holds more than its limits', () => {
  const change = fc.oneof(
    fc.record({
      set: fc.record({
        key: fc.string({ maxLength: 80 }),
        value: fc.string({ maxLength: 5_000 }),
        expiresAt: fc.nat(),
      }),
    }),
    fc.record({ delete: fc.string({ maxLength: 3 }) }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const cache = createActionCache(() => 0)
      cache.apply('t', 's', changes)
      const entries = cache.read('t', 's')
      const bytes = entries.reduce((sum, { key, value }) => sum + Buffer.byteLength(key + value), 0)
      assert.ok(entries.length <= 20 && bytes <= 8192)
      assert.ok(
        entries.every(({ key, value }) => Buffer.byteLength(key) <= 64 && Buffer.byteLength(value) <= 4096),
      )
    }),
    { numRuns: 200 },
  )
})
