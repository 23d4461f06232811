import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loginKey } from '../code-key.ts'
import { base32Alphabet, issueCode } from './issue-code.ts'

const key = loginKey('default', 'con_1', '+442079460123')

test('a code has as many digits as its policy says, and lives as long', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 60, max: 86_400 }),
      (length, ttlSeconds) => {
        const now = 1_800_000_000_000
        const issued = issueCode(
          key,
          { length, ttlSeconds, maxTries: 3 },
          (...parts) => JSON.stringify(parts),
          now,
        )
        assert.match(issued.code, new RegExp(`^\\d{${length}}$`))
        assert.equal(issued.codeHash, JSON.stringify([key, issued.codeId, issued.code]))
        assert.equal(issued.expiresAt.getTime(), now + ttlSeconds * 1000)
      },
    ),
  )
})

test('every digit is as likely as any other at every place', () => {
  const [length, runs] = [6, 20_000]
  const counts = Array.from({ length }, () => new Array<number>(10).fill(0))
  const ids = new Set<string>()
  for (let run = 0; run < runs; run += 1) {
    const { code, codeId } = issueCode(key, { length, ttlSeconds: 60, maxTries: 3 }, () => '', 0)
    ids.add(codeId)
    for (const [place, digit] of [...code].entries()) {
      const row = counts[place]
      if (row) row[Number(digit)] = (row[Number(digit)] ?? 0) + 1
    }
  }
  assert.equal(ids.size, runs)
  // Seven standard deviations: a fair source fails this less than once in 10^10 runs.
  const [mean, deviation] = [runs / 10, Math.sqrt(runs * 0.1 * 0.9)]
  for (const count of counts.flat()) assert.ok(Math.abs(count - mean) < 7 * deviation, `${count} of ${mean}`)
})

test('a code of another alphabet has its signs and no others, all of them', () => {
  const policy = { length: 4_000, alphabet: base32Alphabet, ttlSeconds: 60, maxTries: 3 }
  const { code } = issueCode(key, policy, () => '', 0)
  assert.equal(code.length, policy.length)
  assert.deepEqual([...new Set(code)].sort(), [...base32Alphabet])
})
