// Messages that are tried again: on a real PostgreSQL, through a provider that does what the test says.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { loginKey } from '#src/messaging/code-key.ts'
import { tryAgain } from '#src/messaging/delivery/try-again.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type SendCodeRequest, sendCode } from '#src/messaging/send-code.ts'
import { type SendMessageRequest, sendMessage } from '#src/messaging/send-message.ts'
import {
  type DeliveryOutcome,
  deliveryMethods,
  type MessageUser,
  type OutgoingMessage,
  type ReadyCandidate,
} from '#src/messaging/types.ts'
import { createCodeStore } from '#src/storage/code-store.ts'
import { createDb } from '#src/storage/database.ts'
import { createMessageLog } from '#src/storage/message-store.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { createRetryStore } from '#src/storage/retry-store.ts'
import { createSeal } from '#src/storage/seal.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createSweep } from '#src/storage/sweep.ts'
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts'
import { onEnd } from '#test/support/on-end.ts'
import { waitFor } from '#test/support/wait-for.ts'

const recipient = parsePhoneNumber('+442079460123') ?? assert.fail()
const tenantId = 'default'
const soon = [0.01, 0.02, 0.03, 0.04, 0.05]
const context = { tenant: { name: 'default', friendlyName: 'Otpost', host: 'localhost' } }
const accepted: DeliveryOutcome = { ok: true, providerMessageId: 'p1' }
const askedAgain: DeliveryOutcome = {
  ok: false,
  kind: 'delivery_rejected',
  detail: 'The vendor is busy.',
  retryRequested: true,
}

type Answer = DeliveryOutcome | Promise<DeliveryOutcome>

/** A provider that answers like this, call by call, and for ever as the last time; and what it was called with. */
function provider(...answers: readonly [Answer, ...Answer[]]) {
  const calls: OutgoingMessage[] = []
  let answer: Answer = answers[0]
  const candidate: ReadyCandidate = {
    providerId: 'phone_provider',
    kind: 'test',
    deliveryMethods: ['text'],
    timeoutMs: 5_000,
    provider: {
      async send(message) {
        answer = answers[calls.length] ?? answer
        calls.push(message)
        return answer
      },
    },
  }
  return { candidate, calls }
}

const secretKey = randomBytes(32)

/** One process: it takes turns when told to. */
function openProcess(t: TestContext, { pool }: TestDatabase, delaysSeconds: readonly number[] = soon) {
  const db = createDb(pool)
  const seal = createSeal(secretKey)
  const errors: unknown[] = []
  const jobs = createRetryJobs({ pool, db, onError: (error) => errors.push(error), pollMs: 20 })
  onEnd(t, () => jobs.stop())
  const retries = createRetryStore(db, seal, jobs)
  const settled: string[] = []
  const observer = { messageSettled: ({ outcome }: { outcome: string }) => void settled.push(outcome) }
  const send = {
    store: createSendStore(pool, seal),
    hashCode: seal.hashCode,
    observer,
    queue: retries,
    delaysSeconds,
    now: Date.now,
  }
  const log = createMessageLog(db, seal)
  return {
    db,
    jobs,
    retries,
    settled,
    errors,
    send,
    /** From now on, through this provider; or with none configured. */
    takeTurns: (candidate: ReadyCandidate | undefined) =>
      jobs.start((turn) =>
        tryAgain(turn, { retries, findCandidate: () => candidate, observer, now: Date.now, delaysSeconds }),
      ),
    notice: (candidate: ReadyCandidate, change: Partial<SendMessageRequest> = {}) =>
      sendMessage({ ...notice, candidates: [candidate], expiresAt: inMinutes(5), ...change }, send),
    code: (candidate: ReadyCandidate, change: Partial<SendCodeRequest> = {}) =>
      sendCode({ ...codeRequest, candidates: [candidate], ...change }, send),
    find: async (id: string) => (await log.find(tenantId, id)) ?? assert.fail('no such message'),
    settles: (id: string) =>
      waitFor('the message to be settled', async () => {
        const found = await log.find(tenantId, id)
        return found && ['accepted', 'failed'].includes(found.message.status) && found
      }),
  }
}

async function startOne(t: TestContext, delaysSeconds?: readonly number[]) {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  return { ...openProcess(t, database, delaysSeconds), database, pool: database.pool }
}

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000)

