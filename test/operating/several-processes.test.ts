// Otpost scales by running more of it on one PostgreSQL: what the processes share, and how soon.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createTestDatabase } from '#test/support/database.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, type OtpostProcess, runOtpost, spawnOtpost } from '#test/support/otpost-process.ts'
import { waitFor } from '#test/support/wait-for.ts'

const phoneNumber = '+442079460123'
const publicUrl = 'http://otpost.test'
const management = { id: 'management', secret: 'management-secret-of-32-letters-or-more' }

/** Two of them, started at the same moment on a database that has nothing in it. */
async function startTwo(t: TestContext) {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const shared = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_MGMT_CLIENT_ID: management.id,
    OTPOST_MGMT_CLIENT_SECRET: management.secret,
    OTPOST_PUBLIC_URL: publicUrl,
    HOST: '127.0.0.1',
    OTPOST_LOG_LEVEL: 'warn',
  }
  // No OTPOST_DATA_DIR: such processes need no folder.
  const [one, two] = [
    spawnOtpost(t, { ...shared, PORT: await freePort() }),
    spawnOtpost(t, { ...shared, PORT: await freePort() }),
  ]
  await Promise.all([one.ready(), two.ready()])
  return { one, two, shared, pool: database.pool }
}

const start = (otpost: OtpostProcess) =>
  otpost.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })

async function managementToken(otpost: OtpostProcess): Promise<string> {
  const { body, text } = await otpost.call('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: management.id,
      client_secret: management.secret,
      audience: `${publicUrl}/api/v2/`,
    },
  })
  assert.ok(body.access_token, text)
  return body.access_token
}

const keyIds = async (otpost: OtpostProcess): Promise<string[]> =>
  (await otpost.call('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)

test('two processes started at once on an empty database share one tenant, one key and every change', async (t) => {
  const { one, two, shared, pool } = await startTwo(t)
  const { rows } = await pool.query(
    `select (select count(*) from otpost.tenants) as tenants, (select count(*) from otpost.connections) as connections,
            (select count(*) from otpost.signing_keys) as keys, (select count(*) from otpost.clients) as clients`,
  )
  assert.deepEqual(Object.values(rows[0] ?? {}).map(Number), [1, 2, 1, 2])
  assert.deepEqual(await keyIds(one), await keyIds(two))

  // A code of one is good at the other, and so is a token.
  assert.equal((await start(one)).status, 200)
  const token = await managementToken(one)
  const inbox = await two.call('/v1/inbox', { token })
  const exchanged = await two.call('/oauth/token', {
    body: {
      grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
      client_id: 'demo',
      realm: 'sms',
      username: phoneNumber,
      otp: /\d{6}/.exec(inbox.body.messages[0].text)?.[0],
      scope: 'openid',
    },
  })
  assert.equal(exchanged.status, 200, exchanged.text)
  assert.equal((await one.call('/userinfo', { token: exchanged.body.access_token })).status, 200)

  // A change made through one is served by the other, and by the one itself at once.
  const [connection] = (await one.call('/api/v2/connections', { token })).body
  const options = { ...connection.options, template: 'changed @@code@@' }
  const patched = await one.call(`/api/v2/connections/${connection.id}`, {
    method: 'PATCH',
    token,
    body: { options },
  })
  assert.equal(patched.status, 200, patched.text)
  await waitFor(
    'the other process to send by the new template',
    async () => {
      await start(two)
      const { messages } = (await two.call('/v1/inbox', { token })).body
      return messages[0].text.startsWith('changed ')
    },
    1_000,
  )

  // A command beside them.
  const before = await keyIds(one)
  const rotated = await runOtpost(shared, 'keys', 'rotate')
  assert.equal(rotated.code, 0, rotated.err)
  await waitFor('both to know the new key', async () => {
    const after = [await keyIds(one), await keyIds(two)]
    return after.every((ids) => ids.length === 2 && before.every((id) => ids.includes(id)))
  })
})

test('the limit on starts of an address counts those at every process', async (t) => {
  const { one, two } = await startTwo(t)
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => start(index % 2 ? one : two)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 50)
  assert.equal(answers.filter(({ status }) => status === 429).length, 10)
})

test('wrong codes given to two processes count as tries at the same code', async (t) => {
  const { one, two } = await startTwo(t)
  await start(one)
  const guess = (otpost: OtpostProcess) =>
    otpost.call('/oauth/token', {
      body: {
        grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
        client_id: 'demo',
        realm: 'sms',
        username: phoneNumber,
        otp: 'wrong',
      },
    })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index % 2 ? one : two)))
  const checked = answers.filter(
    ({ body }) => body.error_description === 'Wrong phone number or verification code.',
  )
  assert.equal(checked.length, 3)
})

test('with DATABASE_URL the secret key must be the one that sealed what is there', async (t) => {
  const { shared } = await startTwo(t)
  const other = { ...shared, OTPOST_SECRET_KEY: randomBytes(32).toString('base64'), PORT: await freePort() }
  const { code, err } = await runOtpost(other, 'start')
  assert.equal(code, 1)
  assert.match(err, /OTPOST_SECRET_KEY is not the key it was sealed with/)
  assert.ok(!err.includes(other.OTPOST_SECRET_KEY))
  assert.ok(!err.includes('    at '), err)
})

test('a start gives the Management client of the settings the scopes that it does not hold yet', async (t) => {
  const { one, two, shared } = await startTwo(t)
  const token = await managementToken(one)
  const grants = await one.call(`/api/v2/client-grants?client_id=${management.id}`, { token })
  const [grant] = grants.body
  const before = [...grant.scope].sort()
  const scope = before.filter((name) => !name.endsWith(':organizations'))
  const narrowed = await one.call(`/api/v2/client-grants/${grant.id}`, {
    method: 'PATCH',
    token,
    body: { scope },
  })
  assert.equal(narrowed.status, 200, narrowed.text)
  for (const { child } of [one, two]) child.kill('SIGTERM')
  await Promise.all([one.ended, two.ended])
  const later = spawnOtpost(t, { ...shared, PORT: await freePort() })
  await later.ready()
  const after = await later.call(`/api/v2/client-grants?client_id=${management.id}`, {
    token: await managementToken(later),
  })
  assert.deepEqual([...after.body[0].scope].sort(), before)
})
