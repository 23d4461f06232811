// Password resets. One that is for nobody has the same rows but its message's, so that what is asked of it later costs
// and counts the same.

import { sql, type Transaction } from 'kysely'
import type { PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import type { CodeKey } from '#src/messaging/code-key.ts'
import { prepareToAccept } from './accept-message.ts'
import type { Db } from './database.ts'
import { endLogins } from './end-logins.ts'
import { rememberVerified } from './remember-verified.ts'
import type { RetryJobs } from './retry-jobs.ts'
import type { Database } from './schema.ts'
import type { Seal } from './seal.ts'

export function createPasswordResetStore(db: Db, seal: Seal, jobs: RetryJobs): PasswordResetStore {
  return {
    async open(reset, message) {
      const { tenantId, id } = reset
      const accept = message && (await prepareToAccept(message, seal, jobs))
      await db.transaction().execute(async (trx) => {
        const expires_at = sql<Date>`now() + make_interval(secs => ${reset.ttlSeconds})`
        await trx
          .insertInto('password_resets')
          .values({
            tenant_id: tenantId,
            id,
            user_id: reset.userId ?? null,
            recipient: reset.recipient ?? null,
            contact_hash: reset.contactHash,
            expires_at,
          })
          .execute()
        await trx
          .insertInto('codes')
          .values({
            tenant_id: tenantId,
            scope,
            identifier: id,
            code_id: reset.codeId,
            code_hash: reset.codeHash,
            tries: 0,
            max_tries: reset.maxTries,
            // Not the user's: whether one is blocked must not show before the code is right.
            user_id: id,
            message_id: message?.message.id ?? '',
            expires_at,
          })
          .execute()
        await accept?.(trx)
      })
      if (message) jobs.wake()
    },

    async find(tenantId, id) {
      const row = await db
        .selectFrom('password_resets')
        .select(['user_id', 'recipient', 'contact_hash'])
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return (
        row && {
          userId: row.user_id ?? undefined,
          recipient: row.recipient ?? undefined,
          contactHash: row.contact_hash,
        }
      )
    },

    async forgetTry(key, codeId) {
      await codeOf(db, key, codeId)
        .set((eb) => ({ tries: eb('tries', '-', 1) }))
        .where('tries', '>', 0)
        .execute()
    },

    complete: ({ key, codeId, userId, recipient, passwordHash }) =>
      db.transaction().execute(async (trx) => {
        const { tenantId } = key
        // The user first, as everywhere: two changes of one user that lock a code each would wait for each other.
        const user = await trx
          .selectFrom('users')
          .select('connection_id')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .where('phone_number', '=', recipient)
          .where('blocked', '=', false)
          .forUpdate()
          .executeTakeFirst()
        if (!user) return false
        const used = await codeOf(trx, key, codeId)
          .set({ used_at: sql<Date>`now()` })
          .where('used_at', 'is', null)
          .returning('message_id')
          .executeTakeFirst()
        if (!used) return false
        await rememberVerified(trx, tenantId, used.message_id)
        await trx
          .updateTable('users')
          .set({
            password_hash: passwordHash,
            password_changed_at: sql<Date>`now()`,
            phone_verified: true,
            updated_at: sql<Date>`now()`,
          })
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .execute()
        await trx
          .deleteFrom('failures')
          .where((eb) => eb.and({ tenant_id: tenantId, scope: user.connection_id, identifier: userId }))
          .execute()
        await endLogins(trx, tenantId, userId)
        await invalidateOtherResets(trx, key, userId)
        return true
      }),
  }
}

const scope = 'password_reset'

function codeOf(db: Db | Transaction<Database>, key: CodeKey, codeId: string) {
  return db
    .updateTable('codes')
    .where('tenant_id', '=', key.tenantId)
    .where('scope', '=', key.scope)
    .where('identifier', '=', key.identifier)
    .where('code_id', '=', codeId)
}

/** Nothing is right for the user's other resets any more, and nobody can tell: their tries are counted as before. */
async function invalidateOtherResets(
  trx: Transaction<Database>,
  key: CodeKey,
  userId: string,
): Promise<void> {
  await trx
    .updateTable('codes')
    .set({ code_hash: '' })
    .where('tenant_id', '=', key.tenantId)
    .where('scope', '=', scope)
    .where('identifier', '!=', key.identifier)
    .where('identifier', 'in', (eb) =>
      eb
        .selectFrom('password_resets')
        .select('id')
        .where('tenant_id', '=', key.tenantId)
        .where('user_id', '=', userId),
    )
    .execute()
}
