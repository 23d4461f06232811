// Queued messages and the attempts of their tries. Each step is one transaction that holds the message's row, with the
// retry job in it: whatever moment a process dies at, the message is either done with or has exactly one job.

import { CompiledQuery, sql, type Transaction } from 'kysely'
import type { CodeKey } from '#src/messaging/code-key.ts'
import { cutOffDetail } from '#src/messaging/failures.ts'
import type { RetryJob, RetryQueue, RetryStore, WaitingMessage } from '#src/messaging/ports.ts'
import { addAttempt, addQueued } from './add-queued.ts'
import type { Db } from './database.ts'
import type { RetryJobs } from './retry-jobs.ts'
import type { Database } from './schema.ts'
import type { Seal } from './seal.ts'
import { openMessage, sealMessage } from './sealed-message.ts'
import { hasConsole, keepConsoleText, settleText, toConsoleInput, toSettleInput } from './settle-attempts.ts'

type Trx = Transaction<Database>
type Key = Pick<RetryJob, 'tenantId' | 'messageId'>

export function createRetryStore(db: Db, seal: Seal, jobs: RetryJobs): RetryQueue & RetryStore {
  return {
    async enqueue({ message, codeKey, attempt, providerId, providerKind, delaySeconds }) {
      const key = { tenantId: message.tenantId, messageId: message.id }
      const sealed = await sealMessage({ message, codeKey, firstTry: attempt }, seal)
      const queued = { ...key, sealed, expiresAt: message.expiresAt, attempt, providerId, providerKind }
      await jobs.ready()
      await db.transaction().execute((trx) => addQueued(trx, { ...queued, delaySeconds }, jobs))
    },

    async find(job) {
      const { tenantId, messageId } = job
      const row = await db
        .selectFrom('queued_messages')
        .select(['sealed_message', sql<boolean>`expires_at <= now()`.as('expired')])
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', messageId)
        .executeTakeFirst()
      const last = await findLast(db, job)
      if (!row || !last || last.outcome === 'accepted') {
        await db.transaction().execute((trx) => finish(trx, job, jobs))
        return undefined
      }
      const { message, codeKey, firstTry } = openMessage(tenantId, messageId, row.sealed_message, seal)
      return {
        message,
        triesMade: last.attempt - firstTry + (last.outcome === 'queued' ? 0 : 1),
        last: { attempt: last.attempt, outcome: last.outcome, providerId: last.provider_id },
        failure: await lastFailure(db, job),
        expired: row.expired,
        codeIsDone: codeKey !== undefined && (await codeIsDone(db, codeKey, messageId)),
      }
    },

    begin: (job, { last }, providerKind) =>
      db.transaction().execute(async (trx) => {
        if (!(await holdUnchanged(trx, job, last))) return undefined
        if (last.outcome === 'queued') {
          await changeAttempt(trx, job, last.attempt)
            .set({ outcome: 'sending', provider_kind: providerKind, started_at: sql<Date>`now()` })
            .execute()
          return last.attempt
        }
        if (last.outcome === 'sending') await fail(trx, job, last.attempt, 'unknown_error', cutOffDetail)
        const attempt = last.attempt + 1
        const { providerId } = last
        await addAttempt(trx, job, { attempt, providerId, providerKind, outcome: 'sending' })
        return attempt
      }),

    settle: (job, settlement, nextDelaySeconds) =>
      db.transaction().execute(async (trx) => {
        // The row may be gone: it expired during the call. The attempt came to something all the same.
        const isHeld = await lock(trx, job)
        const tried = await findLast(trx, job)
        // Another process took this one for dead and has gone on: what comes next is no longer for us to say.
        if (tried?.attempt !== settlement.attempt || tried.outcome !== 'sending') return
        await trx.executeQuery(CompiledQuery.raw(settleText, [toSettleInput([settlement])]))
        if (hasConsole(settlement)) {
          await trx.executeQuery(CompiledQuery.raw(keepConsoleText, [toConsoleInput([settlement], seal)]))
        }
        if (!isHeld || nextDelaySeconds === undefined) {
          await finish(trx, job, jobs)
          return
        }
        await addAttempt(trx, job, {
          attempt: settlement.attempt + 1,
          providerId: tried.provider_id,
          providerKind: tried.provider_kind,
          outcome: 'queued',
        })
        await jobs.end(job, trx)
        await jobs.schedule(trx, job, nextDelaySeconds)
      }),

    giveUp: (job, { last }, failure, detail) =>
      db.transaction().execute(async (trx) => {
        if (!(await holdUnchanged(trx, job, last))) return
        if (last.outcome !== 'failed') await fail(trx, job, last.attempt, failure, detail)
        await finish(trx, job, jobs)
      }),
  }
}

/** Destroys the message and ends its job. */
async function finish(trx: Trx, job: RetryJob, jobs: RetryJobs): Promise<void> {
  await trx
    .deleteFrom('queued_messages')
    .where('tenant_id', '=', job.tenantId)
    .where('message_id', '=', job.messageId)
    .execute()
  await jobs.end(job, trx)
}

async function codeIsDone(db: Db, key: CodeKey, messageId: string): Promise<boolean> {
  const good = await db
    .selectFrom('codes')
    .select('code_id')
    .where('tenant_id', '=', key.tenantId)
    .where('scope', '=', key.scope)
    .where('identifier', '=', key.identifier)
    .where('message_id', '=', messageId)
    .where('used_at', 'is', null)
    .whereRef('tries', '<', 'max_tries')
    .executeTakeFirst()
  return good === undefined
}

/** Locks the message's row, and looks whether its last attempt is as it was found. */
async function holdUnchanged(trx: Trx, key: Key, seen: WaitingMessage['last']): Promise<boolean> {
  if (!(await lock(trx, key))) return false
  const now = await findLast(trx, key)
  return now?.attempt === seen.attempt && now.outcome === seen.outcome
}

async function lock(trx: Trx, { tenantId, messageId }: Key): Promise<boolean> {
  const row = await trx
    .selectFrom('queued_messages')
    .select('message_id')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

function findLast(db: Db | Trx, key: Key) {
  return attemptsOf(db, key)
    .select(['attempt', 'outcome', 'provider_id', 'provider_kind'])
    .orderBy('attempt', 'desc')
    .executeTakeFirst()
}

async function lastFailure(db: Db, key: Key) {
  const row = await attemptsOf(db, key)
    .select('failure')
    .where('failure', 'is not', null)
    .orderBy('attempt', 'desc')
    .executeTakeFirst()
  return row?.failure ?? 'unknown_error'
}

function attemptsOf(db: Db | Trx, { tenantId, messageId }: Key) {
  return db
    .selectFrom('attempts')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .limit(1)
}

function changeAttempt(trx: Trx, { tenantId, messageId }: Key, attempt: number) {
  return trx
    .updateTable('attempts')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .where('attempt', '=', attempt)
}

async function fail(
  trx: Trx,
  key: Key,
  attempt: number,
  failure: WaitingMessage['failure'],
  detail: string,
): Promise<void> {
  await changeAttempt(trx, key, attempt)
    .set({ outcome: 'failed', failure, detail, settled_at: sql<Date>`now()` })
    .execute()
}
