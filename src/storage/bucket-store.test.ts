import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '#test/support/database.ts'
import { createBucketStore } from './bucket-store.ts'

const bucket = { capacity: 3, refillSeconds: 600 }

test('of any number at once, exactly as many get one as there are', async (t) => {
  const { pool } = await createTestDatabase(t)
  const buckets = createBucketStore(pool)
  const waits = await Promise.all(Array.from({ length: 50 }, () => buckets.take('a', 'k', bucket)))
  assert.equal(waits.filter((wait) => wait === undefined).length, 3)
  assert.ok(waits.every((wait) => wait === undefined || (wait > 590 && wait <= 600)))
})

test('one that is given back can be taken again, and there are never more than there may be', async (t) => {
  const { pool } = await createTestDatabase(t)
  const buckets = createBucketStore(pool)
  await buckets.take('a', 'k', bucket)
  for (let n = 0; n < 5; n += 1) await buckets.giveBack('a', 'k', bucket)
  for (let n = 0; n < 3; n += 1) assert.equal(await buckets.take('a', 'k', bucket), undefined)
  assert.notEqual(await buckets.take('a', 'k', bucket), undefined)
  await buckets.giveBack('a', 'k', bucket)
  assert.equal(await buckets.take('a', 'k', bucket), undefined)
})

test('one more is there after each pause', async (t) => {
  const { pool } = await createTestDatabase(t)
  const buckets = createBucketStore(pool)
  for (let n = 0; n < 4; n += 1) await buckets.take('a', 'k', bucket)
  await pool.query(`update otpost.buckets set counted_at = counted_at - interval '601 seconds'`)
  assert.equal(await buckets.take('a', 'k', bucket), undefined)
  assert.notEqual(await buckets.take('a', 'k', bucket), undefined)
})

test('tenants and keys are apart', async (t) => {
  const { pool } = await createTestDatabase(t)
  const buckets = createBucketStore(pool)
  const one = { capacity: 1, refillSeconds: 60 }
  assert.equal(await buckets.take('a', 'k', one), undefined)
  assert.equal(await buckets.take('b', 'k', one), undefined)
  assert.equal(await buckets.take('a', 'l', one), undefined)
  assert.notEqual(await buckets.take('a', 'k', one), undefined)
})
