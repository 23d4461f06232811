import type { Selectable } from 'kysely'
import { DatabaseError } from 'pg'
import type { UserStore } from '#src/identity/ports.ts'
import type { User } from '#src/identity/records.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { Db } from './database.ts'
import type { UsersTable } from './schema.ts'

export function createUserStore(db: Db): UserStore {
  return {
    async findById(tenantId, userId) {
      const row = await db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row && toUser(row)
    },

    async findByPhone(tenantId, connectionId, phoneNumber) {
      const row = await db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('connection_id', '=', connectionId)
        .where('phone_number', '=', phoneNumber)
        .executeTakeFirst()
      return row && toUser(row)
    },

    async recordLogin(login) {
      const now = new Date()
      const seen = { last_login: now, last_ip: login.ip ?? null }
      if (!login.allowSignup) {
        const row = await db
          .updateTable('users')
          .set((eb) => ({ ...seen, phone_verified: true, logins_count: eb('logins_count', '+', 1) }))
          .where('tenant_id', '=', login.tenantId)
          .where('connection_id', '=', login.connectionId)
          .where('phone_number', '=', login.phoneNumber)
          .returningAll()
          .executeTakeFirst()
        return row && toUser(row)
      }
      const row = await db
        .insertInto('users')
        .values({
          tenant_id: login.tenantId,
          user_id: login.userId,
          connection_id: login.connectionId,
          phone_number: login.phoneNumber,
          phone_verified: true,
          logins_count: 1,
          profile: '{}',
          ...seen,
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'connection_id', 'phone_number']).doUpdateSet((eb) => ({
            ...seen,
            phone_verified: true,
            logins_count: eb('users.logins_count', '+', 1),
          })),
        )
        .returningAll()
        .executeTakeFirstOrThrow()
      return toUser(row)
    },

    async list(tenantId, { phoneNumber, connectionId, offset, limit }) {
      let query = db.selectFrom('users').where('tenant_id', '=', tenantId)
      if (phoneNumber !== undefined) query = query.where('phone_number', '=', phoneNumber)
      if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId)
      const rows = await query
        .selectAll()
        .orderBy('created_at')
        .orderBy('user_id')
        .offset(offset)
        .limit(limit)
        .execute()
      const { total } = await query
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return { users: rows.map(toUser), total: Number(total) }
    },

    update: (tenantId, userId, change) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('users')
          .set({
            updated_at: new Date(),
            ...(change.blocked !== undefined && { blocked: change.blocked }),
            ...(change.phoneNumber !== undefined && { phone_number: change.phoneNumber }),
            ...(change.phoneVerified !== undefined && { phone_verified: change.phoneVerified }),
            ...(change.profile !== undefined && { profile: JSON.stringify(change.profile) }),
          })
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .returningAll()
          .executeTakeFirst()
          .catch(refuseTakenNumber)
        // The id reserved beside the code of the old number would make this user of whoever has that number next.
        if (change.phoneNumber !== undefined) {
          await trx
            .deleteFrom('codes')
            .where('tenant_id', '=', tenantId)
            .where('user_id', '=', userId)
            .execute()
        }
        return row && toUser(row)
      }),

    // The id reserved beside the user's last code goes too: whoever has the number next is somebody new.
    remove: (tenantId, userId) =>
      db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('users')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .execute()
        await trx
          .deleteFrom('codes')
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .execute()
      }),
  }
}

function refuseTakenNumber(error: unknown): never {
  const isTaken = error instanceof DatabaseError && error.constraint === 'users_pkey'
  if (!isTaken) throw error
  throw new ChangeRefused('phone_number_taken', 'Another user of this connection has this phone number.', {
    cause: error,
  })
}

function toUser(row: Selectable<UsersTable>): User {
  return {
    userId: row.user_id,
    connectionId: row.connection_id,
    phoneNumber: row.phone_number,
    phoneVerified: row.phone_verified,
    blocked: row.blocked,
    profile: row.profile as JsonObject, // written from one by this file
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    loginsCount: row.logins_count,
    ...(row.last_login && { lastLogin: row.last_login }),
    ...(row.last_ip !== null && { lastIp: row.last_ip }),
  }
}
