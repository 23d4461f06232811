import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadSecretKey } from './secret-key.ts'

async function makeDataDir(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'otpost-key-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'with a space')
}

test('a given key is used and nothing is written', async (t) => {
  const dataDir = await makeDataDir(t)
  const secretKey = Buffer.alloc(32, 1)
  assert.deepEqual(await loadSecretKey({ dataDir, secretKey }), { key: secretKey })
  await assert.rejects(stat(dataDir), { code: 'ENOENT' })
})

test('the first start makes a key that only its owner can read, and later starts read it', async (t) => {
  const dataDir = await makeDataDir(t)
  const { key, warning } = await loadSecretKey({ dataDir })
  assert.equal(key.length, 32)
  assert.equal(warning, undefined)
  const file = join(dataDir, 'secret.key')
  assert.equal(await readFile(file, 'utf8'), `${key.toString('base64')}\n`)
  if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.deepEqual(await loadSecretKey({ dataDir }), { key })
})

test('starts at the same time end with the same key and leave nothing else behind', async (t) => {
  const dataDir = await makeDataDir(t)
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadSecretKey({ dataDir })))
  assert.equal(new Set(keys.map(({ key }) => key.toString('hex'))).size, 1)
  assert.deepEqual(await readdir(dataDir), ['secret.key'])
})

test('a file of the wrong length is refused and stays as it is', async (t) => {
  const dataDir = await makeDataDir(t)
  await loadSecretKey({ dataDir })
  const file = join(dataDir, 'secret.key')
  for (const wrong of ['', Buffer.alloc(16, 9).toString('base64'), 'not a key']) {
    await writeFile(file, wrong)
    await assert.rejects(loadSecretKey({ dataDir }), (error: Error) => {
      assert.equal(error.name, 'ConfigurationError')
      assert.ok(error.message.includes(file))
      assert.ok(wrong === '' || !error.message.includes(wrong))
      return true
    })
    assert.equal(await readFile(file, 'utf8'), wrong)
  }
})

test('a file that others may read gives a warning', { skip: process.platform === 'win32' }, async (t) => {
  const dataDir = await makeDataDir(t)
  await loadSecretKey({ dataDir })
  await chmod(join(dataDir, 'secret.key'), 0o640)
  assert.match((await loadSecretKey({ dataDir })).warning ?? '', /chmod 600/)
})

test('with a database of its own no key is made', async (t) => {
  const dataDir = await makeDataDir(t)
  await assert.rejects(loadSecretKey({ dataDir, databaseUrl: 'postgres://db/x' }), {
    name: 'ConfigurationError',
  })
})
