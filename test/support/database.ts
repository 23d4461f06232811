/**
 * A migrated database of its own for a test: `await createTestDatabase(t)`, or for a whole file
 * `await createTestDatabase({ after })` with node:test's `after`. The server is the one that run.ts started; a test
 * file run by itself starts one.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { startTestDatabaseServer, type TestDatabaseServer, templateName } from './test-database-server.ts'

type Connection = TestDatabaseServer['connection']

const given = process.env.OTPOST_TEST_DATABASE
const server: Connection = given ? JSON.parse(given) : (await startTestDatabaseServer()).connection

export interface TestDatabase {
  /** Ended when the test ends. */
  pool: pg.Pool
  connection: Connection
  /** The same as a `DATABASE_URL`. */
  url: string
}

export interface TestDatabaseOptions {
  /** `empty` has no tables at all. @default 'migrated' */
  content?: 'migrated' | 'empty'
}

export async function createTestDatabase(
  t: { after(work: () => Promise<void>): void },
  { content = 'migrated' }: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const database = `test_${randomBytes(6).toString('hex')}`
  const template = content === 'migrated' ? templateName : 'template0'
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${database} TEMPLATE ${template}`))
  const connection = { ...server, database }
  const pool = new pg.Pool({ ...connection, max: 10 })
  // Dropping the database ends connections that are idle.
  pool.on('error', () => {})
  t.after(async () => {
    await pool.end()
    await asAdmin((admin) => admin.query(`DROP DATABASE ${database} WITH (FORCE)`))
  })
  return { pool, connection, url: urlOf(connection) }
}

function urlOf({ host, port, user, password, database }: Connection): string {
  const query = new URLSearchParams({ host, port: String(port) })
  return `postgres://${user}:${encodeURIComponent(password)}@/${database}?${query}`
}

async function asAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