const notice = {
  tenantId,
  recipient,
  allowedCountries: undefined,
  text: { locale: 'en', render: () => 'Your account was blocked.' },
  purpose: 'test',
  deliveryMethod: 'text',
  origin: {},
  context,
  awaited: false,
} as const

const codeRequest: Omit<SendCodeRequest, 'candidates'> = {
  key: loginKey(tenantId, 'con_1', recipient),
  recipient,
  allowedCountries: undefined,
  purpose: 'login',
  deliveryMethod: 'text',
  otp: { length: 6, ttlSeconds: 300, maxTries: 3 },
  text: { locale: 'en', render: ({ code }) => `Your code is ${code}` },
  origin: {},
  context,
  proposedUserId: 'sms|1',
  allowSignup: true,
  limitedIp: undefined,
  guard: undefined,
}

async function rowsLeft(pool: TestDatabase['pool']) {
  const { rows } = await pool.query(
    `select (select count(*)::int from otpost.queued_messages) as messages,
            (select count(*)::int from otpost_queue.job) as jobs`,
  )
  return rows[0]
}

test('a code whose provider asks for it is answered as queued and sent later, whole, once', async (t) => {
  const one = await startOne(t)
  const { candidate, calls } = provider(askedAgain, askedAgain, accepted)
  const user: MessageUser = {
    userId: 'sms|1',
    phoneVerified: true,
    profile: { name: 'A' },
    createdAt: new Date('2026-01-01'),
    updatedAt: new Date('2026-01-02'),
  }
  const sent = await one.code(candidate, { context: { ...context, findUser: async () => user } })
  assert.equal(sent.status, 'queued')
  const before = await one.find(sent.messageId)
  assert.equal(before.message.status, 'queued')
  assert.deepEqual(
    before.attempts.map(({ outcome }) => outcome),
    ['failed', 'queued'],
  )
  const [first] = calls
  const stored = await one.pool.query('select * from otpost.queued_messages')
  const storedText = Buffer.concat([stored.rows[0].sealed_message]).toString('latin1')
  assert.ok(first && !storedText.includes(first.code) && !storedText.includes(recipient))
  const jobs = await one.pool.query('select data from otpost_queue.job')
  assert.deepEqual(jobs.rows, [{ data: { tenantId, messageId: sent.messageId } }])

  one.takeTurns(candidate)
  const { message, attempts } = await one.settles(sent.messageId)
  assert.equal(message.status, 'accepted')
  assert.deepEqual(
    attempts.map(({ outcome, failure, providerMessageId }) => [outcome, failure, providerMessageId]),
    [
      ['failed', 'delivery_rejected', undefined],
      ['failed', 'delivery_rejected', undefined],
      ['accepted', undefined, 'p1'],
    ],
  )
  assert.equal(calls.length, 3)
  for (const call of calls.slice(1)) {
    const { context: laterContext, bodyFor: laterBody, ...later } = call
    const { context: _, bodyFor: firstBody, ...atFirst }: OutgoingMessage = first
    assert.deepEqual(later, atFirst)
    for (const method of deliveryMethods) {
      const text: string | undefined = await firstBody?.(method)
      assert.equal(await laterBody?.(method), text)
    }
    assert.deepEqual(await laterContext.findUser?.(), user)
  }
  await waitFor('nothing of it to be left', async () => {
    const { messages, jobs: jobsLeft } = await rowsLeft(one.pool)
    return messages === 0 && jobsLeft === 0
  })
  assert.deepEqual(one.settled, ['delivery_rejected', 'delivery_rejected', 'accepted'])
  assert.deepEqual(one.errors, [])
})

test('any other failure of a code is answered as it is, and not tried again', async (t) => {
  const one = await startOne(t)
  const { candidate } = provider({ ok: false, kind: 'unreachable' })
  await assert.rejects(
    one.code(candidate),
    (error) => error instanceof MessagingError && error.code === 'delivery_failed',
  )
  const { rows } = await one.pool.query('select count(*)::int as n from otpost.queued_messages')
  assert.equal(rows[0].n, 0)
})

