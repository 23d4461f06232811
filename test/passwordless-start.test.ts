// What a start promises that no recorded exchange can show: time that passes, and connections of another strategy.
// The exchanges themselves are data, under test/contract/passwordless-start and test/contract/sms-gateway.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { besideOtpost, changeTenant } from './support/change-tenant.ts'
import { startGateway } from './support/gateway.ts'
import { startTestServer, type TestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const phoneNumber = '+442079460123'

const start = (server: TestServer, connection = 'sms') =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection, phone_number: phoneNumber } })

const exchange = (server: TestServer, otp: string) =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: phoneNumber, otp },
  })

async function setOptions(server: TestServer, options: object): Promise<void> {
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const path = `/api/v2/connections/${connection.id}`
  const patched = await server.call(path, { method: 'PATCH', token, body: { options } })
  assert.equal(patched.status, 200, patched.text)
}

async function lastCode(server: TestServer): Promise<string> {
  const { body } = await server.call('/v1/inbox', { token: await server.managementToken() })
  return /\d{6}/.exec(body.messages[0].text)?.[0] ?? ''
}

test('a code is good for totp.time_step seconds from its start, three minutes when nothing is said', async (t) => {
  const server = await startTestServer(t)
  for (const [totp, seconds] of [
    [{ time_step: 60 }, 60],
    [{ time_step: 300, length: 6 }, 300],
    [undefined, 180],
  ] as const) {
    await setOptions(server, totp ? { totp } : {})
    assert.equal((await start(server)).status, 200)
    await besideOtpost(server.env, async ({ db }) => {
      const code = await db
        .selectFrom('codes')
        .innerJoin('messages', 'messages.id', 'codes.message_id')
        .select(['codes.expires_at', 'messages.created_at'])
        .executeTakeFirstOrThrow()
      assert.equal(code.expires_at.getTime() - code.created_at.getTime(), seconds * 1000)
    })
  }
})

test('a code has 4 to 40 digits: no other length is saved, and one that was saved before stays as it is', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  for (const length of [4, 40]) await setOptions(server, { totp: { length } })
  for (const strategy of ['sms', 'auth0']) {
    const body = { name: `made-${strategy}`, strategy, options: { totp: { length: 3 } } }
    const { status } = await server.call('/api/v2/connections', { token, body })
    assert.equal(status, strategy === 'sms' ? 400 : 201, 'a database has no codes')
  }

  const options = { totp: { length: 3, time_step: 60 } }
  await changeTenant(server.env, (writer, { connections }) => {
    const sms = connections.find(({ strategy }) => strategy === 'sms')
    assert.ok(sms)
    return writer.putConnection({ ...sms, options })
  })
  await setOptions(server, { ...options, disable_signup: false })
  assert.equal((await start(server)).status, 200)
  assert.match(await lastCode(server), /^\d{6}$/)
})

test('a code whose time has passed is answered with the text of its own, right or wrong, until the next start', async (t) => {
  const server = await startTestServer(t)
  await start(server)
  const code = await lastCode(server)
  await besideOtpost(server.env, ({ db }) =>
    db.updateTable('codes').set({ expires_at: new Date() }).executeTakeFirstOrThrow(),
  )
  for (const otp of [code, '000000']) {
    const refused = await exchange(server, otp)
    assert.equal(refused.status, 403)
    assert.deepEqual(refused.body, {
      error: 'invalid_grant',
      error_description: 'The verification code has expired. Please try to login again.',
    })
  }
  await start(server)
  assert.equal((await exchange(server, await lastCode(server))).status, 200)
})

test('a connection that is not passwordless is refused with its own text', async (t) => {
  const server = await startTestServer(t)
  await changeTenant(server.env, async (writer, { connections }) => {
    const [sms] = connections
    assert.ok(sms)
    await writer.putConnection({
      ...sms,
      id: 'con_0000000000000001',
      name: 'staff',
      strategy: 'auth0',
      realms: ['staff'],
    })
  })
  const refused = await waitFor('the server to know the connection', async () => {
    const answer = await start(server, 'staff')
    return answer.body.error_description !== 'Connection does not exist' && answer
  })
  assert.equal(refused.status, 400)
  assert.deepEqual(refused.body, {
    error: 'bad.connection',
    error_description: 'Invalid connection strategy. It must either be a passwordless connection',
  })
})

test('a gateway that does not answer within 30 seconds is named a timeout', async (t) => {
  const gateway = await startGateway(t)
  const server = await startTestServer(t)
  await setOptions(server, { provider: 'sms_gateway', gateway_url: gateway.url })
  gateway.answer('hang')
  // The one thing that is not real here: thirty seconds pass in a tenth of one.
  let waits = 0
  const { setTimeout } = globalThis
  t.mock.method(
    globalThis,
    'setTimeout',
    (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
      if (ms === 30_000) waits += 1
      return setTimeout(run, ms === 30_000 ? 100 : ms, ...given)
    },
  )
  const refused = await start(server)
  assert.equal(waits, 1)
  assert.equal(gateway.requests.length, 1)
  assert.equal(refused.status, 400)
  assert.deepEqual(refused.body, {
    error: 'sms_provider_error',
    error_description: 'Timeout while calling the SMS gateway: ESOCKETTIMEDOUT',
  })
})
