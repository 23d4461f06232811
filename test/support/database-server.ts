/**
 * The PostgreSQL of a test run, in a process of its own that ends when its standard input does: however the tests
 * end, kill -9 included, nothing of it stays behind. Prints as one line of JSON how to reach it.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { startServer } from '#src/compose.ts'
import { loadConfig } from '#src/config/load.ts'
import { createLog } from '#src/observability/log.ts'
import { createDb } from '#src/storage/database.ts'
import { startEmbeddedPostgres } from '#src/storage/embedded/index.ts'
import { migrateToLatest } from '#src/storage/migrate.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { firstSettings } from './first-start.ts'
import { quickPasswords } from './quick-passwords.ts'
import { makeTempFolder } from './temp-folder.ts'
import { type TestDatabaseServer, templates, urlOf } from './test-database-server.ts'

type Connection = TestDatabaseServer['connection']

const inputEnded = new Promise((resolve) => process.stdin.resume().once('close', resolve))
const folder = await makeTempFolder()
const log = { info: () => {}, warn: () => {}, error: () => {} }
try {
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), log })
  try {
    const { connection } = server
    const secretKey = randomBytes(32).toString('base64')
    await createTemplates(connection, secretKey)
    process.stdout.write(`${JSON.stringify({ connection, secretKey })}\n`)
    await inputEnded
  } finally {
    await server.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
  process.stdin.destroy()
}

/** Each made once; each test clones one. They can be cloned only while nobody is connected to them. */
async function createTemplates(connection: Connection, secretKey: string): Promise<void> {
  const admin = new pg.Pool({ ...connection, max: 1 })
  await admin.query(`CREATE DATABASE ${templates.migrated}`)
  await migrate({ ...connection, database: templates.migrated })
  await admin.query(`CREATE DATABASE ${templates.started} TEMPLATE ${templates.migrated}`)
  await admin.end()
  await startOnce(urlOf({ ...connection, database: templates.started }), secretKey)
}

async function migrate(connection: Connection): Promise<void> {
  const template = new pg.Pool({ ...connection, max: 2 })
  await migrateToLatest(template)
  // The queue makes its tables when it is first opened; each test's server would do it anew.
  const jobs = createRetryJobs({ pool: template, db: createDb(template), onError: () => {} })
  await jobs.ready()
  await jobs.stop()
  await template.end()
}

async function startOnce(databaseUrl: string, secretKey: string): Promise<void> {
  const settings = { PORT: '0', HOST: '127.0.0.1', DATABASE_URL: databaseUrl, OTPOST_SECRET_KEY: secretKey }
  const otpost = await startServer(
    loadConfig({ ...settings, ...firstSettings }),
    createLog('silent'),
    quickPasswords(),
  )
  await otpost.close()
}
