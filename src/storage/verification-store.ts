import { sql } from 'kysely'
import type { Verification, VerificationStore } from '#src/messaging/check-verification.ts'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import { deliveryMethods, purposes } from '#src/messaging/types.ts'
import type { Db } from './database.ts'

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
        .select(['c.expires_at', 'c.used_at', 'c.tries', 'c.max_tries'])
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
  }
}
