// Messages that nobody waits for, on a real PostgreSQL, through a provider that does what the test says.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { composeMessage } from '#src/messaging/compose-message.ts'
import { tryAgain } from '#src/messaging/delivery/try-again.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type QueueMessageRequest, queueMessage } from '#src/messaging/send-message.ts'
import type { DeliveryOutcome, ReadyCandidate } from '#src/messaging/types.ts'
import { createMessageQueue } from '#src/storage/accept-message.ts'
import { createDb } from '#src/storage/database.ts'
import { createMessageLog } from '#src/storage/message-store.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { createRetryStore } from '#src/storage/retry-store.ts'
import { createSeal } from '#src/storage/seal.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts'
import { onEnd } from '#test/support/on-end.ts'
import { waitFor } from '#test/support/wait-for.ts'

const tenantId = 'default'
const secretKey = randomBytes(32)
const seal = createSeal(secretKey)
const never = 3_600_000

function provider(answer: (call: number) => DeliveryOutcome) {
  const calls: string[] = []
  const candidate: ReadyCandidate = {
    providerId: 'phone_provider',
    kind: 'test',
    deliveryMethods: ['text'],
    timeoutMs: 5_000,
    provider: {
      async send({ id }) {
        calls.push(id)
        return answer(calls.length)
      },
    },
  }
  return { candidate, calls }
}

function openProcess(t: TestContext, { pool }: TestDatabase, pollMs: number) {
  const db = createDb(pool)
  const jobs = createRetryJobs({ pool, db, onError: (error) => assert.fail(String(error)), pollMs })
  onEnd(t, () => jobs.stop())
  const retries = createRetryStore(db, seal, jobs)
  const log = createMessageLog(db, seal)
  return {
    messageQueue: createMessageQueue(db, seal, jobs),
    store: createSendStore(pool, seal),
    now: Date.now,
    takeTurns: (candidate: ReadyCandidate, delaysSeconds = [0.01, 0.02, 0.03, 0.04, 0.05]) =>
      jobs.start((turn) =>
        tryAgain(turn, {
          retries,
          findCandidate: () => candidate,
          observer: { messageSettled: () => {} },
          now: Date.now,
          delaysSeconds,
        }),
      ),
    find: async (id: string) => (await log.find(tenantId, id)) ?? assert.fail(id),
  }
}

const notice = (candidate: ReadyCandidate): QueueMessageRequest => ({
  tenantId,
  recipient: parsePhoneNumber('+442079460123') ?? assert.fail(),
  allowedCountries: undefined,
  text: { locale: 'en', render: () => 'Your account was blocked.' },
  purpose: 'blocked_account',
  deliveryMethod: 'text',
  candidates: [candidate],
  origin: { ip: '203.0.113.7' },
  context: { tenant: { name: 'default', friendlyName: 'Otpost', host: 'localhost' } },
  expiresAt: new Date(Date.now() + 300_000),
})

test('a message is there, queued and sealed, before anybody is called', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider(() => ({ ok: true }))
  const process = openProcess(t, database, never)
  const id = await queueMessage(notice(candidate), process)
  const { message, attempts } = await process.find(id)
  assert.deepEqual(
    [message.status, message.purpose, message.ip],
    ['queued', 'blocked_account', '203.0.113.7'],
  )
  assert.deepEqual(
    attempts.map(({ outcome, providerKind }) => [outcome, providerKind]),
    [['queued', 'test']],
  )
  assert.equal(calls.length, 0)
  const { rows } = await database.pool.query('select sealed_message from otpost.queued_messages')
  assert.equal(rows.length, 1)
  assert.ok(!rows[0].sealed_message.includes('blocked'))
})

test('the process that took it sends it at once: it does not wait for its next look', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider(() => ({ ok: true }))
  const process = openProcess(t, database, never)
  process.takeTurns(candidate)
  for (let sent = 1; sent <= 5; sent += 1) {
    const id = await queueMessage(notice(candidate), process)
    await waitFor('it to be sent', async () => (await process.find(id)).message.status === 'accepted')
    assert.deepEqual([calls.length, calls.at(-1)], [sent, id])
  }
  const { rows } = await database.pool.query('select 1 from otpost.queued_messages')
  assert.equal(rows.length, 0)
})

test('a hundred at once are each sent once, though two processes look for them', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider(() => ({ ok: true }))
  const processes = [openProcess(t, database, 20), openProcess(t, database, 20)] as const
  for (const process of processes) process.takeTurns(candidate)
  const ids = await Promise.all(
    Array.from({ length: 100 }, (_, index) => queueMessage(notice(candidate), processes[index % 2 ? 1 : 0])),
  )
  await waitFor('all of them', () => calls.length >= ids.length)
  await waitFor('them to be settled', async () => {
    const { rows } = await database.pool.query('select 1 from otpost.queued_messages')
    return rows.length === 0
  })
  assert.deepEqual([...calls].sort(), [...ids].sort())
})

test('its first attempt and five more are made, after the delays from the first on', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider((call) => (call < 6 ? { ok: false, kind: 'timeout' } : { ok: true }))
  const process = openProcess(t, database, 20)
  const id = await queueMessage(notice(candidate), process)
  process.takeTurns(candidate)
  await waitFor('it to be accepted', async () => (await process.find(id)).message.status === 'accepted')
  const { attempts } = await process.find(id)
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['failed', 'failed', 'failed', 'failed', 'failed', 'accepted'],
  )
  assert.equal(calls.length, 6)
})

test('it has failed when the last of them has', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider(() => ({ ok: false, kind: 'timeout' }))
  const process = openProcess(t, database, 20)
  process.takeTurns(candidate)
  const id = await queueMessage(notice(candidate), process)
  await waitFor('it to be given up', async () => {
    const { message, attempts } = await process.find(id)
    return message.status === 'failed' && attempts.length === 6
  })
  assert.equal(calls.length, 6)
})

test('what cannot be written down is not sent, and leaves nothing', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const { candidate, calls } = provider(() => ({ ok: true }))
  const process = openProcess(t, database, 20)
  process.takeTurns(candidate)
  const composed = composeMessage(notice(candidate), Date.now())
  assert.ok(composed.ok)
  await process.messageQueue.accept(composed)
  await waitFor('it to be sent', () => calls.length === 1)
  await assert.rejects(process.messageQueue.accept(composed), { code: '23505' })
  const { rows } = await database.pool.query('select message_id from otpost.attempts')
  assert.equal(rows.length, 1)
  assert.equal(calls.length, 1)
})
