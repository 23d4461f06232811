import type { Transaction } from 'kysely'
import type { Database } from './schema.ts'

/** That a message's code was used outlives the code. */
export async function rememberVerified(
  trx: Transaction<Database>,
  tenantId: string,
  messageId: string,
): Promise<void> {
  await trx
    .insertInto('verified_messages')
    .values({ tenant_id: tenantId, message_id: messageId })
    .onConflict((already) => already.doNothing())
    .execute()
}
