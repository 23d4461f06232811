// How the codes of second factors are delivered (contract auth0.md 6.6), through real scripts to a real gateway. The
// first factor's codes go to the inbox, which is the tenant's phone provider.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { startGateway } from '#test/support/gateway.ts'
import { enrolPhone, prepareMfa } from '#test/support/mfa.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const phoneNumber = '+442079460301'
const otherNumber = '+442079460302'
const secret = 'key-of-the-gateway-1234'

/** Passes on what it is called with. */
const hookScript = (url: string) => `module.exports = (recipient, text, context, cb) => {
  fetch('${url}/hook', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipient, text, context }) }).then(() => cb(null, {}), cb)
}`
const actionCode = `exports.onExecuteSendPhoneMessage = async (event) => {
  await fetch(event.secrets.GATEWAY + '/action', { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })
}`
const failingHook = `module.exports = (recipient, text, context, cb) =>
  cb(new Error('refused with ' + context.webtask.secrets.KEY + ': ' + text))`
const failingAction = `exports.onExecuteSendPhoneMessage = async (event) => {
  throw new TypeError('refused with ' + event.secrets.KEY + ': ' + event.message_options.text)
}`

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const mfa = await prepareMfa(server)
  const token = await server.managementToken()
  const ask: AskManagement = async (path, method = 'GET', body) => {
    const answer = await server.call(`/api/v2${path}`, { method, token, body })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
    return answer
  }
  const select = (provider: string) => ask('/guardian/factors/phone/selected-provider', 'PUT', { provider })
  await ask('/guardian/factors/phone/message-types', 'PUT', { message_types: ['sms', 'voice'] })
  await select('phone-message-hook')
  const bind = async (code: string, secrets: Record<string, string>) => {
    await deployAction(ask, {
      name: 'mfa',
      trigger: { id: 'send-phone-message', version: 'v2' },
      code,
      secrets,
    })
    const bindings = [{ ref: { type: 'action_name', value: 'mfa' } }]
    await ask('/actions/triggers/send-phone-message/bindings', 'PATCH', { bindings })
  }
  const addHook = async (script: string, secrets: Record<string, string> = {}) => {
    const hook = { name: 'mfa', triggerId: 'send-phone-message', enabled: true, script }
    const { id } = (await ask('/hooks', 'POST', hook)).body
    if (Object.keys(secrets).length > 0) await ask(`/hooks/${id}/secrets`, 'POST', secrets)
  }
  const associate = (bearer: string, number: string, channel: 'sms' | 'voice') =>
    server.call('/mfa/associate', {
      token: bearer,
      body: { authenticator_types: ['oob'], oob_channels: [channel], phone_number: number },
    })
  return { server, gateway, mfa, ask, select, bind, addHook, associate }
}

const newestAttempts = async (server: TestServer, to: string) => {
  const { messages } = (await callNative(server, `/messages?limit=1&to=${encodeURIComponent(to)}`)).body
  const { body } = await callNative(server, `/messages/${messages[0].id}`)
  return body.attempts
}

test('a Hook is told of each message why and how it is sent, and its code is good', async (t) => {
  const { server, gateway, mfa, addHook, associate } = await start(t)
  await addHook(hookScript(gateway.url))
  const told = async (number: string) => {
    const { json } = await gateway.waitForRequest(({ body }) => body.includes(number))
    return readAs(HookCall, json)
  }

  const enrolling = await mfa.beginLogin(phoneNumber)
  const { body: enrolled } = await associate(enrolling, phoneNumber, 'sms')
  const first = await told(phoneNumber)
  assert.equal(first.recipient, phoneNumber)
  assert.match(first.text, new RegExp(`${first.context.code}`))
  assert.partialDeepStrictEqual(first.context, {
    message_type: 'sms',
    action: 'enrollment',
    language: 'en',
    client: { client_id: mfa.clientId, name: 'App' },
  })
  assert.match(first.context.user.user_id, /^sms\|[0-9a-f]{24}$/)
  const { status } = await mfa.verifyOob(enrolling, enrolled.oob_code, first.context.code)
  assert.equal(status, 200)
  assert.partialDeepStrictEqual(await newestAttempts(server, phoneNumber), [
    { provider: 'mfa', kind: 'hook', outcome: 'accepted' },
  ])

  const challenged = await mfa.beginLogin(phoneNumber)
  const { body: challenge } = await mfa.challenge(challenged, { oob_channel: 'voice' })
  const { json } = await gateway.waitForRequest(({ body }) => body.includes('second-factor-authentication'))
  const second = readAs(HookCall, json).context
  assert.equal(second.message_type, 'voice')
  assert.equal((await mfa.verifyOob(challenged, challenge.oob_code, second.code)).status, 200)

  await associate(await mfa.beginLogin(otherNumber), otherNumber, 'voice')
  const third = await told(otherNumber)
  assert.partialDeepStrictEqual(third.context, { message_type: 'voice', action: 'enrollment' })
  assert.match(third.text, /\d\.\d\.\d\.\d\.\d\.\d/)
})

