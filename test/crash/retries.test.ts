// Messages that wait for another try outlive the process that would have made it.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { sendMessage } from '#src/messaging/send-message.ts'
import type { ReadyCandidate } from '#src/messaging/types.ts'
import { createMessageLog } from '#src/storage/message-store.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { createRetryStore } from '#src/storage/retry-store.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { besideOtpost, sendThrough } from '#test/support/change-tenant.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { startGateway } from '#test/support/gateway.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, startOtpost } from '#test/support/otpost-process.ts'
import { waitFor } from '#test/support/wait-for.ts'

const recipient = parsePhoneNumber('+442079460123') ?? assert.fail()
const takenUpWithinMs = 40_000

type Environment = Readonly<Record<string, string>>

async function startSetup(t: TestContext) {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const gateway = await startGateway(t)
  const env = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_MGMT_CLIENT_ID: 'management',
    OTPOST_MGMT_CLIENT_SECRET: 'management-secret-of-32-letters-or-more',
    OTPOST_PUBLIC_URL: 'http://otpost.test',
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
  }
  const start = async () => startOtpost(t, { ...env, PORT: await freePort() })
  const first = await start()
  await sendThrough(env, gateway.url)
  return { env, gateway, first, start, pool: database.pool }
}

/** A notice whose first attempt failed for now; it waits for its next one, and nobody of this process makes it. */
const queueNotice = (env: Environment): Promise<string> =>
  besideOtpost(env, async ({ pool, db, seal }) => {
    const jobs = createRetryJobs({ pool, db, onError: (error) => assert.fail(String(error)) })
    const unreachable: ReadyCandidate = {
      providerId: 'phone_provider',
      kind: 'sms_gateway',
      deliveryMethods: ['text'],
      timeoutMs: 1_000,
      provider: { send: async () => ({ ok: false, kind: 'unreachable' }) },
    }
    const { messageId, queued } = await sendMessage(
      {
        tenantId: 'default',
        recipient,
        allowedCountries: undefined,
        text: { locale: 'en', render: () => 'Your password was changed.' },
        purpose: 'test',
        deliveryMethod: 'text',
        candidates: [unreachable],
        origin: {},
        context: { tenant: { name: 'default', friendlyName: 'Otpost', host: 'otpost.test' } },
        expiresAt: new Date(Date.now() + 300_000),
        awaited: false,
      },
      {
        store: createSendStore(pool, seal),
        hashCode: seal.hashCode,
        observer: { messageSettled: () => {} },
        queue: createRetryStore(db, seal, jobs),
        now: Date.now,
      },
    )
    await jobs.stop()
    assert.ok(queued)
    return messageId
  })

const accepted = (env: Environment, messageId: string) =>
  besideOtpost(env, ({ db, seal }) =>
    waitFor(
      'the message to be accepted',
      async () => {
        const found = await createMessageLog(db, seal).find('default', messageId)
        return found?.message.status === 'accepted' && found.attempts
      },
      takenUpWithinMs,
    ),
  )

test('a message that waits when its process is killed is sent by the next one, once', async (t) => {
  const { env, gateway, first, start } = await startSetup(t)
  const messageId = await queueNotice(env)
  first.signalGroup('SIGKILL')
  await first.ended
  assert.equal(gateway.requests.length, 0)

  await start()
  const attempts = await accepted(env, messageId)
  assert.equal(gateway.requests.length, 1)
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['failed', 'accepted'],
  )
})

test('a try that is cut off by a kill is taken up by another process, and its row says what is not known', async (t) => {
  const { env, gateway, first, start, pool } = await startSetup(t)
  gateway.answerNext('hang')
  const messageId = await queueNotice(env)
  await gateway.waitForRequest()
  const second = await start()
  first.signalGroup('SIGKILL')
  await first.ended
  // As if it had been silent for as long as others wait.
  const { rows: silent } = await pool.query(
    `update otpost_queue.job set heartbeat_on = heartbeat_on - make_interval(secs => heartbeat_seconds)
      where state = 'active' returning heartbeat_seconds`,
  )
  assert.deepEqual(silent, [{ heartbeat_seconds: 10 }])
  const killedAt = performance.now()

  const attempts = await accepted(env, messageId)
  t.diagnostic(`taken up after ${Math.round(performance.now() - killedAt)} ms`)
  assert.equal(gateway.requests.length, 2)
  assert.deepEqual(
    attempts.map(({ outcome, failure }) => [outcome, failure]),
    [
      ['failed', 'unreachable'],
      ['failed', 'unknown_error'],
      ['accepted', undefined],
    ],
  )
  assert.equal(attempts[1]?.detail, 'The process ended before the provider responded.')
  assert.ok(!second.output().includes('"level":50'), second.output())
})

test('a process that is told to stop finishes the try it is making', async (t) => {
  const { env, gateway, first } = await startSetup(t)
  const answered = Promise.withResolvers<void>()
  gateway.answerNext({ after: answered.promise })
  const messageId = await queueNotice(env)
  await gateway.waitForRequest()
  first.signalGroup('SIGTERM')
  await waitFor('it to stop', () => first.output().includes('stopping'))
  answered.resolve()
  assert.equal(await first.ended, 0)
  const attempts = await accepted(env, messageId)
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['failed', 'accepted'],
  )
  assert.equal(gateway.requests.length, 1)
})
