// What the contract cases of /api/v2/branding/phone cannot show: what is sent afterwards, and a custom provider's Action.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { Action, ActionVersion } from '#src/settings/records.ts'
import { changeTenant } from './support/change-tenant.ts'
import { startGateway } from './support/gateway.ts'
import { callNative } from './support/native.ts'
import { type CallOptions, startTestServer, type TestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const to = '+442079460123'
const providers = '/api/v2/branding/phone/providers'
const templates = '/api/v2/branding/phone/templates'
const twilio = { sid: 'AC1', auth_token: 'twilio-token', from: '+15005550006' }

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const call = (path: string, options: CallOptions = {}) => server.call(path, { ...options, token })
  return { server, gateway: await startGateway(t), call }
}

const putNative = (server: TestServer, body: object) =>
  callNative(server, '/phone-provider', { method: 'PUT', body })

async function deployAction(server: TestServer, triggerId: string): Promise<void> {
  const now = new Date()
  const id = randomUUID()
  const content = { code: 'exports.x = 1', runtime: 'node22', dependencies: [], secrets: [] }
  const times = { createdAt: now, updatedAt: now }
  const deployed: ActionVersion = {
    ...content,
    ...times,
    id: randomUUID(),
    actionId: id,
    number: 1,
    buildId: 'b'.repeat(40),
    builtAt: now,
  }
  const action: Action = {
    ...content,
    ...times,
    id,
    name: `Action of ${triggerId}`,
    triggerId,
    triggerVersion: 'v1',
    status: 'built',
    problems: [],
    deployed,
    allChangesDeployed: true,
  }
  await changeTenant(server.env, async (writer) => {
    await writer.putAction(action)
    await writer.addActionVersion(deployed)
  })
}

/** Until the server has heard of what was changed beside it. */
const createCustom = (call: (path: string, options?: CallOptions) => ReturnType<TestServer['call']>) =>
  waitFor('the custom provider', async () => {
    const body = { name: 'custom', configuration: { delivery_methods: ['text'] }, credentials: {} }
    const answer = await call(providers, { body })
    return answer.status === 201 ? answer.body : undefined
  })

test('a custom provider is created once its Action is deployed', async (t) => {
  const { server, call } = await start(t)
  await deployAction(server, 'custom-phone-provider')
  const created = await createCustom(call)
  assert.match(created.id, /^pro_[0-9A-Za-z]{22}$/)
  const { created_at, updated_at, ...shown } = created
  assert.deepEqual(shown, {
    id: created.id,
    tenant: 'default',
    name: 'custom',
    channel: 'phone',
    disabled: false,
    configuration: { delivery_methods: ['text'] },
  })
  assert.deepEqual((await callNative(server, '/phone-provider')).body, {
    kind: 'action',
    delivery_methods: ['text'],
    disabled: false,
    action: {},
  })
  assert.equal((await call(providers, { body: { name: 'custom', credentials: {} } })).status, 409)
})

test('an Action of another trigger does not make a custom provider', async (t) => {
  const { server, call } = await start(t)
  await deployAction(server, 'send-phone-message')
  await waitFor('the Action', async () => {
    const { body } = await call('/api/v2/actions/actions')
    return body?.actions?.length === 1
  })
  const answer = await call(providers, { body: { name: 'custom', credentials: {} } })
  assert.equal(answer.status, 400)
  assert.equal(answer.body.errorCode, 'custom_email_provider_deployed_action_not_found')
})

