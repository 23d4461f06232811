// The queue of retry jobs, kept by pg-boss on our own pool, in a schema of its own that pg-boss migrates itself. A job names a
// message and holds nothing of it; there is at most one for each message. Every process takes jobs whose time has come.
// The jobs of a process that died, or stood still, are due again when its heartbeat has been missing for ten seconds.

import { CompiledQuery, type Transaction } from 'kysely'
import type { Pool } from 'pg'
import type { Job, PgBoss } from 'pg-boss'
import type { RetryJob } from '#src/messaging/ports.ts'
import type { Db } from './database.ts'
import type { Database } from './schema.ts'

const schema = 'otpost_queue'
const queue = 'retries'

/** Tries under way at once in one process. */
const maxRunning = 32
const pauseAfterErrorMs = 5_000
const heartbeatSeconds = 10
const beatMs = 4_000
const superviseSeconds = 5

type JobData = Pick<RetryJob, 'tenantId' | 'messageId'>

export interface RetryJobs {
  /** Resolves when the queue is there. The first call makes it. */
  ready(): Promise<void>
  /** Gives a message a retry job, within the transaction. Nothing happens when it has one. */
  schedule(trx: Transaction<Database>, job: JobData, delaySeconds: number): Promise<void>
  /** Ends a retry job, within the transaction or at once. */
  end(job: RetryJob, trx?: Transaction<Database>): Promise<void>
  /** Has this process look for retry jobs now, instead of at its next look. */
  wake(): void
  /** Takes retry jobs from now on. One that fails comes again in a moment. */
  start(take: (job: RetryJob) => Promise<void>): void
  /** Takes no more, and waits for those that it has. */
  stop(): Promise<void>
}

interface RetryJobsDeps {
  readonly pool: Pool
  readonly db: Db
  readonly onError: (error: unknown) => void
  /** How often it looks for retry jobs that have come. @default 1_000 */
  readonly pollMs?: number
}

export function createRetryJobs({ pool, db, onError, pollMs = 1_000 }: RetryJobsDeps): RetryJobs {
  let opening: Promise<PgBoss> | undefined
  const running = new Map<string, Promise<void>>()
  let isStopping = false
  let looping: Promise<void> = Promise.resolve()
  let isDue = false
  let endPause = () => {}

  function open(): Promise<PgBoss> {
    opening ??= openBoss(pool, db, onError).catch((error) => {
      opening = undefined
      throw error
    })
    return opening
  }

  async function run(boss: PgBoss, { id, data }: Job<JobData>, take: (job: RetryJob) => Promise<void>) {
    try {
      await take({ id, ...data })
    } catch (error) {
      onError(error)
      await boss.fail(queue, id).catch(onError)
    } finally {
      running.delete(id)
    }
  }

  /** Jobs that were on their way when this process was told to stop: another one takes them in a moment. */
  async function leaveToOthers(boss: PgBoss, jobs: readonly Job<JobData>[]): Promise<void> {
    const ids = jobs.map(({ id }) => id)
    if (ids.length > 0) await boss.fail(queue, ids)
  }

  async function loop(take: (job: RetryJob) => Promise<void>): Promise<void> {
    while (!isStopping) {
      const free = maxRunning - running.size
      isDue = false
      try {
        const boss = await open()
        const jobs = free > 0 ? await boss.fetch<JobData>(queue, { batchSize: free }) : []
        if (isStopping) {
          await leaveToOthers(boss, jobs)
          break
        }
        for (const job of jobs) running.set(job.id, run(boss, job, take))
        if (jobs.length < free) await pause(pollMs)
        else await Promise.race([...running.values(), pause(pollMs)])
      } catch (error) {
        onError(error)
        await pause(pauseAfterErrorMs)
      }
    }
  }

  /** Ends early when a retry job has come; does not begin when one has come since the last look. */
  async function pause(ms: number): Promise<void> {
    if (isDue) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    endPause = resolve
    await promise
    clearTimeout(timer)
  }

  function wake(): void {
    isDue = true
    endPause()
  }

  const beat = async () => {
    if (running.size > 0) await (await open()).touch(queue, [...running.keys()])
  }

  return {
    ready: async () => {
      await open()
    },

    async schedule(trx, data, startAfter) {
      const boss = await open()
      await boss.insert(queue, [toJob(data, startAfter)], { db: executorOf(trx) })
    },

    async end({ id }, trx) {
      const boss = await open()
      await boss.deleteJob(queue, id, trx && { db: executorOf(trx) })
    },

    wake,

    start(take) {
      const beating = setInterval(() => void beat().catch(onError), beatMs)
      looping = loop(take).finally(async () => {
        await Promise.all(running.values())
        clearInterval(beating)
      })
    },

    async stop() {
      isStopping = true
      wake()
      await looping
      const boss = await opening?.catch(() => undefined)
      await boss?.stop({ graceful: false })
    },
  }
}

/** Loaded when it is first needed: it takes longer than the rest of a start. */
async function openBoss(pool: Pool, db: Db, onError: (error: unknown) => void): Promise<PgBoss> {
  const { PgBoss } = await import('pg-boss')
  // `create schema if not exists` asks for the right to make one even when it is there.
  const found = await pool.query('select 1 from pg_namespace where nspname = $1', [schema])
  const boss = new PgBoss({
    schema,
    createSchema: found.rowCount === 0,
    db: { executeSql: (text, values) => pool.query(text, values && [...values]) },
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    monitorVacuum: false,
    // No job of ours waits for another one.
    flowIntervalSeconds: 86_400,
  })
  boss.on('error', onError)
  await boss.start()
  try {
    await boss.createQueue(queue, {
      policy: 'exclusive',
      heartbeatSeconds,
      // Longer than any provider may take: the heartbeat finds the dead.
      expireInSeconds: 120,
      retryDelay: 2,
      retryLimit: 100,
    })
    // After a restore there are messages without a retry job: the queue is no part of a backup.
    const waiting = await db
      .selectFrom('queued_messages')
      .select(['tenant_id as tenantId', 'message_id as messageId'])
      .where('expires_at', '>', new Date())
      .execute()
    const jobs = waiting.map((data) => toJob(data, 0))
    await boss.insert(queue, jobs)
    return boss
  } catch (error) {
    await boss.stop({ graceful: false })
    throw error
  }
}

function toJob({ tenantId, messageId }: JobData, startAfter: number) {
  return { data: { tenantId, messageId }, startAfter, singletonKey: `${tenantId}/${messageId}` }
}

function executorOf(trx: Transaction<Database>) {
  return {
    executeSql: async (text: string, values: readonly unknown[] = []) => {
      const { rows } = await trx.executeQuery(CompiledQuery.raw(text, [...values]))
      return { rows }
    },
  }
}
