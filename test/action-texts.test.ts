// `as_text` and `as_voice` of a custom phone provider's event (contract auth0.md 9.5): each is its own text of the message,
// however that is delivered and whenever it is sent.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AskManagement, deployAction } from './support/actions.ts'
import { type GatewayRequest, startGateway } from './support/gateway.ts'
import { callNative } from './support/native.ts'
import { startTestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const to = '+442079460123'

const code = `exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const body = JSON.stringify(event.notification)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(event.secrets.GATEWAY, { method: 'POST', headers, body })
  if (answer.status === 503) api.notification.retry('busy')
}`

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const gateway = await startGateway(t)
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  const id = await deployAction(ask, { code, secrets: { GATEWAY: gateway.url } })
  const body = {
    kind: 'action',
    action: { id },
    delivery_methods: ['text', 'voice'],
  }
  const chosen = await callNative(server, '/phone-provider', { method: 'PUT', body })
  assert.equal(chosen.status, 200, chosen.text)
  const template = { body: 'Listen: {{ code }} for {{ user.nickname | default: "you" }}' }
  for (const purpose of ['verification', 'login']) {
    const path = `/templates/${purpose}/en/voice`
    const written = await callNative(server, path, { method: 'PUT', body: template })
    assert.equal(written.status, 200, written.text)
  }
  return { server, gateway, ask }
}

function textsOf({ body }: GatewayRequest, secret?: string) {
  const { as_text, as_voice, code: own, delivery_method } = JSON.parse(body)
  const hide = (text: string, code = secret ?? own) =>
    text.replaceAll([...code].join('.'), 'D.O.T.S').replaceAll(code, 'CODE')
  return { delivery_method, as_text: hide(as_text), as_voice: hide(as_voice) }
}

test('a text message and a call have both texts, each as its own template says it', async (t) => {
  const { server, gateway } = await start(t)
  for (const delivery_method of ['text', 'voice']) {
    const sent = await callNative(server, '/verifications', { body: { to, delivery_method } })
    assert.equal(sent.status, 201, sent.text)
    const received = gateway.requests.at(-1) ?? assert.fail()
    assert.deepEqual(textsOf(received), {
      delivery_method,
      as_text: 'CODE is your verification code for Otpost. Do not share it with anyone.',
      as_voice: 'Listen: D.O.T.S for you',
    })
  }
})

test("a connection's own text is read digit by digit in a call", async (t) => {
  const { server, gateway, ask } = await start(t)
  const [{ id, options }] = (await ask('/connections?name=sms')).body
  const changed = await ask(`/connections/${id}`, 'PATCH', {
    options: { ...options, template: 'Code @@password@@' },
  })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  const body = { client_id: 'demo', connection: 'sms', phone_number: to }
  assert.equal((await server.call('/passwordless/start', { body })).status, 200)
  const { as_text, as_voice } = textsOf(gateway.requests.at(-1) ?? assert.fail())
  assert.deepEqual([as_text, as_voice], ['Code CODE', 'Code D.O.T.S'])
})

test('a message that is tried again, one that waited to be sent, and a test have both texts', async (t) => {
  const { server, gateway, ask } = await start(t)
  gateway.answerNext({ status: 503 })
  const sent = await callNative(server, '/verifications', { body: { to, delivery_method: 'voice' } })
  assert.equal(sent.status, 201, sent.text)
  const [first, again] = await waitFor(
    'the second try',
    () => gateway.requests.length === 2 && gateway.requests,
    20_000,
  )
  assert.ok(first && again)
  assert.equal(again.body, first.body)
  assert.match(textsOf(again).as_text, /^CODE is your/)

  const tested = await callNative(server, '/phone-provider/test', { body: { to, delivery_method: 'voice' } })
  assert.equal(tested.body.outcome, 'accepted', tested.text)
  const test = textsOf(gateway.requests.at(-1) ?? assert.fail(), '000000')
  const sentence = (code: string) =>
    `[Test] Your one-time code is ${code}. It was sent to test the delivery of messages.`
  assert.deepEqual([test.as_text, test.as_voice], [sentence('CODE'), sentence('D.O.T.S')])

  const { id } = (await ask('/branding/phone/templates', 'POST', { type: 'otp_verify' })).body
  const tried = await ask(`/branding/phone/templates/${id}/try`, 'POST', { to, delivery_method: 'text' })
  assert.equal(tried.status, 202, JSON.stringify(tried.body))
  const last = await waitFor(
    'the try of a template',
    () => gateway.requests.length === 4 && gateway.requests.at(-1),
  )
  const { as_text, as_voice } = textsOf(last, '000000')
  assert.ok(as_text.includes('CODE') && as_voice.includes('D.O.T.S'), `${as_text} / ${as_voice}`)
})
