/**
 * The PostgreSQL of a test run, in a process of its own that ends when its standard input does: however the tests
 * end, kill -9 included, nothing of it stays behind. Prints its connection as one line of JSON.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { createDb } from '#src/storage/database.ts'
import { startEmbeddedPostgres } from '#src/storage/embedded/index.ts'
import { migrateToLatest } from '#src/storage/migrate.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { makeTempFolder } from './temp-folder.ts'
import { templateName } from './test-database-server.ts'

const inputEnded = new Promise((resolve) => process.stdin.resume().once('close', resolve))
const folder = await makeTempFolder()
const log = { info: () => {}, warn: () => {}, error: () => {} }
try {
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), log })
  try {
    await createTemplate(server.connection)
    process.stdout.write(`${JSON.stringify({ connection: server.connection })}\n`)
    await inputEnded
  } finally {
    await server.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
  process.stdin.destroy()
}

/** Migrated once; each test clones it. It can be cloned only while nobody is connected to it. */
async function createTemplate(connection: pg.PoolConfig): Promise<void> {
  const admin = new pg.Pool({ ...connection, max: 1 })
  await admin.query(`CREATE DATABASE ${templateName}`)
  await admin.end()
  const template = new pg.Pool({ ...connection, database: templateName, max: 2 })
  await migrateToLatest(template)
  // The queue makes its tables when it is first opened; each test's server would do it anew.
  const jobs = createRetryJobs({ pool: template, db: createDb(template), onError: () => {} })
  await jobs.ready()
  await jobs.stop()
  await template.end()
}
