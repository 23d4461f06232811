// Removes what nobody needs any more, and settles the sends of processes that died. Every process runs it once a
// minute. Several at once are safe: each takes rows that no other holds, and every step can be repeated.

import { sql } from 'kysely'
import { auditMemory } from '#src/identity/administrators/audit-log.ts'
import { cutOffDetail } from '#src/messaging/failures.ts'
import { firstTimedId } from '#src/messaging/ids.ts'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import { inboxCapacity } from '#src/messaging/message-log.ts'
import type { Db } from './database.ts'
import { abandonedAfter, idempotencyMemory } from './idempotency-store.ts'

/** How long a code outlives its expiry, so that a late try is told that it is late. */
const codeMemory = '24 hours'
const rowsPerStatement = 5_000
const everyMs = 60_000
/** Rows that an earlier run saw can still have been young then, and clocks differ. */
const overlapMs = 60 * 60_000

export interface Sweep {
  /** One run. Resolves with how many rows each step removed or settled. */
  run(): Promise<Record<string, number>>
  /** Runs once a minute from now on. The function it returns stops that, and waits for a run under way. */
  start(onError: (error: unknown) => void): () => Promise<void>
}

export function createSweep(db: Db): Sweep {
  // Attempts are never removed, so only a process's first run looks at all of them.
  let settledUpTo: string | undefined

  async function run(): Promise<Record<string, number>> {
    const startedAt = Date.now()
    const settled = await settleAbandoned(db, settledUpTo)
    settledUpTo = firstTimedId('msg', startedAt - overlapMs)
    const removed: Record<string, number> = {}
    for (const [table, condition] of Object.entries(outdated))
      removed[table] = await remove(db, table, condition)
    return { ...removed, inbox: await trimInbox(db), queued: await removeQueued(db), settled }
  }

  return {
    run,
    start(onError) {
      let running: Promise<unknown> = Promise.resolve()
      let busy = false
      const timer = setInterval(() => {
        if (busy) return
        busy = true
        running = run()
          .catch(onError)
          .finally(() => {
            busy = false
          })
      }, everyMs)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await running
      }
    },
  }
}

/** How long the records of Actions' runs are kept (contract 9.4). */
const executionMemory = '10 days'

const outdated = {
  rate_limits: 'window_ends_at < now()',
  failures: `last_failure_at < now() - interval '${bruteForceMemory}'`,
  codes: `expires_at < now() - interval '${codeMemory}'`,
  password_resets: `expires_at < now() - interval '${codeMemory}'`,
  token_records: 'expires_at < now()',
  buckets: 'full_at < now()',
  idempotency_keys: `created_at < now() - interval '${idempotencyMemory}'`,
  admin_sessions: 'expires_at < now()',
  audit_log: `at < now() - interval '${auditMemory}'`,
  action_executions: `ended_at < now() - interval '${executionMemory}'`,
} as const

// In pieces, so that no statement holds many rows for long.
async function remove(db: Db, table: string, condition: string): Promise<number> {
  const name = sql.id('otpost', table)
  const outdatedNow = sql.raw(condition)
  let removed = 0
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from ${name} where ctid = any(array(
        select ctid from ${name} where ${outdatedNow} limit ${rowsPerStatement} for update skip locked))
    `.execute(db)
    const count = Number(numAffectedRows ?? 0n)
    removed += count
    if (count < rowsPerStatement) return removed
  }
}

async function trimInbox(db: Db): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from otpost.inbox i using (
      select tenant_id, message_id,
        row_number() over (partition by tenant_id order by message_id desc) as place
      from otpost.inbox
    ) ranked
    where ranked.place > ${inboxCapacity}
      and i.tenant_id = ranked.tenant_id and i.message_id = ranked.message_id
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Destroys queued messages that have expired; nobody had a retry job for them in time. */
async function removeQueued(db: Db): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with expired as (
      delete from otpost.queued_messages q using (
        select tenant_id, message_id from otpost.queued_messages
        where expires_at < now() limit ${rowsPerStatement} for update skip locked
      ) e
      where q.tenant_id = e.tenant_id and q.message_id = e.message_id
      returning q.tenant_id, q.message_id
    ), settled as (
      update otpost.attempts a set outcome = 'failed', settled_at = now(), detail = 'No retry: the message has expired.',
        failure = coalesce((
          select b.failure from otpost.attempts b
          where b.tenant_id = a.tenant_id and b.message_id = a.message_id and b.failure is not null
          order by b.attempt desc limit 1), 'unknown_error')
      from expired e
      where a.tenant_id = e.tenant_id and a.message_id = e.message_id and a.outcome = 'queued'
    )
    select count(*)::int as removed from expired
  `.execute(db)
  return rows[0]?.removed ?? 0
}

async function settleAbandoned(db: Db, from: string | undefined): Promise<number> {
  const { numAffectedRows } = await sql`
    with abandoned as (
      select tenant_id, message_id, attempt from otpost.attempts
      where outcome = 'sending' and started_at < now() - interval '${sql.raw(abandonedAfter)}'
        and message_id >= ${from ?? ''}
      for update skip locked
    )
    update otpost.attempts t set outcome = 'failed', failure = 'unknown_error', detail = ${cutOffDetail},
      settled_at = now()
    from abandoned a
    where t.tenant_id = a.tenant_id and t.message_id = a.message_id and t.attempt = a.attempt
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}
