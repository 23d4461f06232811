/**
 * A migrated database of its own for a test: `await createTestDatabase(t)`, or for a whole file
 * `await createTestDatabase({ after })` with node:test's `after`. The server is the one that run.ts started; a test
 * file run by itself starts one.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { startTestDatabaseServer, type TestDatabaseServer, templates, urlOf } from './test-database-server.ts'

type Connection = TestDatabaseServer['connection']

const given = process.env.OTPOST_TEST_DATABASE
const { connection: server, secretKey }: Pick<TestDatabaseServer, 'connection' | 'secretKey'> = given
  ? JSON.parse(given)
  : await startTestDatabaseServer()

/** One connection for all databases of the process, which does not keep it running. */
const admin = new pg.Pool({ ...server, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
admin.on('error', () => {})

/** What opens the secrets of a `started` database. */
export const startedSecretKey = secretKey

export interface TestDatabase {
  /** Ended when the test ends. */
  pool: pg.Pool
  connection: Connection
  /** The same as a `DATABASE_URL`. */
  url: string
}

export interface TestDatabaseOptions {
  /**
   * `empty` has no tables at all; `started` is what Otpost's first start with `firstSettings` left.
   *
   * @default 'migrated'
   */
  content?: 'empty' | 'migrated' | 'started'
}

export async function createTestDatabase(
  t: { after(work: () => Promise<void>): void },
  { content = 'migrated' }: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const database = `test_${randomBytes(6).toString('hex')}`
  const template = content === 'empty' ? 'template0' : templates[content]
  // Files are copied in half of the time that writing all of them to the log takes.
  const create = `CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`
  await admin.query(create)
  const connection = { ...server, database }
  const pool = new pg.Pool({ ...connection, max: 10 })
  // Dropping the database ends connections that are idle.
  pool.on('error', () => {})
  t.after(async () => {
    await pool.end()
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)
  })
  return { pool, connection, url: urlOf(connection) }
}