test('a notice is tried again after every failure that may pass, and after no other', async (t) => {
  const one = await startOne(t)
  const { candidate, calls } = provider(
    { ok: false, kind: 'unreachable' },
    { ok: false, kind: 'timeout' },
    accepted,
  )
  const sent = await one.notice(candidate)
  assert.equal(sent.queued, true)
  assert.deepEqual(sent.outcome, { ok: false, kind: 'unreachable' })
  one.takeTurns(candidate)
  assert.equal((await one.settles(sent.messageId)).message.status, 'accepted')
  assert.equal(calls.length, 3)

  const refusing = await one.notice(provider({ ok: false, kind: 'authentication_failed' }).candidate)
  assert.equal(refusing.queued, false)
  const awaited = await one.notice(provider({ ok: false, kind: 'unreachable' }).candidate, { awaited: true })
  assert.equal(awaited.queued, false)
  assert.equal((await one.find(awaited.messageId)).message.status, 'failed')
})

test('after five further tries it has failed, and says so', async (t) => {
  const one = await startOne(t)
  const { candidate, calls } = provider(askedAgain)
  const { messageId } = await one.code(candidate)
  one.takeTurns(candidate)
  const { attempts } = await one.settles(messageId)
  assert.equal(calls.length, 6)
  assert.equal(attempts.length, 6)
  assert.match(attempts.at(-1)?.detail ?? '', /^The vendor is busy\. No retry: /)
  assert.deepEqual(await rowsLeft(one.pool), { messages: 0, jobs: 0 })
})

test('a code that was used or replaced meanwhile, or that has expired, is not sent again', async (t) => {
  const one = await startOne(t)
  const { candidate, calls } = provider(askedAgain)
  const codes = createCodeStore(one.pool)

  const used = loginKey(tenantId, 'con_1', '+442079460001')
  const usedMessage = await one.code(candidate, { key: used })
  const tried = (await codes.countTry(used, undefined)) ?? assert.fail()
  assert.ok(await codes.use(used, tried.codeId, undefined))

  const replaced = loginKey(tenantId, 'con_1', '+442079460002')
  const replacedMessage = await one.code(candidate, { key: replaced })
  await one.code(provider(accepted).candidate, { key: replaced })

  const late = loginKey(tenantId, 'con_1', '+442079460003')
  const lateMessage = await one.code(candidate, { key: late })
  await one.pool.query(
    `update otpost.queued_messages set expires_at = now() - interval '1 second' where message_id = $1`,
    [lateMessage.messageId],
  )

  one.takeTurns(candidate)
  for (const [{ messageId }, detail] of [
    [usedMessage, /used, replaced or blocked/],
    [replacedMessage, /used, replaced or blocked/],
    [lateMessage, /has expired/],
  ] as const) {
    const { message, attempts } = await one.settles(messageId)
    assert.equal(message.status, 'failed')
    assert.equal(attempts.length, 2)
    assert.equal(attempts[1]?.failure, 'delivery_rejected')
    assert.match(attempts[1]?.detail ?? '', detail)
  }
  assert.equal(calls.length, 3)
  assert.deepEqual(await rowsLeft(one.pool), { messages: 0, jobs: 0 })
})

test('a message that expires before the next try would come is not queued', async (t) => {
  const one = await startOne(t, [2])
  const { candidate } = provider(askedAgain)
  const sent = await one.notice(candidate, { expiresAt: new Date(Date.now() + 1_500) })
  assert.equal(sent.queued, false)
  assert.equal((await one.find(sent.messageId)).message.status, 'failed')
})

test('a message whose provider is gone has failed', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  one.takeTurns(undefined)
  const { attempts } = await one.settles(messageId)
  assert.equal(attempts[1]?.failure, 'unsupported_request')
})

test('many messages and several processes: each try is made once', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const processes = [1, 2, 3].map(() => openProcess(t, database))
  const { candidate, calls } = provider(askedAgain)
  const again = provider(accepted)
  const sent = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const process = processes[index % 3] ?? assert.fail()
      return process.code(candidate, { key: { ...codeRequest.key, identifier: `+44207946${1000 + index}` } })
    }),
  )
  for (const process of processes) process.takeTurns(again.candidate)
  for (const { messageId } of sent) {
    const { message, attempts } = await (processes[0] ?? assert.fail()).settles(messageId)
    assert.equal(message.status, 'accepted')
    assert.equal(attempts.length, 2)
  }
  assert.equal(calls.length, 60)
  assert.equal(again.calls.length, 60)
  assert.equal(new Set(again.calls.map(({ id }) => id)).size, 60)
  assert.deepEqual(
    processes.flatMap(({ errors }) => errors),
    [],
  )
})

