// What a request carried for the receiver (contract authgear.md 1.2), where a message is kept before it is sent. The rest is
// in contract/authorization-parameters/.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { addAccount } from './support/accounts.ts'
import { type Gateway, type GatewayRequest, startGateway } from './support/gateway.ts'
import { callNative } from './support/native.ts'
import { startTestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const phoneNumber = '+442079460123'
const email = 'person@example.com'
const request = { state: 'a b&c', x_state: 'x', ui_locales: 'de fr' }
const carried = { state: 'a+b%26c', x_state: 'x', ui_locales: 'de+fr' }

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  gateway.answer({ body: { code: 'ok' } })
  const body = { kind: 'webhook', webhook: { url: gateway.url } }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  return { server, gateway }
}

const variablesOf = ({ body }: GatewayRequest): Record<string, unknown> => JSON.parse(body).template_variables

/** What of a message the receiver was told of its request and its user. */
function told(received: GatewayRequest) {
  const { state, x_state, ui_locales, email, has_password } = variablesOf(received)
  const known = { state, x_state, ui_locales, email, has_password }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
}

const waitForMessages = (gateway: Gateway, count: number) =>
  waitFor(`${count} messages`, () => gateway.requests.length >= count && gateway.requests, 20_000)

test('a reset that is tried again tells the same as at first: what was carried, the e-mail address, that there is a password', async (t) => {
  const { server, gateway } = await start(t)
  await addAccount(server, { phoneNumber, email, password: 'an old password 1A' })
  gateway.answerNext({ status: 503, body: { code: 'rate_limited' } })
  const started = await callNative(server, '/password-resets', { body: { phone: phoneNumber, request } })
  assert.equal(started.status, 202, started.text)
  const received = await waitForMessages(gateway, 2)
  const expected = { ...carried, email, has_password: true }
  assert.deepEqual(received.map(told), [expected, expected])
})

test('that there is a password is said in resets only; who has none, and who has no address, are not said to', async (t) => {
  const { server, gateway } = await start(t)
  const user_id = await addAccount(server, { phoneNumber, email, password: 'an old password 1A' })
  const verification = await callNative(server, '/verifications', { body: { to: phoneNumber, user_id } })
  assert.equal(verification.status, 201, verification.text)
  const notice = { user_id, purpose: 'password_breach', request }
  assert.equal((await callNative(server, '/notices', { body: notice })).status, 202)
  await waitForMessages(gateway, 2)
  assert.deepEqual(gateway.requests.map(told), [{ email }, { ...carried, email }])

  const other = '+442079460124'
  await addAccount(server, { phoneNumber: other })
  assert.equal((await callNative(server, '/password-resets', { body: { phone: other } })).status, 202)
  const [, , reset] = await waitForMessages(gateway, 3)
  assert.ok(reset)
  assert.deepEqual(told(reset), {})
})

test('a message that is sent again tells of its user, and of no state: none was kept', async (t) => {
  const { server, gateway } = await start(t)
  await addAccount(server, { phoneNumber, email, password: 'an old password 1A' })
  await callNative(server, '/password-resets', { body: { phone: phoneNumber, request } })
  await waitForMessages(gateway, 1)
  const message = await waitFor('it to be sent', async () => {
    const [found] = (await callNative(server, '/messages?limit=1')).body.messages
    return found?.status === 'accepted' && found
  })
  const again = await callNative(server, `/messages/${message.id}/resend`, { body: {} })
  assert.equal(again.status, 202, again.text)
  const [, resent] = await waitForMessages(gateway, 2)
  assert.ok(resent)
  assert.deepEqual(told(resent), { email, has_password: true })
})

test('an answer that repeats a state does not bring it into the records', async (t) => {
  const { server, gateway } = await start(t)
  const state = 'a state that nobody else has'
  gateway.answer(({ body }) => ({
    body: { code: 'delivery_rejected', description: `${state} ${body}`, provider_error_code: state },
  }))
  const sent = await callNative(server, '/verifications', { body: { to: phoneNumber, request: { state } } })
  assert.equal(sent.status, 502, sent.text)
  const { body } = await callNative(server, `/messages/${sent.body.message_id}`)
  for (const text of [sent.text, JSON.stringify(body)]) {
    assert.ok(!text.includes(state) && !text.includes(encodeURIComponent(state).replaceAll('%20', '+')), text)
  }
})
