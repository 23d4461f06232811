// Messages that nobody waits for. From the moment that one is accepted it is like any other that waits for a try, except
// that none was made yet; its retry job comes at once.

import { sql, type Transaction } from 'kysely'
import type { ComposedMessage, MessageQueue } from '#src/messaging/ports.ts'
import { addQueued } from './add-queued.ts'
import type { Db } from './database.ts'
import { insertMessages, messageFields, toMessageInput } from './message-columns.ts'
import type { RetryJobs } from './retry-jobs.ts'
import type { Database } from './schema.ts'
import type { Seal } from './seal.ts'
import { sealMessage } from './sealed-message.ts'

export function createMessageQueue(db: Db, seal: Seal, jobs: RetryJobs): MessageQueue {
  return {
    async accept(composed) {
      const write = await prepareToAccept(composed, seal, jobs)
      await db.transaction().execute(write)
      jobs.wake()
    },
  }
}

/** What accepts the message within a transaction. The caller wakes the jobs when that has committed. */
export async function prepareToAccept(
  { record, message, codeKey }: ComposedMessage,
  seal: Seal,
  jobs: RetryJobs,
): Promise<(trx: Transaction<Database>) => Promise<void>> {
  const { tenantId, messageId, providerId, providerKind } = record
  const sealed = await sealMessage({ message, codeKey, firstTry: 2 }, seal)
  await jobs.ready()
  return async (trx) => {
    const input = { ...toMessageInput(record), ...(codeKey && { codeExpiresAt: message.expiresAt }) }
    await sql`${sql.raw(insertMessages)}
      from json_to_recordset(${JSON.stringify([input])}::json) as t(${sql.raw(messageFields)})`.execute(trx)
    const first = { attempt: 1, providerId, providerKind, delaySeconds: 0 }
    await addQueued(trx, { tenantId, messageId, sealed, expiresAt: message.expiresAt, ...first }, jobs)
  }
}
