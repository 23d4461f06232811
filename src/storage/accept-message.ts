// Messages that nobody waits for. From the moment that one is accepted it is like any other that waits for a try, except
// that none was made yet; its turn comes at once.

import { sql, type Transaction } from 'kysely'
import type { ComposedMessage, MessageQueue } from '#src/messaging/ports.ts'
import { addQueued } from './add-queued.ts'
import type { Db } from './database.ts'
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
  const { tenantId, messageId, providerId, providerKind, origin } = record
  const sealed = await sealMessage({ message, codeKey, firstTry: 2 }, seal)
  await jobs.ready()
  return async (trx) => {
    await trx
      .insertInto('messages')
      .values({
        tenant_id: tenantId,
        id: messageId,
        recipient: record.recipient,
        purpose: record.purpose,
        delivery_method: record.deliveryMethod,
        locale: record.locale,
        client_id: record.clientId ?? null,
        organization: record.organization ?? null,
        ip: origin.ip ?? null,
        user_agent: origin.userAgent ?? null,
        provider_kind: providerKind,
        masked_text: record.maskedText ?? null,
        code_expires_at: codeKey ? message.expiresAt : null,
        created_at: sql<Date>`now()`,
      })
      .execute()
    const first = { attempt: 1, providerId, providerKind, delaySeconds: 0 }
    await addQueued(trx, { tenantId, messageId, sealed, expiresAt: message.expiresAt, ...first }, jobs)
  }
}
