import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { onEnd } from '#test/support/on-end.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { attachEmbeddedPostgres, type EmbeddedConnection, startEmbeddedPostgres } from './index.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

async function start(t: TestContext, dataDir: string) {
  const server = await startEmbeddedPostgres({ dataDir, log: quiet })
  let running: Promise<void> | undefined
  const stop = () => {
    running ??= server.stop()
    return running
  }
  onEnd(t, stop)
  return { ...server, stop }
}

async function query(connection: EmbeddedConnection, text: string, values: unknown[] = []) {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

test('the first start makes a durable database, later starts find what it kept', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const first = await start(t, dataDir)
  assert.equal(first.isNew, true)
  const settings = await query(
    first.connection,
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'server_encoding',
       'listen_addresses', 'autovacuum', 'jit', 'io_method') ORDER BY name`,
  )
  assert.deepEqual(Object.fromEntries(settings.map((row) => [row.name, row.setting])), {
    autovacuum: 'on',
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    io_method: 'sync',
    jit: 'off',
    listen_addresses: '',
    server_encoding: 'UTF8',
    synchronous_commit: 'on',
  })
  await query(first.connection, 'CREATE TABLE kept (word text)')
  await query(first.connection, "INSERT INTO kept VALUES ('Žluťoučký')")
  await first.stop()

  const second = await start(t, dataDir)
  assert.equal(second.isNew, false)
  assert.deepEqual(await query(second.connection, 'SELECT lower(word) AS word FROM kept'), [
    { word: 'žluťoučký' },
  ])
})

test('only the owner of the data folder reads the password, and no other one opens the database', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const { connection } = await start(t, dataDir)
  const file = await stat(path.join(dataDir, 'postgres.password'))
  assert.equal(file.mode & 0o777, 0o600)
  assert.equal(file.uid, process.getuid?.())
  assert.equal((await stat(path.join(dataDir, 'postgres'))).mode & 0o777, 0o700)
  await assert.rejects(
    query({ ...connection, password: 'guess' }, 'SELECT 1'),
    /password authentication failed/,
  )
})

test('a path with spaces, commas and quotes works', async (t) => {
  const dataDir = path.join(await tempFolder(t), `my "own", data's folder`)
  const { connection } = await start(t, dataDir)
  assert.deepEqual(await query(connection, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('a path too long for a socket gets a private short one, gone after the stop', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'l'.repeat(120), 'data')
  const server = await start(t, dataDir)
  const { host } = server.connection
  assert.ok(host.length < 80, host)
  assert.equal((await stat(host)).mode & 0o777, 0o700)
  assert.deepEqual(await query(server.connection, 'SELECT 1 AS one'), [{ one: 1 }])
  assert.deepEqual(await attachEmbeddedPostgres({ dataDir }), server.connection)
  await server.stop()
  await assert.rejects(stat(host), { code: 'ENOENT' })
})

test('the command line attaches to a running server, and to none otherwise', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  assert.equal(await attachEmbeddedPostgres({ dataDir }), undefined)
  const server = await start(t, dataDir)
  for (let times = 0; times < 2; times += 1) {
    assert.deepEqual(await attachEmbeddedPostgres({ dataDir }), server.connection)
    await assert.rejects(start(t, dataDir), /another Otpost already uses the data folder/)
  }
  await server.stop()
  assert.equal(await attachEmbeddedPostgres({ dataDir }), undefined)
})

test('data of another major version is refused with the way to upgrade, and left alone', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const server = await start(t, dataDir)
  await server.stop()
  const version = path.join(dataDir, 'postgres', 'PG_VERSION')
  await writeFile(version, '17\n')
  await assert.rejects(start(t, dataDir), (error: Error) => {
    for (const words of [dataDir, 'PostgreSQL 17', 'otpost backup FILE', 'otpost restore FILE']) {
      assert.ok(error.message.includes(words), error.message)
    }
    return true
  })
  await writeFile(version, '18\n')
  await start(t, dataDir)
})

test('no value of a statement reaches the log of PostgreSQL', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const { connection, stop } = await start(t, dataDir)
  await query(connection, 'CREATE TABLE numbers (number text PRIMARY KEY)')
  await query(connection, "INSERT INTO numbers VALUES ('+420123450001')")
  await assert.rejects(query(connection, "INSERT INTO numbers VALUES ('+420123450001')"), /duplicate key/)
  await assert.rejects(
    query(connection, 'INSERT INTO numbers VALUES ($1)', ['+420123450001']),
    /duplicate key/,
  )
  await assert.rejects(query(connection, 'SELECT $1::int', ['+420123450001x']), /type integer/)
  await assert.rejects(query(connection, "SELECT '+420123450001' +"), /syntax/)
  await stop()
  const log = await readFile(path.join(dataDir, 'postgres.log'), 'utf8')
  assert.match(log, /ready to accept connections/)
  assert.doesNotMatch(log, /420123450001|INSERT|SELECT/)
})

test('the log of PostgreSQL is bounded', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  await mkdir(dataDir, { mode: 0o711 })
  const log = path.join(dataDir, 'postgres.log')
  await writeFile(log, Buffer.alloc(5 * 1024 * 1024, 'old\n'))
  await start(t, dataDir)
  assert.ok((await stat(log)).size < 100_000)
  assert.deepEqual((await readdir(dataDir)).filter((name) => name.startsWith('postgres.log')).sort(), [
    'postgres.log',
    'postgres.log.1',
  ])
})
