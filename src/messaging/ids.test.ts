import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createId, createTimedId, createUserId, firstTimedId } from './ids.ts'

const time = fc.integer({ min: 0, max: Date.UTC(9999, 0) })

test('ids sort by the time at which they were made, and after the first of that time', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [earlier, later] = [Math.min(a, b), Math.max(a, b)]
      const [one, other] = [createTimedId('msg', earlier), createTimedId('msg', later)]
      if (earlier < later) assert.ok(one < other)
      assert.ok(firstTimedId('msg', earlier) <= one)
      if (earlier < later) assert.ok(one < firstTimedId('msg', later))
    }),
  )
})

test('ids of one moment differ, and look as they should', () => {
  const ids = Array.from({ length: 5_000 }, () => createTimedId('msg', 1_800_000_000_000))
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^msg_[0-9a-f]{28}$/)
  const users = Array.from({ length: 5_000 }, () => createUserId('sms'))
  assert.equal(new Set(users).size, users.length)
  for (const id of users) assert.match(id, /^sms\|[0-9a-f]{24}$/)
  const others = Array.from({ length: 1_000 }, () => createId('con'))
  assert.equal(new Set(others).size, others.length)
  for (const id of others) assert.match(id, /^con_[0-9A-Za-z]{16}$/)
})
