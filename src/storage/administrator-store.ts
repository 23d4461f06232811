// Administrators. Whatever must leave an owner behind locks the tenant's row first, so that two such
// changes follow each other.

import { type Selectable, sql } from 'kysely'
import { DatabaseError } from 'pg'
import { triesKey, triesKeyPrefix, triesOfAdministrator } from '#src/identity/administrators/failed-tries.ts'
import {
  type Administrator,
  type AdministratorStore,
  administratorRoles,
  type CheckAdministrator,
  type NewAdministrator,
} from '#src/identity/administrators/records.ts'
import type { Db } from './database.ts'
import type { AdministratorsTable } from './schema/portal-tables.ts'

const columns = ['id', 'email', 'role', 'password_changed_at', 'created_at', 'last_sign_in_at'] as const

type AdministratorRow = Pick<Selectable<AdministratorsTable>, (typeof columns)[number]> & {
  readonly locked_until?: Date | null
}

export function createAdministratorStore(db: Db): AdministratorStore {
  const rowsOf = (tenantId: string) =>
    db
      .selectFrom('administrators as a')
      .leftJoin('buckets as b', (join) =>
        join
          .onRef('b.tenant_id', '=', 'a.tenant_id')
          .on(sql<boolean>`b.key = ${triesKeyPrefix} || encode(sha256(convert_to(a.email, 'UTF8')), 'hex')`),
      )
      .select(['a.id', 'a.email', 'a.role', 'a.password_changed_at', 'a.created_at', 'a.last_sign_in_at'])
      .select(lockedUntil)
      .where('a.tenant_id', '=', tenantId)

  const insert = (trx: Db, tenantId: string, administrator: NewAdministrator, passwordHash: string) =>
    trx
      .insertInto('administrators')
      .values({
        tenant_id: tenantId,
        id: administrator.id,
        email: administrator.email,
        role: administrator.role,
        password_hash: passwordHash,
        password_changed_at: administrator.passwordChangedAt ?? null,
        created_at: administrator.createdAt,
      })
      .execute()

  /** Runs alone among the changes of this tenant. */
  const alone = <Result>(tenantId: string, work: (trx: Db) => Promise<Result>) =>
    db.transaction().execute(async (trx) => {
      await trx.selectFrom('tenants').select('id').where('id', '=', tenantId).forUpdate().execute()
      return work(trx)
    })

  const isLastOwner = async (trx: Db, tenantId: string, id: string): Promise<boolean> => {
    const owners = await trx
      .selectFrom('administrators')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('role', '=', 'owner')
      .limit(2)
      .execute()
    return owners.length === 1 && owners[0]?.id === id
  }

  const checkStored = async (trx: Db, tenantId: string, id: string, check: CheckAdministrator) => {
    const row = await trx
      .selectFrom('administrators')
      .select(columns)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    check(row && toAdministrator(row))
  }

  return {
    async list(tenantId) {
      return (await rowsOf(tenantId).orderBy('a.created_at').orderBy('a.id').execute()).map(toAdministrator)
    },

    async find(tenantId, id) {
      const row = await rowsOf(tenantId).where('a.id', '=', id).executeTakeFirst()
      return row && toAdministrator(row)
    },

    async findPassword(tenantId, email) {
      const row = await db
        .selectFrom('administrators')
        .select([...columns, 'password_hash'])
        .where('tenant_id', '=', tenantId)
        .where('email', '=', email)
        .executeTakeFirst()
      return row && { administrator: toAdministrator(row), passwordHash: row.password_hash }
    },

    async create(tenantId, administrator, passwordHash) {
      try {
        await insert(db, tenantId, administrator, passwordHash)
        return undefined
      } catch (error) {
        if (isTaken(error)) return 'email_taken'
        throw error
      }
    },

    createFirst: (tenantId, administrator, passwordHash) =>
      alone(tenantId, async (trx) => {
        const some = await trx
          .selectFrom('administrators')
          .select('id')
          .where('tenant_id', '=', tenantId)
          .limit(1)
          .execute()
        if (some.length > 0) return false
        await insert(trx, tenantId, administrator, passwordHash)
        return true
      }),

    async update(tenantId, id, { email, role, password }, check) {
      try {
        return await alone(tenantId, async (trx) => {
          if (check) await checkStored(trx, tenantId, id, check)
          if (role !== undefined && role !== 'owner' && (await isLastOwner(trx, tenantId, id)))
            return 'last_owner'
          const row = await trx
            .updateTable('administrators')
            .set((eb) => ({
              email: email ?? eb.ref('email'),
              ...(role !== undefined && { role }),
              ...(password && {
                password_hash: password.hash,
                password_changed_at: password.isOwnChoice ? new Date() : null,
              }),
            }))
            .where('tenant_id', '=', tenantId)
            .where('id', '=', id)
            .returning(columns)
            .executeTakeFirst()
          if (!row) return 'not_found'
          if (password) {
            await trx
              .deleteFrom('admin_sessions')
              .where('tenant_id', '=', tenantId)
              .where('administrator_id', '=', id)
              .execute()
            await forgetTries(trx, tenantId, row.email)
          }
          return toAdministrator(row)
        })
      } catch (error) {
        if (isTaken(error)) return 'email_taken'
        throw error
      }
    },

    remove: (tenantId, id, check) =>
      alone(tenantId, async (trx) => {
        if (check) await checkStored(trx, tenantId, id, check)
        if (await isLastOwner(trx, tenantId, id)) return 'last_owner'
        const { numDeletedRows } = await trx
          .deleteFrom('administrators')
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        return numDeletedRows === 0n ? 'not_found' : undefined
      }),

    async recordSignIn(tenantId, id) {
      await db
        .updateTable('administrators')
        .set({ last_sign_in_at: new Date() })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute()
    },

    forgetTries: (tenantId, email) => forgetTries(db, tenantId, email),
  }
}

const refill = triesOfAdministrator.refillSeconds
/** When one try is left again; null when one is. */
const lockedUntil = sql<Date | null>`
  case when b.tokens + extract(epoch from now() - b.counted_at) / ${sql.lit(refill)} < 1
  then b.counted_at + make_interval(secs => (1 - b.tokens) * ${sql.lit(refill)}) end`.as('locked_until')

async function forgetTries(db: Db, tenantId: string, email: string): Promise<void> {
  await db
    .deleteFrom('buckets')
    .where('tenant_id', '=', tenantId)
    .where('key', '=', triesKey(email))
    .execute()
}

function isTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'administrators_tenant_id_email_key'
}

export function toAdministrator(row: AdministratorRow): Administrator {
  return {
    id: row.id,
    email: row.email,
    // A role that this version does not know may do the least.
    role: administratorRoles.find((role) => role === row.role) ?? 'viewer',
    createdAt: row.created_at,
    ...(row.password_changed_at && { passwordChangedAt: row.password_changed_at }),
    ...(row.last_sign_in_at && { lastSignInAt: row.last_sign_in_at }),
    ...(row.locked_until && { lockedUntil: row.locked_until }),
  }
}
