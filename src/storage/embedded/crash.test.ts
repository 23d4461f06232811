import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { type Holder, startHolder } from '#test/support/embedded-holder.ts'
import { onEnd } from '#test/support/on-end.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

/** A process that has ended but that nobody has reaped counts as gone. */
const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const postmasterOf = async (dataDir: string) =>
  Number((await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])

async function query(holder: Holder, text: string) {
  const client = new pg.Client((await holder.line('ready')).connection)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('a second start on the folder is refused, naming the folder and the process that holds it', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const holder = await startHolder(t, dataDir)
  await holder.line('ready')
  const { refused } = await (await startHolder(t, dataDir)).line('refused')
  assert.ok(refused?.includes(dataDir) && refused.includes(`process ${holder.pid}`), refused)
  assert.deepEqual(await query(holder, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('of starts at the same moment on a new folder exactly one wins', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const holders = await Promise.all([1, 2, 3, 4].map(() => startHolder(t, dataDir)))
  const outcomes = await Promise.all(
    holders.map((holder) => Promise.any([holder.line('ready'), holder.line('refused')])),
  )
  assert.equal(outcomes.filter((outcome) => outcome.ready).length, 1)
  for (const { refused } of outcomes.filter((outcome) => !outcome.ready)) {
    assert.match(refused ?? '', /another Otpost already uses the data folder/)
  }
})

test('after kill -9 of Otpost the next start stops the orphan and keeps the data', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const killed = await startHolder(t, dataDir)
  await query(killed, 'CREATE TABLE kept AS SELECT 7 AS value')
  await killed.end('SIGKILL')
  const orphan = await postmasterOf(dataDir)
  assert.ok(isAlive(orphan))
  const next = await startHolder(t, dataDir)
  assert.deepEqual(await query(next, 'SELECT value FROM kept'), [{ value: 7 }])
  assert.ok(!isAlive(orphan))
  assert.match((await next.line('logged')).logged ?? '', /earlier Otpost left running/)
})

test('after kill -9 of everything the next start recovers what was committed', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const killed = await startHolder(t, dataDir)
  await query(killed, 'CREATE TABLE kept AS SELECT 7 AS value')
  const postmaster = await postmasterOf(dataDir)
  const family = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
  for (const pid of [killed.pid, postmaster, ...family.trim().split(/\s+/).map(Number)])
    process.kill(pid, 'SIGKILL')
  await waitFor('the server to be gone', () => !isAlive(postmaster))
  const next = await startHolder(t, dataDir)
  assert.deepEqual(await query(next, 'SELECT value FROM kept'), [{ value: 7 }])
})

test('a leftover postmaster.pid whose number now belongs to another process is no obstacle', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const first = await startHolder(t, dataDir)
  await first.line('ready')
  const pidFile = path.join(dataDir, 'postgres/postmaster.pid')
  const text = await readFile(pidFile, 'utf8')
  await first.end('SIGTERM')
  // The number of this test's process, which must survive.
  await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)))
  const next = await startHolder(t, dataDir)
  assert.deepEqual(await query(next, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('a first start that was killed while it made the cluster is begun afresh', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const isUnfinished = (name: string) => /^postgres\.new-[0-9a-f]+$/.test(name)
  const killed = await startHolder(t, dataDir)
  await waitFor('initdb to be at work', async () =>
    (await readdir(dataDir).catch(() => [])).some(isUnfinished),
  )
  await killed.end('SIGKILL')
  const next = await startHolder(t, dataDir)
  assert.equal((await next.line('ready')).isNew, true)
  assert.deepEqual(await query(next, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('a PostgreSQL that dies is started again and pools reconnect by themselves', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const holder = await startHolder(t, dataDir)
  const pool = new pg.Pool((await holder.line('ready')).connection)
  pool.on('error', () => {})
  onEnd(t, () => pool.end())
  await pool.query('CREATE TABLE kept AS SELECT 7 AS value')
  for (const signal of ['SIGKILL', 'SIGQUIT'] as const) {
    const postmaster = await postmasterOf(dataDir)
    process.kill(postmaster, signal)
    await waitFor(
      'a new server',
      async () => (await postmasterOf(dataDir).catch(() => postmaster)) !== postmaster,
    )
    const rows = await waitFor('an answer', () =>
      pool.query('SELECT value FROM kept').then(
        ({ rows }) => rows,
        () => undefined,
      ),
    )
    assert.deepEqual(rows, [{ value: 7 }])
  }
  assert.match((await holder.line('logged')).logged ?? '', /ended unexpectedly/)
})

test('Ctrl-C in the terminal does not reach PostgreSQL, a clean stop ends it', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const holder = await startHolder(t, dataDir)
  await holder.line('ready')
  const postmaster = await postmasterOf(dataDir)
  process.kill(-holder.pid, 'SIGINT')
  await holder.line('interrupted')
  assert.deepEqual(await query(holder, 'SELECT 1 AS one'), [{ one: 1 }])
  await holder.end('SIGTERM')
  assert.equal(holder.child.exitCode, 0)
  assert.ok(!isAlive(postmaster))
  const log = await readFile(path.join(dataDir, 'postgres.log'), 'utf8')
  assert.match(log, /received fast shutdown request[\s\S]*database system is shut down/)
})

test('an Otpost that ends without a stop takes PostgreSQL along', async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const holder = await startHolder(t, dataDir)
  await holder.line('ready')
  const postmaster = await postmasterOf(dataDir)
  await holder.end('SIGUSR2')
  await waitFor('the server to be gone', () => !isAlive(postmaster))
})
