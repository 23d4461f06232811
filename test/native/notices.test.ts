// What a person is told without asking: by an operator, and by brute-force protection.

import assert from 'node:assert/strict'
import test from 'node:test'
import { addAccount } from '#test/support/accounts.ts'
import { changeTenant } from '#test/support/change-tenant.ts'
import { assertProblem, callNative, openPool, readCode } from '#test/support/native.ts'
import { management, startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const to = '+442079460123'
const ip = '203.0.113.7'
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

const create = (server: TestServer, body: object, headers = {}) =>
  callNative(server, '/notices', { body, headers })

const listNotices = async (server: TestServer, purpose = 'blocked_account') =>
  (await callNative(server, `/messages?purpose=${purpose}`)).body.messages

/** The notice when it has been sent. */
const waitForNotice = (server: TestServer, purpose?: string) =>
  waitFor('the notice', async () => {
    const [message] = await listNotices(server, purpose)
    return message?.status === 'accepted' && message
  })

async function protect(server: TestServer, body: object): Promise<void> {
  const path = '/api/v2/attack-protection/brute-force-protection'
  const token = await server.managementToken()
  const { status, text } = await server.call(path, { method: 'PATCH', token, body })
  assert.equal(status, 200, text)
}

for (const purpose of ['blocked_account', 'password_breach']) {
  test(`a notice of ${purpose} is written down when it is answered, and sent`, async (t) => {
    const server = await startTestServer(t)
    const created = await create(server, { to, purpose, request: { ip } })
    assert.equal(created.status, 202, created.text)
    const { id } = created.body.message
    assert.deepEqual(created.body, { message: { id, status: 'queued' } })
    const message = await waitForNotice(server, purpose)
    assert.equal(message.id, id)
    assert.deepEqual(
      { ...message, to, purpose, delivery_method: 'text', provider: 'inbox', request: { ip } },
      message,
    )
    const [kept] = (await callNative(server, '/inbox')).body.messages
    assert.ok(kept.text.length > 20 && !/\d{6}/.test(kept.text), kept.text)
  })
}

test('a user is told at their number, in the language asked for', async (t) => {
  const server = await startTestServer(t)
  const user_id = await addAccount(server, { phoneNumber: to })
  const created = await create(server, { user_id, purpose: 'password_breach', delivery_method: 'voice' })
  assert.equal(created.status, 202, created.text)
  const message = await waitForNotice(server, 'password_breach')
  assert.deepEqual([message.to, message.delivery_method, message.locale], [to, 'voice', 'en'])

  assertProblem(await create(server, { user_id: 'auth0|none', purpose: 'password_breach' }), 404, 'not-found')
  const phoneless = await addAccount(server, { email: 'person@example.com' })
  assertProblem(
    await create(server, { user_id: phoneless, purpose: 'password_breach' }),
    422,
    'no-phone-number',
  )
})

for (const [name, body, field] of [
  ['neither number nor user', { purpose: 'password_breach' }, 'to'],
  ['both number and user', { to, user_id: 'auth0|1', purpose: 'password_breach' }, 'to'],
  ['no purpose', { to }, 'purpose'],
  ['a purpose with a code', { to, purpose: 'login' }, 'purpose'],
  ['no address, where one was blocked,', { to, purpose: 'blocked_account' }, 'request.ip'],
  ['an address that is none', { to, purpose: 'password_breach', request: { ip: 'here' } }, 'request.ip'],
] as const) {
  test(`a notice with ${name} is refused by name`, async (t) => {
    const server = await startTestServer(t)
    const answer = await create(server, body)
    assertProblem(answer, 400, 'invalid-request')
    assert.equal(answer.body.errors[0].field, field)
  })
}

test('a notice that is sent again with the same key is sent once', async (t) => {
  const server = await startTestServer(t)
  const headers = { 'idempotency-key': 'k' }
  const first = await create(server, { to, purpose: 'password_breach' }, headers)
  const second = await create(server, { to, purpose: 'password_breach' }, headers)
  assert.deepEqual(second.body, first.body)
  await waitForNotice(server, 'password_breach')
  assert.equal((await listNotices(server, 'password_breach')).length, 1)
})

/** Starts logins and sends wrong codes for them, all of a login's tries at once. */
async function guessLogins(server: TestServer, guesses: number): Promise<void> {
  for (let left = guesses; left > 0; left -= 3) {
    const body = { client_id: 'demo', connection: 'sms', phone_number: to }
    await server.call('/passwordless/start', { body })
    const code = await readCode(server, to)
    await Promise.all(
      Array.from({ length: Math.min(3, left) }, () =>
        server.call('/oauth/token', {
          body: {
            grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
            client_id: 'demo',
            realm: 'sms',
            username: to,
            otp: wrong(code),
          },
        }),
      ),
    )
  }
}

async function guessVerifications(server: TestServer, guesses: number, address = ip): Promise<void> {
  for (let left = guesses; left > 0; left -= 3) {
    const started = await callNative(server, '/verifications', { body: { to, request: { ip: address } } })
    const code = await readCode(server, to)
    await Promise.all(
      Array.from({ length: Math.min(3, left) }, () =>
        callNative(server, `/verifications/${started.body.id}/check`, { body: { code: wrong(code) } }),
      ),
    )
  }
}

for (const [what, guess, options] of [
  ['logins', guessLogins, { address: '127.0.0.1' }],
  ['verifications', guessVerifications, { address: ip }],
] as const) {
  test(`whose number was guessed at by ${what} until the address was blocked is told once`, async (t) => {
    const server = await startTestServer(t)
    await guess(server, 9)
    assert.deepEqual(await listNotices(server), [])
    await guess(server, 6)
    const message = await waitForNotice(server)
    assert.deepEqual([message.to, message.request.ip], [to, options.address])
    await guess(server, 6)
    assert.equal((await listNotices(server)).length, 1)
  })
}

test('whose account was guessed at by passwords until the address was blocked is told once', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, {
    phoneNumber: to,
    email: 'person@example.com',
    password: 'right 1A',
  })
  const token = await server.managementToken()
  const connections = (await server.call('/api/v2/connections?strategy=auth0', { token })).body
  const enabled_clients = [management.clientId]
  const path = `/api/v2/connections/${connections[0].id}`
  await server.call(path, { method: 'PATCH', token, body: { enabled_clients } })
  const client = `/api/v2/clients/${management.clientId}`
  const grants = { grant_types: ['password', 'client_credentials'] }
  assert.equal((await server.call(client, { method: 'PATCH', token, body: grants })).status, 200)
  await protect(server, { max_attempts: 3 })
  const guess = () =>
    server.call('/oauth/token', {
      body: {
        grant_type: 'password',
        client_id: management.clientId,
        client_secret: management.clientSecret,
        username: 'person@example.com',
        password: 'wrong 1A',
      },
    })
  const answers = await Promise.all(Array.from({ length: 6 }, guess))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [403, 403, 403, 429, 429, 429])
  const message = await waitForNotice(server)
  assert.equal(message.to, to)
  assert.equal((await listNotices(server)).length, 1)
})

