// The rows of a message that waits for its retry job, written within one transaction of the caller.

import { sql, type Transaction } from 'kysely'
import type { QueuedMessage, RetryJob } from '#src/messaging/ports.ts'
import type { RetryJobs } from './retry-jobs.ts'
import type { Database } from './schema.ts'

type Trx = Transaction<Database>
type Key = Pick<RetryJob, 'tenantId' | 'messageId'>
type AddedAttempt = Pick<QueuedMessage, 'attempt' | 'providerId' | 'providerKind'>

/** The sealed message, its queued attempt and its job. The message's own row is there already. */
export async function addQueued(
  trx: Trx,
  queued: Key &
    AddedAttempt & {
      readonly sealed: Buffer
      readonly expiresAt: Date
      readonly delaySeconds: number
    },
  jobs: RetryJobs,
): Promise<void> {
  const { tenantId, messageId, sealed, expiresAt, delaySeconds } = queued
  await trx
    .insertInto('queued_messages')
    .values({
      tenant_id: tenantId,
      message_id: messageId,
      sealed_message: sealed,
      expires_at: expiresAt,
    })
    .execute()
  await addAttempt(trx, queued, { ...queued, outcome: 'queued' })
  await jobs.schedule(trx, { tenantId, messageId }, delaySeconds)
}

export async function addAttempt(
  trx: Trx,
  { tenantId, messageId }: Key,
  added: AddedAttempt & { readonly outcome: 'queued' | 'sending' },
): Promise<void> {
  await trx
    .insertInto('attempts')
    .values({
      tenant_id: tenantId,
      message_id: messageId,
      attempt: added.attempt,
      provider_id: added.providerId,
      provider_kind: added.providerKind,
      outcome: added.outcome,
      started_at: sql<Date>`now()`,
    })
    .execute()
}
