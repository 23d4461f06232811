import assert from 'node:assert/strict'
import { chmod, chown, cp, mkdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { startHolder } from '#test/support/embedded-holder.ts'
import { onEnd } from '#test/support/on-end.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { canEnter, chooseAccount, isRoot } from './account.ts'
import { binariesFor, findBinaries } from './binaries.ts'
import { placeElsewhere } from './data-folder.ts'
import { startEmbeddedPostgres } from './index.ts'
import { runProgram } from './program.ts'

const skip = isRoot() ? false : 'only root can give PostgreSQL another account'
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

async function postgresUid(cluster: string): Promise<number> {
  const pid = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]
  return (await stat(`/proc/${pid}`)).uid
}

async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('SELECT 1')
  await client.end()
  return true
}

test('root runs PostgreSQL as an unprivileged account and owns the rest of the folder', {
  skip,
}, async (t) => {
  const dataDir = path.join(await tempFolder(t), 'data')
  const server = await startEmbeddedPostgres({ dataDir, log: quiet })
  onEnd(t, () => server.stop())
  const account = await chooseAccount()
  assert.equal(server.runsAs, account.name)
  assert.equal(await postgresUid(server.dataFolder), account.uid)
  assert.notEqual(account.uid, 0)
  assert.equal((await stat(dataDir)).uid, 0)
})

test('in a folder that the account cannot enter, data goes to /var/lib/otpost and a link says so', {
  skip,
}, async (t) => {
  const closed = await tempFolder(t)
  await chmod(closed, 0o700)
  const dataDir = path.join(closed, 'data')
  const elsewhere = placeElsewhere(dataDir)
  onEnd(t, () => rm(elsewhere, { recursive: true, force: true }))
  for (const isNew of [true, false]) {
    const server = await startEmbeddedPostgres({ dataDir, log: quiet })
    assert.equal(server.isNew, isNew)
    assert.equal(server.dataFolder, path.join(elsewhere, 'postgres'))
    assert.equal(await readlink(path.join(dataDir, 'postgres')), server.dataFolder)
    assert.ok(await answers(server.connection))
    await server.stop()
  }
  assert.equal((await stat(closed)).mode & 0o777, 0o700)

  await rm(dataDir, { recursive: true })
  const warnings: string[] = []
  const log = { ...quiet, warn: (_detail: object, message: string) => warnings.push(message) }
  const afresh = await startEmbeddedPostgres({ dataDir, log })
  assert.equal(afresh.isNew, true)
  assert.match(warnings.join(), /kept the database of a data folder that was deleted/)
  await afresh.stop()
})

test('programs that the account cannot reach are copied to where it can run them', { skip }, async (t) => {
  const folder = await tempFolder(t)
  const clone = path.join(folder, 'clone')
  const installed = await findBinaries()
  await mkdir(clone, { mode: 0o700 })
  await cp(installed.folder, path.join(clone, 'native'), { recursive: true, verbatimSymlinks: true })
  const unreachable = {
    ...installed,
    folder: path.join(clone, 'native'),
    postgres: path.join(clone, 'native/bin/postgres'),
  }
  const account = await chooseAccount()
  await assert.rejects(runProgram(unreachable.postgres, ['--version'], account))
  const copied = await binariesFor(account, path.join(folder, 'copies'), unreachable)
  await runProgram(copied.postgres, ['--version'], account)
  await runProgram(copied.initdb, ['--version'], account)
  assert.equal((await stat(copied.postgres)).uid, 0)
  assert.equal((await stat(clone)).mode & 0o777, 0o700)
})

test('mode bits decide whom a folder lets through', { skip }, async (t) => {
  const folder = await tempFolder(t)
  const account = { name: 'somebody', uid: 54321, gid: 54322 }
  assert.equal(await canEnter(account, folder), true)
  await chmod(folder, 0o700)
  assert.equal(await canEnter(account, folder), false)
  await chown(folder, account.uid, 0)
  assert.equal(await canEnter(account, folder), true)
  await chmod(folder, 0o701)
  await chown(folder, 0, account.gid)
  assert.equal(await canEnter(account, folder), false)
})

test('anybody else runs PostgreSQL as themselves, and is told of a database that is not theirs', {
  skip,
}, async (t) => {
  const folder = await tempFolder(t)
  const user = { uid: 1, gid: 1 }
  await chown(folder, user.uid, user.gid)
  const dataDir = path.join(folder, 'data')
  const holder = await startHolder(t, dataDir, user)
  const { runsAs, dataFolder, connection } = await holder.line('ready')
  assert.equal(runsAs, undefined)
  assert.equal(dataFolder, path.join(dataDir, 'postgres'))
  assert.equal(await postgresUid(dataFolder ?? ''), user.uid)
  assert.equal((await stat(dataDir)).mode & 0o777, 0o700)
  assert.ok(await answers(connection ?? {}))
  await holder.end('SIGTERM')

  const other = { uid: 2, gid: 2 }
  await chmod(dataDir, 0o711)
  const { refused } = await (await startHolder(t, dataDir, other)).line('refused')
  assert.match(refused ?? '', /belongs to daemon/)

  const asRoot = await startEmbeddedPostgres({ dataDir, log: quiet })
  assert.equal(asRoot.runsAs, 'daemon')
  await asRoot.stop()
})
