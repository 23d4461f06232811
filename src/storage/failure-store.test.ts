// The law of counted failures on a real PostgreSQL: whatever order tries arrive in, and from however many processes,
// no more of them are checked than the limit says.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import type { CodeKey } from '#src/messaging/code-key.ts'
import { loginKey } from '#src/messaging/code-key.ts'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { createFailureStore } from './failure-store.ts'
import { createSeal } from './seal.ts'

const { pool } = await createTestDatabase({ after })
const failures = createFailureStore(pool, createSeal(randomBytes(32)).hashCode)
const ip = '192.0.2.1'
let keys = 0
const newKey = (): CodeKey => loginKey('default', 'con_1', `auth0|${keys++}`)

test('of 100 tries at once exactly the limit is counted, each with a number of its own', async () => {
  const key = newKey()
  const counts = await Promise.all(Array.from({ length: 100 }, () => failures.count(key, ip, 7)))
  const counted = counts.filter((count) => count !== undefined)
  assert.deepEqual(counted.sort(), [1, 2, 3, 4, 5, 6, 7])
  assert.deepEqual(await failures.listAddresses(key, 7), [ip])
})

test('without a limit every try is counted', async () => {
  const key = newKey()
  const counts = await Promise.all(Array.from({ length: 20 }, () => failures.count(key, ip, undefined)))
  assert.equal(Math.max(...counts.map(Number)), 20)
})

test('failures are forgiven for one address, or for all of them, and of nobody else', async () => {
  const [key, other] = [newKey(), newKey()]
  for (const address of [ip, '192.0.2.2', '2001:db8::1']) await failures.count(key, address, 3)
  await failures.count(other, ip, 3)
  await failures.clear(key, ip)
  assert.deepEqual(await failures.listAddresses(key, 1), ['192.0.2.2', '2001:db8::1'])
  await failures.clear(key)
  assert.deepEqual(await failures.listAddresses(key, 1), [])
  assert.deepEqual(await failures.listAddresses(other, 1), [ip])
})

test('failures of long ago count no more', async () => {
  const key = newKey()
  await failures.count(key, ip, 1)
  assert.equal(await failures.count(key, ip, 1), undefined)
  await pool.query(
    `update otpost.failures set last_failure_at = now() - interval '${bruteForceMemory}' - interval '1 second'
     where identifier = $1`,
    [key.identifier],
  )
  assert.deepEqual(await failures.listAddresses(key, 1), [])
  assert.equal(await failures.count(key, ip, 1), 1)
})

test('what names nobody is counted like a name, and not written down', async () => {
  const key = { ...newKey(), identifier: 'a password in the wrong field', isUnknown: true }
  assert.equal(await failures.count(key, ip, 1), 1)
  assert.equal(await failures.count(key, ip, 1), undefined)
  assert.deepEqual(await failures.listAddresses(key, 1), [ip])
  const { rows } = await pool.query(
    `select identifier from otpost.failures where identifier like '%password%'`,
  )
  assert.deepEqual(rows, [])
  await failures.clear(key)
  assert.equal(await failures.count(key, ip, 1), 1)
})