test('a try that was cut off is settled as unknown before the next one is written', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const dying = openProcess(t, database)
  const { messageId } = await dying.code(provider(askedAgain).candidate)
  const turn = { id: '00000000-0000-0000-0000-000000000000', tenantId, messageId }
  const waiting = (await dying.retries.find(turn)) ?? assert.fail()
  assert.equal(await dying.retries.begin(turn, waiting, 'test'), 2)

  const other = openProcess(t, database)
  const { candidate, calls } = provider(accepted)
  other.takeTurns(candidate)
  const { attempts } = await other.settles(messageId)
  assert.equal(calls.length, 1)
  assert.deepEqual(
    attempts.map(({ outcome, failure, detail }) => [outcome, failure, detail]),
    [
      ['failed', 'delivery_rejected', 'The vendor is busy.'],
      ['failed', 'unknown_error', 'The process ended before the provider responded.'],
      ['accepted', undefined, undefined],
    ],
  )
  // The one that was taken for dead comes back: it may neither change what was settled nor queue anything.
  const settlement = { tenantId, messageId, attempt: 2, outcome: askedAgain, durationMs: 1 }
  await dying.retries.settle(turn, settlement, 0.01)
  assert.deepEqual((await other.find(messageId)).attempts, attempts)
  assert.equal(await dying.retries.begin(turn, waiting, 'test'), undefined)
})

test('of two that begin the same try, one does', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  const turn = { id: '00000000-0000-0000-0000-000000000000', tenantId, messageId }
  const waiting = (await one.retries.find(turn)) ?? assert.fail()
  const begun = await Promise.all([1, 2, 3, 4].map(() => one.retries.begin(turn, waiting, 'test')))
  assert.deepEqual(
    begun.filter((attempt) => attempt !== undefined),
    [2],
  )
})

test('a turn that fails of itself comes again', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  const { candidate, calls } = provider(accepted)
  await one.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
    create trigger refuse before update on otpost.attempts for each row when (new.outcome = 'accepted')
      execute function refuse()`)
  one.takeTurns(candidate)
  await waitFor('the first try to fail', () => one.errors.length > 0)
  await one.pool.query('drop trigger refuse on otpost.attempts')
  const { attempts } = await one.settles(messageId)
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['failed', 'failed', 'accepted'],
  )
  assert.equal(calls.length, 2)
})

test('messages without a turn, as after a restore, get one when a process starts', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const before = openProcess(t, database)
  const { messageId } = await before.code(provider(askedAgain).candidate)
  await before.jobs.stop()
  await database.pool.query('drop schema otpost_queue cascade')

  const after = openProcess(t, database)
  const { candidate, calls } = provider(accepted)
  after.takeTurns(candidate)
  assert.equal((await after.settles(messageId)).message.status, 'accepted')
  assert.equal(calls.length, 1)
})

test('the sweep destroys what has expired, and leaves what waits', async (t) => {
  const one = await startOne(t)
  const { candidate } = provider(askedAgain)
  const old = await one.code(candidate, { key: { ...codeRequest.key, identifier: '+442079460004' } })
  const young = await one.code(candidate)
  await one.pool.query(`update otpost.attempts set started_at = now() - interval '10 minutes'`)
  await one.pool.query(
    `update otpost.queued_messages set expires_at = now() - interval '1 second' where message_id = $1`,
    [old.messageId],
  )
  const { queued, settled } = await createSweep(one.db).run()
  assert.deepEqual({ queued, settled }, { queued: 1, settled: 0 })
  const { message, attempts } = await one.find(old.messageId)
  assert.equal(message.status, 'failed')
  assert.equal(attempts[1]?.detail, 'No retry: the message has expired.')
  assert.equal(attempts[1]?.failure, 'delivery_rejected')
  assert.equal((await one.find(young.messageId)).message.status, 'queued')
})

test('what expires during its try is settled all the same', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  const answer = Promise.withResolvers<DeliveryOutcome>()
  const { candidate, calls } = provider(answer.promise)
  one.takeTurns(candidate)
  await waitFor('the try', () => calls.length === 1)
  await one.pool.query(`update otpost.queued_messages set expires_at = now() - interval '1 second'`)
  assert.equal((await createSweep(one.db).run()).queued, 1)
  answer.resolve(accepted)
  assert.equal((await one.settles(messageId)).message.status, 'accepted')
})

test('stopping waits for the tries under way and takes no more', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  const answer = Promise.withResolvers<DeliveryOutcome>()
  const { candidate, calls } = provider(answer.promise)
  one.takeTurns(candidate)
  await waitFor('the try', () => calls.length === 1)
  const stopped = one.jobs.stop()
  const later = await one.pool.query('select 1')
  assert.equal(later.rowCount, 1)
  answer.resolve(askedAgain)
  await stopped
  const { message, attempts } = await one.find(messageId)
  assert.equal(message.status, 'queued')
  assert.equal(attempts.length, 3)
  assert.equal(calls.length, 1)
})

test('a try that is on its way from the queue when the stop comes is left to another process', async (t) => {
  const one = await startOne(t)
  const { messageId } = await one.code(provider(askedAgain).candidate)
  const due = 'select 1 from otpost_queue.job where start_after < clock_timestamp()'
  await waitFor('the try to be due', async () => (await one.pool.query(due)).rowCount === 1)
  const { candidate, calls } = provider(accepted)

  const holder = await one.pool.connect()
  await holder.query('begin; lock table otpost_queue.job in access exclusive mode')
  one.takeTurns(candidate)
  const fetching = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query ilike '%skip locked%'`
  await waitFor('the queue to be asked', async () => (await one.pool.query(fetching)).rowCount === 1)
  const stopped = one.jobs.stop()
  await holder.query('rollback')
  holder.release()
  await stopped
  assert.equal(calls.length, 0)

  const other = openProcess(t, one.database)
  other.takeTurns(candidate)
  assert.equal((await other.settles(messageId)).message.status, 'accepted')
  assert.equal(calls.length, 1)
})

