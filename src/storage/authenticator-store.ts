// Second factors. What can be used once is used up by one statement, so that of any number at once exactly one wins.

import { type Kysely, type Selectable, sql } from 'kysely'
import type { AuthenticatorStore } from '#src/identity/ports.ts'
import type { Authenticator } from '#src/identity/records.ts'
import { createId } from '#src/messaging/ids.ts'
import type { Db } from './database.ts'
import type { AuthenticatorsTable } from './schema/user-tables.ts'
import type { Database } from './schema.ts'
import type { Seal } from './seal.ts'

/** How many of a user's may wait for their first code. */
const maxWaiting = 10

export function createAuthenticatorStore(db: Db, seal: Seal): AuthenticatorStore {
  return {
    async list(tenantId, userId) {
      const rows = await db
        .selectFrom('authenticators')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map((row) => toAuthenticator(row, seal))
    },

    async find(tenantId, id) {
      const row = await db
        .selectFrom('authenticators')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toAuthenticator(row, seal)
    },

    add: (tenantId, authenticator, recoveryCodeHash) =>
      db.transaction().execute(async (trx) => {
        const { id, userId, kind, active, createdAt } = authenticator
        await lockUser(trx, tenantId, userId)
        await trx
          .insertInto('authenticators')
          .values({
            tenant_id: tenantId,
            id,
            user_id: userId,
            kind,
            active,
            phone_number: kind === 'phone' ? authenticator.phoneNumber : null,
            sealed_secret:
              kind === 'otp' ? seal.seal(sealingContext(tenantId, id), authenticator.secret) : null,
            last_time_step: null,
            recovery_code_hash: recoveryCodeHash ?? null,
            created_at: createdAt,
            enrolled_at: active ? createdAt : null,
          })
          .execute()
        // Those that were begun and never finished do not pile up.
        await sql`
          delete from otpost.authenticators where tenant_id = ${tenantId} and id in (
            select id from otpost.authenticators
            where tenant_id = ${tenantId} and user_id = ${userId} and not active
            order by created_at desc, id desc offset ${maxWaiting})
        `.execute(trx)
      }),

    activate: (tenantId, userId, id, { onlyFirst }) =>
      db.transaction().execute(async (trx) => {
        // Enrolments of one user follow each other.
        await lockUser(trx, tenantId, userId)
        const others = await trx
          .selectFrom('authenticators')
          .select('id')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .where('active', '=', true)
          .where('kind', '<>', 'recovery_code')
          .execute()
        if (onlyFirst && others.length > 0) return false
        const now = new Date()
        const made = await trx
          .updateTable('authenticators as a')
          .set({ active: true, enrolled_at: now, last_used_at: now })
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .where('active', '=', false)
          .returning(['kind', 'recovery_code_hash'])
          .executeTakeFirst()
        if (!made) return false
        // Begun before, or beside it, and given up.
        await trx
          .deleteFrom('authenticators')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .where('kind', '=', made.kind)
          .where('active', '=', false)
          .execute()
        if (made.recovery_code_hash !== null) {
          await trx
            .insertInto('authenticators')
            .values({
              tenant_id: tenantId,
              id: createId('dev'),
              user_id: userId,
              kind: 'recovery_code',
              active: true,
              phone_number: null,
              sealed_secret: null,
              last_time_step: null,
              recovery_code_hash: made.recovery_code_hash,
              created_at: now,
              enrolled_at: now,
            })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        return true
      }),

    async markUsed(tenantId, id) {
      await db
        .updateTable('authenticators')
        .set({ last_used_at: new Date() })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute()
    },

    async useTimeStep(tenantId, id, step) {
      const { numUpdatedRows } = await db
        .updateTable('authenticators')
        .set({ last_time_step: String(step), last_used_at: new Date() })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .where((eb) => eb.or([eb('last_time_step', 'is', null), eb('last_time_step', '<', String(step))]))
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async exchangeRecoveryCode(tenantId, userId, { used, next }) {
      const { numUpdatedRows } = await recoveryCodeOf(db, tenantId, userId)
        .set({ recovery_code_hash: next, last_used_at: new Date() })
        .where('recovery_code_hash', '=', used)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async replaceRecoveryCode(tenantId, userId, hash) {
      const { numUpdatedRows } = await recoveryCodeOf(db, tenantId, userId)
        .set({ recovery_code_hash: hash })
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    remove: (tenantId, userId, id) =>
      db.transaction().execute(async (trx) => {
        await lockUser(trx, tenantId, userId)
        const { numDeletedRows } = await trx
          .deleteFrom('authenticators')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        await sql`
          delete from otpost.authenticators
          where tenant_id = ${tenantId} and user_id = ${userId} and kind = 'recovery_code' and not exists (
            select from otpost.authenticators
            where tenant_id = ${tenantId} and user_id = ${userId} and kind <> 'recovery_code' and active)
        `.execute(trx)
        return numDeletedRows === 1n
      }),

    async removeAll(tenantId, userId) {
      await db
        .deleteFrom('authenticators')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .execute()
    },
  }
}

function recoveryCodeOf(db: Kysely<Database>, tenantId: string, userId: string) {
  return db
    .updateTable('authenticators')
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .where('kind', '=', 'recovery_code')
}

async function lockUser(trx: Kysely<Database>, tenantId: string, userId: string): Promise<void> {
  await trx
    .selectFrom('users')
    .select('user_id')
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .forUpdate()
    .execute()
}

function sealingContext(tenantId: string, id: string): string {
  return `${tenantId}/authenticators/${id}`
}

function toAuthenticator(row: Selectable<AuthenticatorsTable>, seal: Seal): Authenticator {
  const base = {
    id: row.id,
    userId: row.user_id,
    active: row.active,
    createdAt: row.created_at,
    ...(row.enrolled_at && { enrolledAt: row.enrolled_at }),
    ...(row.last_used_at && { lastUsedAt: row.last_used_at }),
  }
  if (row.kind === 'phone') return { ...base, kind: 'phone', phoneNumber: row.phone_number ?? '' }
  if (row.kind !== 'otp' || !row.sealed_secret) return { ...base, kind: 'recovery_code' }
  return { ...base, kind: 'otp', secret: seal.open(sealingContext(row.tenant_id, row.id), row.sealed_secret) }
}
