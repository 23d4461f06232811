// Verifications of the native API, and the change of a user's number that a right code of one can make.

import { sql } from 'kysely'
import { DatabaseError } from 'pg'
import type { Verification, VerificationStore } from '#src/messaging/check-verification.ts'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import { deliveryMethods, purposes } from '#src/messaging/types.ts'
import type { Db } from './database.ts'
import { rememberVerified } from './remember-verified.ts'

const scope = 'verification'

/** A verification is its code's row and its message's: it has none of its own, and is forgotten with its code. */
export function createVerificationStore(db: Db): VerificationStore {
  return {
    async find(tenantId, id): Promise<Verification | undefined> {
      const row = await db
        .selectFrom('codes as c')
        .innerJoin('message_states as m', (join) =>
          join.onRef('m.tenant_id', '=', 'c.tenant_id').onRef('m.id', '=', 'c.message_id'),
        )
        .select(['m.id', 'm.recipient', 'm.purpose', 'm.delivery_method', 'm.status', 'm.ip'])
        .select(['c.expires_at', 'c.used_at', 'c.tries', 'c.max_tries', 'c.user_id'])
        .select(sql<boolean>`c.expires_at <= now()`.as('expired'))
        .where('c.tenant_id', '=', tenantId)
        .where('c.scope', '=', scope)
        .where('c.identifier', '=', id)
        .executeTakeFirst()
      return (
        row && {
          id,
          tenantId,
          recipient: row.recipient,
          purpose: purposes.find((purpose) => purpose === row.purpose) ?? 'verification',
          deliveryMethod: deliveryMethods.find((method) => method === row.delivery_method) ?? 'text',
          expiresAt: row.expires_at,
          expired: row.expired,
          used: row.used_at !== null,
          triesLeft: Math.max(0, row.max_tries - row.tries),
          message: { id: row.id, status: row.status },
          ...(row.ip !== null && { ip: row.ip }),
          // One that is for nobody has its own id there.
          ...(row.user_id !== id && { userId: row.user_id }),
        }
      )
    },

    async countFailures(tenantId, recipient, ip) {
      const row = await db
        .selectFrom('failures')
        .select('failures')
        .where((eb) => eb.and({ tenant_id: tenantId, scope, identifier: recipient, ip }))
        .where('last_failure_at', '>', sql<Date>`now() - interval '${sql.raw(bruteForceMemory)}'`)
        .executeTakeFirst()
      return row?.failures ?? 0
    },

    async clearFailures(tenantId, recipient, ip) {
      await db
        .deleteFrom('failures')
        .where((eb) => eb.and({ tenant_id: tenantId, scope, identifier: recipient, ip }))
        .execute()
    },

    async giveNumber({ tenantId, id, codeId, userId, recipient }) {
      try {
        return await db.transaction().execute(async (trx) => {
          const own = trx.selectFrom('users').where('tenant_id', '=', tenantId).where('user_id', '=', userId)
          // The user first, as everywhere: two changes of one user that lock a code each would wait for each other.
          const user = await own.select('user_id').forUpdate().executeTakeFirst()
          if (!user) return 'gone'
          const used = await trx
            .updateTable('codes')
            .set({ used_at: sql<Date>`now()` })
            .where((eb) => eb.and({ tenant_id: tenantId, scope, identifier: id, code_id: codeId }))
            .where('used_at', 'is', null)
            .returning('message_id')
            .executeTakeFirst()
          if (!used) return 'gone'
          await rememberVerified(trx, tenantId, used.message_id)
          await trx
            .updateTable('users')
            .set({ phone_number: recipient, phone_verified: true, updated_at: sql<Date>`now()` })
            .where('tenant_id', '=', tenantId)
            .where('user_id', '=', userId)
            .execute()
          // Whatever else waits for a code, a login at the old number for one, was not meant for what the user is now.
          await trx
            .deleteFrom('codes')
            .where('tenant_id', '=', tenantId)
            .where('user_id', '=', userId)
            .where((eb) => eb.not(eb.and({ scope, identifier: id })))
            .execute()
          return 'given'
        })
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'users_one_phone') return 'taken'
        throw error
      }
    },
  }
}