test('a shield that only notifies blocks nobody, and still tells once', async (t) => {
  const server = await startTestServer(t)
  await protect(server, { shields: ['user_notification'], max_attempts: 3 })
  await guessLogins(server, 9)
  await waitForNotice(server)
  assert.equal((await listNotices(server)).length, 1)
  const body = { client_id: 'demo', connection: 'sms', phone_number: to }
  assert.equal((await server.call('/passwordless/start', { body })).status, 200)
})

test('a shield that only blocks tells nobody', async (t) => {
  const server = await startTestServer(t)
  await protect(server, { shields: ['block'], max_attempts: 3 })
  await guessLogins(server, 3)
  const body = { client_id: 'demo', connection: 'sms', phone_number: to }
  assert.equal((await server.call('/passwordless/start', { body })).status, 429)
  await guessVerifications(server, 12)
  assert.deepEqual(await listNotices(server), [])
})

test('whoever guesses from many addresses makes no flood of notices', async (t) => {
  const server = await startTestServer(t)
  const pool = openPool(t, server)
  for (let index = 1; index <= 5; index += 1) {
    const address = `203.0.113.${index}`
    await pool.query(
      `insert into otpost.failures values ('default', 'verification', $1, $2, 9, now())
       on conflict do nothing`,
      [to, address],
    )
    await guessVerifications(server, 1, address)
  }
  await waitForNotice(server)
  assert.equal((await listNotices(server)).length, 3)
})

test('a notice that cannot be sent keeps nobody from being refused as ever', async (t) => {
  const server = await startTestServer(t)
  await guessLogins(server, 9)
  const code = await readCode(server, to)
  await changeTenant(server.env, (writer, { phoneProvider }) =>
    writer.putPhoneProvider({ ...phoneProvider, disabled: true }),
  )
  await waitFor('the provider to be off', async () => {
    return (await create(server, { to, purpose: 'password_breach' })).status === 422
  })
  const pool = openPool(t, server)
  await pool.query('update otpost.codes set tries = 0')
  const body = {
    grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
    client_id: 'demo',
    realm: 'sms',
    username: to,
    otp: wrong(code),
  }
  const refused = await server.call('/oauth/token', { body })
  assert.equal(refused.status, 403, refused.text)
  assert.equal((await server.call('/oauth/token', { body })).status, 429)
  await waitFor('the log', () => server.logLines.some((line) => line.includes('"refusal":"no_provider"')))
})
