import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { retryDelay, retryDelaysSeconds } from './retry-delays.ts'

test('there are five further tries, each after a longer wait, all within the life of a code', () => {
  assert.equal(retryDelaysSeconds.length, 5)
  const total = retryDelaysSeconds.reduce((sum, delay) => sum + delay, 0)
  assert.ok(total < 300, `${total} s`)
})

test('whatever the life of the message and the pace of the provider, waits grow and none ends after it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 10, maxLength: 10 }),
      (lifeMs, callsMs) => {
        let now = 1_700_000_000_000
        const expiresAt = new Date(now + lifeMs)
        const delays: number[] = []
        for (const [triesMade, callMs] of callsMs.entries()) {
          now += callMs
          const delay = retryDelay({ triesMade, now, expiresAt })
          if (delay === undefined) break
          now += delay * 1000
          assert.ok(now < expiresAt.getTime())
          assert.ok(delay > (delays.at(-1) ?? 0))
          delays.push(delay)
        }
        assert.ok(delays.length <= 5)
      },
    ),
  )
})
