// The countries that a tenant allows, where it takes more than one request to be sent something.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { addAccount } from '#test/support/accounts.ts'
import { assertProblem, callNative, openPool, readCode } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const american = '+12025550123'
const british = '+442079460123'

const allow = async (server: TestServer, allowed_countries: readonly string[]) => {
  const { status, text } = await callNative(server, '/settings', {
    method: 'PATCH',
    body: { allowed_countries },
  })
  assert.equal(status, 200, text)
}

const start = (server: TestServer, phone_number: string) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number } })

const redeem = (server: TestServer, username: string, otp: string) =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username, otp },
  })

const messagesTo = async (server: TestServer, to: string) =>
  (await callNative(server, `/messages?to=${encodeURIComponent(to)}`)).body.messages

test('a country that is not allowed any more gets nothing again, and what was sent before is good', async (t) => {
  const server = await startTestServer(t)
  assert.equal((await start(server, american)).status, 200)
  const code = await readCode(server, american)
  const [message] = await messagesTo(server, american)
  await allow(server, ['GB'])
  assertProblem(
    await callNative(server, `/messages/${message.id}/resend`, { body: {} }),
    422,
    'country-not-allowed',
  )
  assert.equal((await start(server, american)).status, 400)
  const { rows } = await openPool(t, server).query('select count(*)::int as codes from otpost.codes')
  assert.deepEqual(rows, [{ codes: 1 }])
  const { status, text } = await redeem(server, american, code)
  assert.equal(status, 200, text)
  assert.deepEqual(statusesOf(await messagesTo(server, american)), ['refused', 'refused', 'accepted'])
})

test('a reset that names no number says the same and sends nothing to a country that is not allowed', async (t) => {
  const server = await startTestServer(t)
  const user = { password: 'an old password 1A' }
  await addAccount(server, { ...user, email: 'far@example.com', phoneNumber: american })
  await addAccount(server, { ...user, email: 'near@example.com', phoneNumber: british })
  await allow(server, ['GB'])
  for (const email of ['far@example.com', 'near@example.com', 'nobody@example.com']) {
    const { status, text } = await callNative(server, '/password-resets', { body: { email } })
    assert.equal(status, 202, text)
  }
  assert.deepEqual(statusesOf(await messagesTo(server, american)), ['refused'])
  assert.equal((await messagesTo(server, british)).length, 1)
})

test('a user there is told nothing by itself when their number is guessed at', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const path = '/api/v2/attack-protection/brute-force-protection'
  await server.call(path, { method: 'PATCH', token, body: { max_attempts: 1 } })
  for (const phone of [american, british]) assert.equal((await start(server, phone)).status, 200)
  await allow(server, ['GB'])
  for (const phone of [american, british]) {
    const wrong = (await readCode(server, phone)) === '000000' ? '000001' : '000000'
    await redeem(server, phone, wrong)
  }
  const stand = async (to: string) =>
    (await messagesTo(server, to)).map((one: { purpose: string; status: string }) => [
      one.purpose,
      one.status,
    ])
  const login = ['login', 'accepted']
  await waitFor('the notice', async () => (await stand(british)).length === 2)
  assert.deepEqual(await stand(american), [['blocked_account', 'refused'], login])
})

test('an operator tries a provider out in every country', async (t) => {
  const server = await startTestServer(t)
  await allow(server, ['GB'])
  const tried = await callNative(server, '/phone-provider/test', { body: { to: american } })
  assert.equal(tried.status, 200, tried.text)
  assert.equal((await messagesTo(server, american))[0].purpose, 'test')
})

function statusesOf(messages: readonly { readonly status: string }[]): readonly string[] {
  return messages.map(({ status }) => status)
}
