import { sql, type Transaction } from 'kysely'
import { refreshTokenModel } from '#src/identity/tokens/oidc-adapter.ts'
import type { Database } from './schema.ts'

/** Whoever knew the old password may hold a refresh token: with a new password those are of no use any more. */
export async function endLogins(trx: Transaction<Database>, tenantId: string, userId: string): Promise<void> {
  await trx
    .deleteFrom('token_records')
    .where('tenant_id', '=', tenantId)
    .where('model', '=', refreshTokenModel)
    .where(sql`payload->>'accountId'`, '=', userId)
    .execute()
}