// Recorded: R:T/TestAccCheckPhoneProvider.
test('a Twilio provider becomes a custom one in place, and what was sent for Twilio is still shown', async (t) => {
  const { server, call } = await start(t)
  await deployAction(server, 'custom-phone-provider')
  const { id } = await createCustom(call)
  const path = `${providers}/${id}`
  const patch = (body: object) => call(path, { method: 'PATCH', body })
  const configuration = { sid: 'sid1', default_from: '+15005550006', delivery_methods: ['text', 'voice'] }
  const credentials = { auth_token: 'auth123' }

  const asTwilio = await patch({ name: 'twilio', disabled: false, configuration, credentials })
  assert.equal(asTwilio.status, 200, asTwilio.text)
  assert.equal(asTwilio.body.name, 'twilio')
  assert.equal((await callNative(server, '/phone-provider')).body.kind, 'twilio')

  const changed = { default_from: '+15005550006', sid: 'sid2', delivery_methods: ['text'] }
  const asCustom = await patch({ name: 'custom', disabled: false, configuration: changed, credentials })
  assert.equal(asCustom.status, 200, asCustom.text)
  assert.equal(asCustom.body.id, id)
  assert.equal(asCustom.body.name, 'custom')
  assert.deepEqual(asCustom.body.configuration, changed)
  assert.deepEqual((await call(path)).body, asCustom.body)
  const native = (await callNative(server, '/phone-provider')).body
  assert.deepEqual(native, { kind: 'action', delivery_methods: ['text'], disabled: false, action: {} })

  // The token of the Twilio account went with it.
  assert.equal((await patch({ name: 'twilio' })).status, 400)
  const back = await patch({ name: 'twilio', credentials })
  assert.equal(back.status, 200, back.text)
  assert.deepEqual(back.body.configuration, changed)
})

test('a provider that was deleted and created again has another id', async (t) => {
  const { call } = await start(t)
  const body = {
    name: 'twilio',
    configuration: { sid: 'AC1', default_from: '+15005550006', delivery_methods: ['text'] },
    credentials: { auth_token: 'a' },
  }
  const first = await call(providers, { body })
  assert.equal((await call(`${providers}/${first.body.id}`, { method: 'DELETE' })).status, 204)
  const second = await call(providers, { body })
  assert.equal(second.status, 201)
  assert.notEqual(second.body.id, first.body.id)
  assert.equal((await call(`${providers}/${first.body.id}`)).status, 404)
})

test('a try sends a test message through the provider, after it was answered', async (t) => {
  const { server, gateway, call } = await start(t)
  await putNative(server, { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  gateway.answer({ status: 201, body: { sid: 'SM1', status: 'queued' } })
  const [{ id }] = (await call(providers)).body.providers
  assert.equal((await call(`${providers}/${id}/try`, { body: { to: to.slice(1) } })).status, 202)
  const { form } = await gateway.waitForRequest()
  assert.equal(form?.To, to)
  assert.match(form?.Body ?? '', /^\[Test\] .*\b000000\b/)

  assert.equal((await call(`${providers}/${id}/try`, { body: { to, delivery_method: 'voice' } })).status, 202)
  await gateway.waitForRequest(({ path }) => path.endsWith('/Calls.json'))
  const rows = await waitFor('both rows', async () => {
    const { messages } = (await callNative(server, '/messages')).body
    return messages.length === 2 &&
      messages.every((message: { status: string }) => message.status === 'accepted')
      ? messages
      : undefined
  })
  for (const message of rows)
    assert.partialDeepStrictEqual(message, { to, purpose: 'test', provider: 'twilio' })
})

test('a try of a template sends its text, filled in, by the method that is asked for', async (t) => {
  const { server, call } = await start(t)
  const body = { text: 'T {{ code }} {{ user.phone_number }}', voice: 'V {{ pause }} {{ code }}' }
  const { id } = (await call(templates, { body: { type: 'otp_enroll', content: { body } } })).body
  for (const method of ['text', 'voice']) {
    const answer = await call(`${templates}/${id}/try`, { body: { to, delivery_method: method } })
    assert.equal(answer.status, 202)
  }
  const texts = await waitFor('both messages', async () => {
    const { messages } = (await callNative(server, '/inbox')).body
    return messages.length === 2 ? messages.map((message: { text: string }) => message.text) : undefined
  })
  assert.deepEqual(texts.sort(), [`T 000000 ${to}`, 'V ... 0.0.0.0.0.0'])
})

test('a server that stops has sent what it took for processing', async (t) => {
  const { server, gateway, call } = await start(t)
  await putNative(server, { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  const answered = Promise.withResolvers<void>()
  gateway.answer({ status: 201, body: { sid: 'SM1' }, after: answered.promise })
  const [{ id }] = (await call(providers)).body.providers
  await call(`${providers}/${id}/try`, { body: { to } })
  await gateway.waitForRequest()
  const closed = server.close()
  answered.resolve()
  await closed
  assert.deepEqual(
    server.logLines.filter((line) => line.includes('could not be sent')),
    [],
  )
})