test('several processes make the queue at once', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  await database.pool.query('drop schema if exists otpost_queue cascade')
  const processes = [1, 2, 3, 4].map(() => openProcess(t, database))
  await Promise.all(processes.map(({ jobs }) => jobs.ready()))
})

test('an account that may make no schema uses an empty one that was made for it', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  await database.pool.query(`
    drop schema if exists otpost_queue cascade;
    create role confined_${process.pid};
    grant usage on schema otpost to confined_${process.pid};
    grant all on all tables in schema otpost to confined_${process.pid};
    create schema otpost_queue authorization confined_${process.pid}`)
  const pool = new pg.Pool({ ...database.connection, options: `-c role=confined_${process.pid}` })
  // Dropping the database ends connections that are still closing.
  pool.on('error', () => {})
  onEnd(t, () => pool.end())
  await openProcess(t, { ...database, pool }).jobs.ready()
})

test('what a script printed is kept with its attempt, sealed and cut', async (t) => {
  const one = await startOne(t)
  const secret = `code ${createTimedId('x')}`
  const printed = { level: 'info', text: secret } as const
  const long = { level: 'log', text: 'x'.repeat(700_000) } as const
  const { candidate } = provider(
    { ...askedAgain, console: [printed], executionId: 'exe_1' },
    { ...accepted, console: [printed, long, long], executionId: 'exe_2' },
  )
  const { messageId } = await one.code(candidate)
  one.takeTurns(candidate)
  const { attempts } = await one.settles(messageId)
  assert.deepEqual(
    attempts.map(({ executionId }) => executionId),
    ['exe_1', 'exe_2'],
  )
  assert.deepEqual(attempts[0]?.console, [printed])
  assert.deepEqual(attempts[1]?.console?.slice(0, 2), [printed, long])
  assert.equal(attempts[1]?.console?.length, 3)
  assert.match(attempts[1]?.console?.[2]?.text ?? '', /cut off/)
  const { rows } = await one.pool.query('select sealed_console from otpost.attempt_consoles')
  assert.equal(rows.length, 2)
  assert.ok(rows.every(({ sealed_console }) => !sealed_console.includes(secret)))
  assert.ok(rows.every(({ sealed_console }) => sealed_console.length <= 1024 * 1024))

  const silent = await one.notice(provider(accepted).candidate)
  assert.equal((await one.find(silent.messageId)).attempts[0]?.console, undefined)
})
