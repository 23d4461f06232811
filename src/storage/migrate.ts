// Numbered migrations, run at start and by `otpost migrate`. Kysely's migrator holds an advisory lock, so several
// processes may start at once: one migrates, the others wait and find nothing to do.

import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration'
import type { Pool } from 'pg'
import { phoneLogin } from './migrations/0001-phone-login.ts'
import { ownDelivery } from './migrations/0002-own-delivery.ts'
import { secondFactor } from './migrations/0003-second-factor.ts'
import { portal } from './migrations/0004-portal.ts'
import { organizations } from './migrations/0005-organizations.ts'
import { refusedMessages } from './migrations/0006-refused-messages.ts'

const migrations: Record<string, Migration> = {
  '0001-phone-login': phoneLogin,
  '0002-own-delivery': ownDelivery,
  '0003-second-factor': secondFactor,
  '0004-portal': portal,
  '0005-organizations': organizations,
  '0006-refused-messages': refusedMessages,
}

/** Brings the schema `otpost` up to date. Resolves with the names of the migrations that it ran. */
export async function migrateToLatest(pool: Pool): Promise<string[]> {
  return run(pool, (migrator) => migrator.migrateToLatest())
}

/** Brings an empty database to one migration, for `restore`: a backup is loaded as it was written. */
export async function migrateTo(pool: Pool, migration: string): Promise<void> {
  await run(pool, (migrator) => migrator.migrateTo(migration))
}

async function run(pool: Pool, go: (migrator: Migrator) => Promise<MigrationResultSet>): Promise<string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await createSchema(db)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'otpost',
  })
  const { error, results } = await go(migrator)
  if (error) throw new Error('The database could not be migrated.', { cause: error })
  return (results ?? []).map((result) => result.migrationName)
}

// Two first starts at once: `create schema if not exists` can still lose the race on the catalog's unique index.
async function createSchema(db: Kysely<unknown>): Promise<void> {
  const found = await sql`select 1 from pg_namespace where nspname = 'otpost'`.execute(db)
  if (found.rows.length > 0) return
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('otpost schema'))`.execute(trx)
    await sql`create schema if not exists otpost`.execute(trx)
  })
}
