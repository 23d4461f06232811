import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { OtpAuthenticator, PhoneAuthenticator } from '#src/identity/records.ts'
import { createId } from '#src/messaging/ids.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { createAuthenticatorStore } from './authenticator-store.ts'
import { createDb } from './database.ts'
import { createSeal } from './seal.ts'
import { createUserStore } from './user-store.ts'

const tenantId = 'default'
const userId = 'auth0|000000000000000000000001'
const onlyFirst = { onlyFirst: true }

async function openStore(t: TestContext) {
  const { pool } = await createTestDatabase(t)
  const db = createDb(pool)
  const users = createUserStore(db)
  await users.create(tenantId, {
    userId,
    connectionId: 'con_1',
    phoneVerified: false,
    emailVerified: false,
    blocked: false,
    profile: {},
  })
  return { pool, users, store: createAuthenticatorStore(db, createSeal(randomBytes(32))) }
}

const phone = (change: Partial<PhoneAuthenticator> = {}): PhoneAuthenticator => ({
  kind: 'phone',
  id: createId('dev'),
  userId,
  active: false,
  phoneNumber: '+442079460123',
  createdAt: new Date(),
  ...change,
})
const app = (): OtpAuthenticator => ({
  kind: 'otp',
  id: createId('dev'),
  userId,
  active: false,
  secret: 'JBSWY3DPEHPK3PXP',
  createdAt: new Date(),
})

test('of first enrolments that are confirmed at once exactly one is active, with its own recovery code', async (t) => {
  const { store } = await openStore(t)
  const begun = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? phone() : app()))
  for (const one of begun) await store.add(tenantId, one, `hash of ${one.id}`)
  const made = await Promise.all(begun.map(({ id }) => store.activate(tenantId, userId, id, onlyFirst)))
  assert.equal(made.filter(Boolean).length, 1)
  const winner = begun[made.indexOf(true)]
  assert.ok(winner)
  const active = (await store.list(tenantId, userId)).filter((one) => one.active)
  assert.deepEqual(active.map(({ kind }) => kind).toSorted(), [winner.kind, 'recovery_code'].toSorted())
  assert.equal(
    await store.exchangeRecoveryCode(tenantId, userId, { used: 'hash of dev_0', next: 'x' }),
    false,
  )
  const used = `hash of ${winner.id}`
  assert.equal(await store.exchangeRecoveryCode(tenantId, userId, { used, next: 'x' }), true)
})

test('further ones may be confirmed where not only the first may, and leave the recovery code as it is', async (t) => {
  const { store } = await openStore(t)
  const [first, second] = [phone(), app()]
  await store.add(tenantId, first, 'first')
  assert.equal(await store.activate(tenantId, userId, first.id, onlyFirst), true)
  await store.add(tenantId, second, 'second')
  assert.equal(await store.activate(tenantId, userId, second.id, onlyFirst), false)
  assert.equal(await store.activate(tenantId, userId, second.id, { onlyFirst: false }), true)
  assert.equal(await store.activate(tenantId, userId, second.id, { onlyFirst: false }), false, 'once')
  assert.equal(await store.exchangeRecoveryCode(tenantId, userId, { used: 'second', next: 'x' }), false)
  assert.equal(await store.exchangeRecoveryCode(tenantId, userId, { used: 'first', next: 'x' }), true)
})

test('those that wait do not pile up: ten stay, and others of its kind go when one is confirmed', async (t) => {
  const { store } = await openStore(t)
  const begun = Array.from({ length: 12 }, (_, index) => phone({ createdAt: new Date(1_000 * index) }))
  for (const one of begun) await store.add(tenantId, one, undefined)
  const left = await store.list(tenantId, userId)
  assert.deepEqual(
    left.map(({ id }) => id),
    begun.slice(2).map(({ id }) => id),
  )
  await store.add(tenantId, { ...app(), createdAt: new Date(20_000) }, undefined)
  assert.equal(await store.activate(tenantId, userId, begun[11]?.id ?? '', onlyFirst), true)
  const kinds = (await store.list(tenantId, userId)).map(({ kind, active }) => `${kind} ${active}`)
  assert.deepEqual(kinds, ['phone true', 'otp false'])
})

test('a time step is used once, and none before it', async (t) => {
  const { store } = await openStore(t)
  const one = app()
  await store.add(tenantId, one, undefined)
  const used = await Promise.all(Array.from({ length: 10 }, () => store.useTimeStep(tenantId, one.id, 100)))
  assert.equal(used.filter(Boolean).length, 1)
  assert.equal(await store.useTimeStep(tenantId, one.id, 99), false)
  assert.equal(await store.useTimeStep(tenantId, one.id, 101), true)
})

test('with the last factor the recovery code goes, and with the user all of them', async (t) => {
  const { store, users } = await openStore(t)
  const [first, second] = [phone(), app()]
  await store.add(tenantId, first, 'hash')
  await store.activate(tenantId, userId, first.id, onlyFirst)
  await store.add(tenantId, second, undefined)
  await store.activate(tenantId, userId, second.id, { onlyFirst: false })
  const kinds = async () => (await store.list(tenantId, userId)).map(({ kind }) => kind).toSorted()
  assert.equal(await store.remove(tenantId, userId, first.id), true)
  assert.equal(await store.remove(tenantId, userId, first.id), false)
  assert.deepEqual(await kinds(), ['otp', 'recovery_code'])
  await users.remove(tenantId, userId)
  assert.deepEqual(await kinds(), [])
})

test('the secret of an app is stored sealed, and opens in its own row only', async (t) => {
  const { store, pool } = await openStore(t)
  const [one, other] = [app(), app()]
  await store.add(tenantId, one, undefined)
  await store.add(tenantId, other, undefined)
  const found = await store.find(tenantId, one.id)
  assert.ok(found?.kind === 'otp' && found.secret === one.secret)
  const { rows } = await pool.query('select * from otpost.authenticators')
  assert.ok(rows.every((row) => !row.sealed_secret.includes(one.secret)))
  await pool.query(
    `update otpost.authenticators a set sealed_secret = b.sealed_secret from otpost.authenticators b
    where a.id = $1 and b.id = $2`,
    [one.id, other.id],
  )
  await assert.rejects(store.find(tenantId, one.id), /does not open/)
})
