// Users: found by id, number or login, written by the Management API and by sign-ups. The database decides who is first
// to a number, an email address or a username.

import type { Selectable } from 'kysely'
import { DatabaseError } from 'pg'
import type { UserStore } from '#src/identity/ports.ts'
import type { User } from '#src/identity/records.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { Db } from './database.ts'
import { endLogins } from './end-logins.ts'
import type { UsersTable } from './schema/user-tables.ts'

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

    async findByLogin(tenantId, connectionId, login) {
      const name = login.trim()
      const row = await db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('connection_id', '=', connectionId)
        .where((eb) =>
          eb.or([
            eb('email', '=', name.toLowerCase()),
            eb(eb.fn<string>('lower', ['username']), '=', name.toLowerCase()),
            eb('phone_number', '=', name),
          ]),
        )
        // One person's username may be another's address.
        .orderBy(
          (eb) => eb('email', '=', name.toLowerCase()),
          (order) => order.desc().nullsLast(),
        )
        .limit(1)
        .executeTakeFirst()
      return row && { user: toUser(row), passwordHash: row.password_hash ?? undefined }
    },

    async findByContact(tenantId, contact, connectionIds) {
      if (connectionIds.length === 0) return []
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('connection_id', 'in', [...connectionIds])
        .where((eb) =>
          'email' in contact
            ? eb('email', '=', contact.email.trim().toLowerCase())
            : eb('phone_number', '=', contact.phoneNumber),
        )
        .orderBy('created_at')
        .limit(10)
        .execute()
      return rows.map(toUser)
    },

    async create(tenantId, user) {
      const row = await db
        .insertInto('users')
        .values({
          tenant_id: tenantId,
          user_id: user.userId,
          connection_id: user.connectionId,
          phone_number: user.phoneNumber ?? null,
          phone_verified: user.phoneVerified,
          email: user.email?.toLowerCase() ?? null,
          email_verified: user.emailVerified,
          username: user.username ?? null,
          password_hash: user.passwordHash ?? null,
          password_changed_at: user.passwordHash === undefined ? null : new Date(),
          blocked: user.blocked,
          profile: JSON.stringify(user.profile),
        })
        .returningAll()
        .executeTakeFirstOrThrow()
        .catch(refuseTaken)
      return toUser(row)
    },

    async recordPasswordLogin(tenantId, userId, ip) {
      await db
        .updateTable('users')
        .set((eb) => ({
          last_login: new Date(),
          last_ip: ip ?? null,
          logins_count: eb('logins_count', '+', 1),
        }))
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .execute()
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

    async list(tenantId, { phoneNumber, email, username, connectionId, sort, offset, limit }) {
      let query = db.selectFrom('users').where('tenant_id', '=', tenantId)
      if (email !== undefined) query = query.where('email', '=', email.toLowerCase())
      if (username !== undefined)
        query = query.where((eb) => eb(eb.fn<string>('lower', ['username']), '=', username.toLowerCase()))
      if (phoneNumber !== undefined) query = query.where('phone_number', '=', phoneNumber)
      if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId)
      const rows = await query
        .selectAll()
        .orderBy(sort?.by ?? 'created_at', (order) =>
          sort?.descending ? order.desc().nullsLast() : order.asc().nullsLast(),
        )
        .orderBy('user_id')
        .offset(offset)
        .limit(limit)
        .execute()
      const { total } = await query
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return { users: rows.map(toUser), total: Number(total) }
    },

    update: (tenantId, userId, change, check) =>
      db.transaction().execute(async (trx) => {
        if (check) check(await lockUser(trx, tenantId, userId))
        const row = await trx
          .updateTable('users')
          .set({
            updated_at: new Date(),
            ...(change.blocked !== undefined && { blocked: change.blocked }),
            ...(change.phoneNumber !== undefined && { phone_number: change.phoneNumber }),
            ...(change.phoneVerified !== undefined && { phone_verified: change.phoneVerified }),
            ...(change.email !== undefined && { email: change.email?.toLowerCase() ?? null }),
            ...(change.emailVerified !== undefined && { email_verified: change.emailVerified }),
            ...(change.username !== undefined && { username: change.username }),
            ...(change.passwordHash !== undefined && {
              password_hash: change.passwordHash,
              password_changed_at: new Date(),
            }),
            ...(change.profile !== undefined && { profile: JSON.stringify(change.profile) }),
          })
          .where('tenant_id', '=', tenantId)
          .where('user_id', '=', userId)
          .returningAll()
          .executeTakeFirst()
          .catch(refuseTaken)
        if (row && change.passwordHash !== undefined) await endLogins(trx, tenantId, userId)
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
    remove: (tenantId, userId, check) =>
      db.transaction().execute(async (trx) => {
        if (check) check(await lockUser(trx, tenantId, userId))
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

async function lockUser(trx: Db, tenantId: string, userId: string): Promise<User | undefined> {
  const row = await trx
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  return row && toUser(row)
}

function refuseTaken(cause: unknown): never {
  const constraint = cause instanceof DatabaseError ? cause.constraint : undefined
  if (constraint === 'users_one_phone') {
    const message = 'Another user of this connection has this phone number.'
    throw new ChangeRefused('phone_number_taken', message, { cause })
  }
  if (constraint === 'users_one_username') {
    throw new ChangeRefused('username_taken', 'The username provided is in use already.', { cause })
  }
  if (constraint === 'users_one_email' || constraint === 'users_pkey') {
    throw new ChangeRefused('user_exists', 'The user already exists.', { cause })
  }
  throw cause
}

function toUser(row: Selectable<UsersTable>): User {
  return {
    userId: row.user_id,
    connectionId: row.connection_id,
    phoneVerified: row.phone_verified,
    emailVerified: row.email_verified,
    ...(row.phone_number !== null && { phoneNumber: row.phone_number }),
    ...(row.email !== null && { email: row.email }),
    ...(row.username !== null && { username: row.username }),
    ...(row.password_changed_at && { passwordChangedAt: row.password_changed_at }),
    blocked: row.blocked,
    profile: row.profile as JsonObject, // written from one by this file
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    loginsCount: row.logins_count,
    ...(row.last_login && { lastLogin: row.last_login }),
    ...(row.last_ip !== null && { lastIp: row.last_ip }),
  }
}
