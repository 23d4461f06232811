// The first administrator, from the process's start to its log: who it is, and what must stand nowhere.

import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { createTestDatabase } from '#test/support/database.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, spawnOtpost } from '#test/support/otpost-process.ts'
import { browserOf, owner, signIn } from '#test/support/portal.ts'
import type { TestServer } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const printedHint = async (server: Pick<TestServer, 'call'>) =>
  (await server.call('/portal/api/sign-in')).body

const secretKey = Buffer.alloc(32, 7).toString('base64')

test('a first start shows a generated administrator once, and no row or log line has a password or session', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const env = {
    DATABASE_URL: database.url,
    OTPOST_DATA_DIR: path.join(await tempFolder(t), 'data'),
    OTPOST_SECRET_KEY: secretKey,
    HOST: '127.0.0.1',
    OTPOST_LOG_LEVEL: 'debug',
  }
  const first = spawnOtpost(t, { ...env, PORT: await freePort() })
  await first.ready()
  const shown = /Portal administrator \(shown only once\):\n +email +(\S+)\n +password +(\S+)\n/.exec(
    first.output(),
  )
  assert.match(first.output(), /Portal +http:\/\/localhost:\d+\/portal\n/)
  const [, email = '', password = ''] = shown ?? []
  assert.equal(email, 'admin@localhost')
  assert.match(password, /^[0-9A-Za-z]{20}$/)
  const banner = first.output().length
  assert.deepEqual(await printedHint(first), { is_first_password_printed: true })
  const browser = await signIn(first, { email, password })
  await browser.call('/portal/api/session/confirm', { body: { password } })
  await browser.call('/portal/api/session/confirm', {
    body: { password: 'a wrong password of the administrator' },
  })
  await browser.call('/api/v2/clients', { body: { name: 'x' }, headers: { 'x-csrf-token': 'wrong' } })
  const checklist = (await browser.call('/v1/overview')).body.checklist
  assert.deepEqual(checklist[0], { step: 'change_password', done: false })
  const next = 'a password of her own choice'
  const changed = await browser.call('/portal/api/session/password', {
    body: { current_password: password, new_password: next },
  })
  assert.equal(changed.status, 200)
  const changedBrowser = browserOf(first, changed)
  assert.doesNotMatch(JSON.stringify((await changedBrowser.call('/v1/overview')).body), /change_password/)
  assert.deepEqual(await printedHint(first), { is_first_password_printed: false })
  first.child.kill('SIGTERM')
  assert.equal(await first.ended, 0)

  const second = spawnOtpost(t, {
    ...env,
    PORT: await freePort(),
    OTPOST_ADMIN_EMAIL: owner.email,
    OTPOST_ADMIN_PASSWORD: owner.password,
  })
  await second.ready()
  assert.doesNotMatch(second.output(), /Portal administrator/)
  assert.equal(
    (await second.call('/portal/api/session', { body: owner })).status,
    401,
    'there is one already',
  )
  const again = await signIn(second, { email, password: next })

  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'otpost' and table_type = 'BASE TABLE'`,
  )
  const rows = await Promise.all(
    tables.map(async ({ name }) =>
      JSON.stringify((await database.pool.query(`select t::text from otpost.${name} t`)).rows),
    ),
  )
  const places = new Map([
    ['the log', first.output().slice(banner) + second.output()],
    ['the rows', rows.join('\n')],
  ])
  const secrets = new Map([
    ['the generated password', password],
    ['the chosen password', next],
    ['a wrong password', 'a wrong password of the administrator'],
    ['the session', browser.session],
    ['the token of the session', browser.csrfToken],
    ['the later session', again.session],
    ['the token of the later session', again.csrfToken],
    ['the password of the settings', owner.password],
  ])
  assert.ok(rows.join().includes('admin@localhost'), 'the search works')
  for (const [what, secret] of secrets) {
    for (const [place, text] of places) assert.ok(!text.includes(secret), `${what} stands in ${place}`)
  }
})

test('a first start that is given a password prints none, and asks nobody to change it', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const server = spawnOtpost(t, {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: secretKey,
    HOST: '127.0.0.1',
    PORT: await freePort(),
    OTPOST_ADMIN_EMAIL: owner.email,
    OTPOST_ADMIN_PASSWORD: owner.password,
  })
  await server.ready()
  assert.doesNotMatch(server.output(), /Portal administrator/)
  assert.deepEqual(await printedHint(server), { is_first_password_printed: false })
  const { body } = await (await signIn(server)).call('/v1/overview')
  assert.deepEqual(
    body.checklist.map(({ step }: { step: string }) => step),
    ['choose_provider', 'send_test', 'add_application', 'first_login', 'second_owner'],
  )
})

test('two that start at once on an empty database make one administrator', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const env = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: secretKey,
    HOST: '127.0.0.1',
    OTPOST_LOG_LEVEL: 'warn',
  }
  const both = [
    spawnOtpost(t, { ...env, PORT: await freePort() }),
    spawnOtpost(t, { ...env, PORT: await freePort() }),
  ]
  await Promise.all(both.map((one) => one.ready()))
  const showing = both.filter((one) => one.output().includes('Portal administrator'))
  assert.equal(showing.length, 1)
  const { rows } = await database.pool.query('select role from otpost.administrators')
  assert.deepEqual(rows, [{ role: 'owner' }])
})
