// What Auth0's page "Configure a Custom Phone Provider" says (docs/seeds.md), where no other test has it: for what the
// provider is called, and what it chooses a vendor by.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { addAccount, hasPassword } from '#test/support/accounts.ts'
import { type AskManagement, deployAction, redeployAction } from '#test/support/actions.ts'
import { startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer } from '#test/support/server.ts'

const phone = '+442079460123'

interface ListedAction {
  readonly supported_triggers: readonly { readonly id: string }[]
}

/** Hands the event to the vendor that the application is to have. */
const code = `exports.onExecuteCustomPhoneProvider = async (event) => {
  const vendor = event.client?.name === 'Overseas' ? 'far' : 'near'
  await fetch(event.secrets.GATEWAY + '/' + vendor, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event.notification),
  })
}`

/** A tenant whose custom phone provider was added by the Management API, in the document's order. */
async function start(t: TestContext) {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  await deployAction(ask, { code, secrets: { GATEWAY: gateway.url } })
  const provider = { name: 'custom', configuration: { delivery_methods: ['text', 'voice'] }, credentials: {} }
  const { status, body } = await ask('/branding/phone/providers', 'POST', provider)
  assert.equal(status, 201, JSON.stringify(body))
  return { server, gateway, ask }
}

test('a custom phone provider delivers what verifies a number and what resets a password, and the codes are good', async (t) => {
  const { server, gateway } = await start(t)
  const verification = await callNative(server, '/verifications', { body: { to: phone } })
  assert.equal(verification.status, 201, verification.text)
  const verifying = JSON.parse((await gateway.waitForRequest()).body)
  assert.partialDeepStrictEqual(verifying, {
    recipient: phone,
    delivery_method: 'text',
    message_type: 'otp_verify',
  })
  const checked = await callNative(server, `/verifications/${verification.body.id}/check`, {
    body: { code: verifying.code },
  })
  assert.partialDeepStrictEqual(checked.body, { status: 'approved' })

  const userId = await addAccount(server, { phoneNumber: phone, password: 'an old password 1A' })
  const reset = await callNative(server, '/password-resets', { body: { phone } })
  assert.equal(reset.status, 202, reset.text)
  const { body } = await gateway.waitForRequest(({ body }) => body.includes('change_password'))
  const resetting = JSON.parse(body)
  assert.partialDeepStrictEqual(resetting, { recipient: phone, delivery_method: 'text' })
  const password = 'a new password 2B'
  const done = await callNative(server, `/password-resets/${reset.body.id}/complete`, {
    body: { code: resetting.code, password },
  })
  assert.equal(done.status, 200, done.text)
  assert.ok(await hasPassword(server, userId, password))
})

test('the Action of the provider is found by its trigger, changed and deployed', async (t) => {
  const { server, gateway, ask } = await start(t)
  const trigger = { id: 'send-phone-message', version: 'v2' }
  await deployAction(ask, { name: 'Of another trigger', trigger, code: 'exports.x = 1' })
  const { actions } = (await ask('/actions/actions')).body
  assert.equal(actions.length, 2)
  const { id } = actions.find(
    ({ supported_triggers: [only] }: ListedAction) => only?.id === 'custom-phone-provider',
  )
  await redeployAction(ask, id, { code: code.replace("'near'", "'changed'") })
  assert.equal((await callNative(server, '/verifications', { body: { to: phone } })).status, 201)
  assert.equal((await gateway.waitForRequest()).path, '/changed')
})

test('the Action chooses the vendor by the application that asks', async (t) => {
  const { server, gateway, ask } = await start(t)
  const client = await ask('/clients', 'POST', {
    name: 'Overseas',
    app_type: 'spa',
    grant_types: ['http://auth0.com/oauth/grant-type/passwordless/otp'],
  })
  const [sms] = (await ask('/connections?name=sms')).body
  const enabled = [{ client_id: client.body.client_id, status: true }]
  assert.equal((await ask(`/connections/${sms.id}/clients`, 'PATCH', enabled)).status, 204)
  for (const client_id of ['demo', client.body.client_id]) {
    const body = { client_id, connection: 'sms', phone_number: phone }
    const started = await server.call('/passwordless/start', { body })
    assert.equal(started.status, 200, started.text)
  }
  assert.deepEqual(
    gateway.requests.map(({ path }) => path),
    ['/near', '/far'],
  )
})

test('a message by voice is told to the Action as one', async (t) => {
  const { server, gateway } = await start(t)
  const body = { to: phone, delivery_method: 'voice' }
  assert.equal((await callNative(server, '/verifications', { body })).status, 201)
  const told = JSON.parse((await gateway.waitForRequest()).body)
  assert.partialDeepStrictEqual(told, { recipient: phone, delivery_method: 'voice' })
  assert.ok(told.as_voice.includes([...told.code].join('.')), told.as_voice)
})