test('a bound Action is told the same in its own words, and its code is good', async (t) => {
  const { server, gateway, mfa, bind, associate } = await start(t)
  await bind(actionCode, { GATEWAY: gateway.url })
  const enrolling = await mfa.beginLogin(phoneNumber)
  const { body: enrolled } = await associate(enrolling, phoneNumber, 'sms')
  const [request] = gateway.requests
  const { message_options: options, user } = readAs(ActionEvent, request?.json)
  assert.partialDeepStrictEqual(options, {
    action: 'enrollment',
    message_type: 'sms',
    recipient: phoneNumber,
  })
  assert.match(user.user_id, /^sms\|/)
  assert.equal((await mfa.verifyOob(enrolling, enrolled.oob_code, options.code)).status, 200)
  assert.partialDeepStrictEqual(await newestAttempts(server, phoneNumber), [
    { provider: 'mfa', kind: 'action', outcome: 'accepted' },
  ])

  const challenged = await mfa.beginLogin(phoneNumber)
  await mfa.challenge(challenged, { oob_channel: 'voice' })
  const event = readAs(ActionEvent, gateway.requests[1]?.json)
  assert.partialDeepStrictEqual(event.message_options, {
    action: 'second-factor-authentication',
    message_type: 'voice',
  })
})

for (const [what, fail] of [
  ['Hook', (setup: Setup) => setup.addHook(failingHook, { KEY: secret })],
  ['Action', (setup: Setup) => setup.bind(failingAction, { KEY: secret })],
] as const) {
  test(`${what === 'Hook' ? 'a Hook' : 'an Action'} that throws ends the call with an error that names no secret, and enrols nothing`, async (t) => {
    const setup = await start(t)
    await fail(setup)
    const { server, mfa, associate, select } = setup
    const mfaToken = await mfa.beginLogin(phoneNumber)
    const { status, body, text } = await associate(mfaToken, phoneNumber, 'sms')
    assert.equal(status, 400)
    assert.equal(body.error, 'sms_provider_error')
    assert.doesNotMatch(text, /key-of|refused|\d{6}/)
    const attempts = JSON.stringify(await newestAttempts(server, phoneNumber))
    assert.match(attempts, /script_failed/)
    assert.doesNotMatch(attempts, /key-of-the-gateway/)
    assert.deepEqual((await server.call('/mfa/authenticators', { token: mfaToken })).body, [])

    // The same for a challenge: nobody gets in because a script fails.
    await select('auth0')
    await enrolPhone(mfa, phoneNumber)
    await select('phone-message-hook')
    const refused = await mfa.challenge(await mfa.beginLogin(phoneNumber))
    assert.equal(refused.body.error, 'sms_provider_error')
    assert.doesNotMatch(refused.text, /key-of|refused|\d{6}/)
  })
}

type Setup = Awaited<ReturnType<typeof start>>

/** What these tests take out of what a script was given; the contract has more. */
const user = Type.Object({ user_id: Type.String() })
const HookCall = Type.Object({
  recipient: Type.String(),
  text: Type.String(),
  context: Type.Object({ code: Type.String(), message_type: Type.String(), user }),
})
const ActionEvent = Type.Object({ message_options: Type.Object({ code: Type.String() }), user })

function readAs<Schema extends TSchema>(schema: Schema, json: unknown): Static<Schema> {
  assert.ok(Check(schema, json), JSON.stringify(json))
  return json
}

test('a provider that is selected and cannot send is told of in the log: when it is selected, and when it would send', async (t) => {
  const { server, mfa, ask, select, addHook, associate } = await start(t)
  const warnings = () =>
    server.logLines.filter((line) => line.includes('"level":40') && line.includes('second factors'))
  const count = () => warnings().length
  assert.equal(count(), 1, 'selected by the start of this test')
  assert.match(warnings()[0] ?? '', /an enabled send-phone-message Hook, or a deployed Action/)

  const enrolling = await mfa.beginLogin(phoneNumber)
  assert.equal((await associate(enrolling, phoneNumber, 'sms')).status, 200)
  await associate(enrolling, phoneNumber, 'sms')
  assert.equal((await newestAttempts(server, phoneNumber))[0].provider, 'phone_provider')
  assert.equal(count(), 2)
  assert.match(warnings()[1] ?? '', /the phone provider sends their messages instead/)

  await addHook('module.exports = (recipient, text, context, cb) => cb(null, {})')
  await select('phone-message-hook')
  assert.equal(count(), 2, 'now it can send')
  await ask('/guardian/factors/sms/selected-provider', 'PUT', { provider: 'twilio' })
  assert.equal(count(), 3)
  assert.match(warnings()[2] ?? '', /an account SID, an auth token/)
  await select('auth0')
  assert.equal(count(), 3, 'the phone provider was chosen')
})
