import { Kysely, PostgresDialect } from 'kysely'
import pg, { type Pool, type PoolConfig } from 'pg'
import type { Database } from './schema.ts'

// `bigint` columns (versions, counters) stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export type Db = Kysely<Database>

export function createPool(connection: PoolConfig, onError: (error: Error) => void): Pool {
  const pool = new pg.Pool({
    max: 10,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 5_000,
    application_name: 'otpost',
    // Plans are kept, often from a time when their tables were small, and must still do when those are large. So none
    // reads a whole table where an index leads to the row, and none joins by reading one.
    onConnect: (client) =>
      client.query('set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off'),
    ...connection,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process. One that is
  // being ended may still hear from a PostgreSQL that ends as well: that is no news.
  pool.on('error', (error) => {
    if (!pool.ending) onError(error)
  })
  // A connection that breaks while somebody holds it is reported to that holder by its query. The event besides is
  // for nobody, and one that nobody listens to would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Every table is named within schema `otpost`, so that an operator's database can hold other things too. */
export function createDb(pool: Pool): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }).withSchema('otpost')
}

/** Rejects when the database does not answer. */
export async function pingDatabase(pool: Pool): Promise<void> {
  await pool.query('select 1')
}

/** `server_version_num`, such as 180004 for 18.4. */
export async function readPostgresVersion(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num')
  return Number(rows[0]?.server_version_num)
}
