// Opens the database: the operator's, or the one that Otpost starts for itself.

import type { Pool, PoolConfig } from 'pg'
import type { Config } from '#src/config/config.ts'
import { createDb, createPool, type Db, readPostgresVersion } from './database.ts'
import { attachEmbeddedPostgres, startEmbeddedPostgres } from './embedded/index.ts'
import type { SuperviseLog } from './embedded/supervise.ts'
import { migrateToLatest } from './migrate.ts'
import { describeOldPostgres } from './postgres-version.ts'
import { createSeal, type Seal } from './seal.ts'

export interface Storage {
  readonly pool: Pool
  readonly db: Db
  readonly seal: Seal
  /** What an operator should know about where the data is, in a sentence; for the start banner. */
  readonly location: string
  close(): Promise<void>
}

type StorageConfig = Pick<Config, 'databaseUrl' | 'dataDir'>

interface OpenOptions {
  readonly config: StorageConfig
  readonly secretKey: Buffer
  readonly log: SuperviseLog
  /** Whether the schema is brought up to date. @default true */
  readonly migrates?: boolean
}

/** Opens the storage for a server: this process owns the embedded PostgreSQL. */
export async function openStorage(options: OpenOptions): Promise<Storage> {
  const { config, log } = options
  if (config.databaseUrl !== undefined) {
    return open({ connectionString: config.databaseUrl }, 'your PostgreSQL', options, async () => {})
  }
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  const user = embedded.runsAs === undefined ? '' : `, running as user ${embedded.runsAs}`
  const location = `embedded PostgreSQL in ${embedded.dataFolder}${user}`
  try {
    return await open({ ...embedded.connection }, location, options, () => embedded.stop())
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/**
 * Opens the storage for a command: joins the embedded PostgreSQL of a running Otpost, or starts it for as long as
 * the command takes.
 */
export async function joinStorage(options: OpenOptions): Promise<Storage> {
  const { config } = options
  if (config.databaseUrl === undefined) {
    const running = await attachEmbeddedPostgres({ dataDir: config.dataDir })
    if (running) return open({ ...running, max: 2 }, 'a running Otpost', options, async () => {})
  }
  return openStorage(options)
}

async function open(
  connection: PoolConfig,
  location: string,
  { secretKey, log, migrates = true }: OpenOptions,
  stop: () => Promise<void>,
): Promise<Storage> {
  const pool = createPool(connection, (error) => log.warn({ err: error }, 'a database connection broke'))
  try {
    // Before anything is changed in its database.
    const tooOld = describeOldPostgres(await readPostgresVersion(pool))
    if (tooOld !== undefined) throw new Error(tooOld)
    const applied = migrates ? await migrateToLatest(pool) : []
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    pool,
    db: createDb(pool),
    seal: createSeal(secretKey),
    location,
    async close() {
      await pool.end()
      await stop()
    },
  }
}
