// Which provider sends (docs/architecture.md, "What happens in a start"): a connection's own comes before the tenant's.
// And whichever kind it is, the same message leaves the same row.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AskManagement, deployAction } from './support/actions.ts'
import { startGateway } from './support/gateway.ts'
import { prepareMfa } from './support/mfa.ts'
import { callNative } from './support/native.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const to = '+442079460123'
const twilio = { sid: 'AC1', auth_token: 'token', from: '+15005550006' }
const sent = { status: 201, body: { sid: 'SM1', status: 'queued' } }

const put = async (server: TestServer, body: object) => {
  const answer = await callNative(server, '/phone-provider', { method: 'PUT', body })
  assert.equal(answer.status, 200, answer.text)
}

const logIn = (server: TestServer, connection = 'sms') =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection, phone_number: to } })

async function createConnection(server: TestServer, name: string, options: object): Promise<void> {
  const token = await server.managementToken()
  const body = { name, strategy: 'sms', enabled_clients: ['demo'], options }
  assert.equal((await server.call('/api/v2/connections', { token, body })).status, 201)
}

async function start(t: TestContext) {
  return { server: await startTestServer(t), own: await startGateway(t), tenants: await startGateway(t) }
}

test("a connection's own provider comes before the tenant's, which serves the other connections", async (t) => {
  const { server, own, tenants } = await start(t)
  await put(server, { kind: 'webhook', webhook: { url: tenants.url } })
  await createConnection(server, 'own', { provider: 'sms_gateway', gateway_url: own.url })
  assert.equal((await logIn(server, 'own')).status, 200)
  assert.equal(own.requests.length, 1)
  assert.equal(tenants.requests.length, 0)

  assert.equal((await logIn(server)).status, 200)
  assert.equal(own.requests.length, 1)
  assert.equal(tenants.requests.length, 1)
  const { messages } = (await callNative(server, '/messages')).body
  assert.deepEqual(
    messages.map(({ provider }: { provider: string }) => provider),
    ['webhook', 'sms_gateway'],
  )
})

test("a connection's own provider sends even while the tenant's is switched off", async (t) => {
  const { server, own, tenants } = await start(t)
  await put(server, { kind: 'twilio', twilio: { ...twilio, base_url: tenants.url } })
  const token = await server.managementToken()
  const { body } = await server.call('/api/v2/branding/phone/providers', { token })
  const path = `/api/v2/branding/phone/providers/${body.providers[0].id}`
  await server.call(path, { token, method: 'PATCH', body: { disabled: true } })
  await createConnection(server, 'own', { provider: 'sms_gateway', gateway_url: own.url })
  assert.equal((await logIn(server, 'own')).status, 200)
  assert.equal((await logIn(server)).status, 400)
  assert.equal(own.requests.length, 1)
  assert.equal(tenants.requests.length, 0)
})

// What is set for second factors is for second factors: a first factor never goes that way.
test("a second factor goes by the bound Action, else the enabled Hook, else the tenant's provider; and by that alone once all messages go one way", async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const mfa = await prepareMfa(server)
  const token = await server.managementToken()
  const ask: AskManagement = async (path, method = 'GET', body) => {
    const answer = await server.call(`/api/v2${path}`, { method, token, body })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`)
    return answer
  }
  const select = (provider: string) => ask('/guardian/factors/sms/selected-provider', 'PUT', { provider })
  const bind = (...names: string[]) =>
    ask('/actions/triggers/send-phone-message/bindings', 'PATCH', {
      bindings: names.map((value) => ({ ref: { type: 'action_name', value } })),
    })
  let asked = 0
  const sentBy = async () => {
    asked += 1
    const number = `+4420794603${String(asked).padStart(2, '0')}`
    const mfaToken = await mfa.beginLogin(number)
    assert.equal((await mfa.associate(mfaToken, number)).status, 200)
    const { messages } = (await callNative(server, `/messages?to=${encodeURIComponent(number)}`)).body
    const [second, first] = messages.map((message: { purpose: string; provider: string }) => message)
    assert.deepEqual([first.purpose, first.provider], ['login', 'inbox'])
    assert.equal(second.purpose, 'mfa_enrollment')
    const { body } = await callNative(server, `/messages/${second.id}`)
    return body.attempts.map(({ provider, kind }: Record<string, string>) => `${provider} ${kind}`)
  }
  const deliver = (path: string) => `await fetch('${gateway.url}/${path}', { method: 'POST' })`

  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'auth0')
  await select('phone-message-hook')
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'neither Action nor Hook')
  await select('twilio')
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'Twilio without settings')
  await ask('/guardian/factors/sms/providers/twilio', 'PUT', { sid: 'AC1', from: '+15005550006' })
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'Twilio with half of its settings')

  const script = `module.exports = async (recipient, text, context, cb) => { ${deliver('hook')}; cb(null, {}) }`
  const hook = { name: 'mfa', triggerId: 'send-phone-message', script }
  const { id } = (await ask('/hooks', 'POST', { ...hook, enabled: true })).body
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'a Hook that is not selected')
  await select('phone-message-hook')
  assert.deepEqual(await sentBy(), ['mfa hook'])
  const code = `exports.onExecuteSendPhoneMessage = async () => { ${deliver('action')} }`
  await deployAction(ask, { name: 'mfa', trigger: { id: 'send-phone-message', version: 'v2' }, code })
  assert.deepEqual(await sentBy(), ['mfa hook'], 'an Action that is not bound')
  await bind('mfa')
  assert.deepEqual(await sentBy(), ['mfa action'])
  assert.deepEqual(
    gateway.requests.map(({ path }) => path),
    ['/hook', '/hook', '/action'],
  )

  await ask('/tenants/settings', 'PATCH', { phone_consolidated_experience: true })
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'all one way')
  await ask('/tenants/settings', 'PATCH', { phone_consolidated_experience: false })
  await bind()
  await ask(`/hooks/${id}`, 'PATCH', { enabled: false })
  assert.deepEqual(await sentBy(), ['phone_provider inbox'], 'a Hook that is switched off')
})

// A message's row must not tell who delivered it: that is what its attempts are for.
test('a login through any kind leaves the same row, but for the name of the kind', async (t) => {
  const { server, own } = await start(t)
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  const deliver = `fetch('${own.url}/of-script', { method: 'POST' })`
  const action = await deployAction(ask, {
    code: `exports.onExecuteCustomPhoneProvider = async () => { await ${deliver} }`,
  })
  const script = `module.exports = (recipient, text, context, cb) => ${deliver}.then(() => cb(null, {}), cb)`
  const hook = await ask('/hooks', 'POST', {
    name: 'phone',
    triggerId: 'send-phone-message',
    enabled: true,
    script,
  })
  assert.equal(hook.status, 201)
  const kinds = {
    inbox: {},
    sms_gateway: { gateway_url: own.url },
    twilio: { ...twilio, base_url: own.url },
    webhook: { url: own.url },
    script: { source: `export default async function () { await ${deliver}; return { code: 'ok' } }` },
    action: { id: action },
    hook: {},
  }
  own.answer(({ path }) => (path.includes('2010-04-01') ? sent : { body: { code: 'ok' } }))
  const rows: unknown[] = []
  for (const [kind, config] of Object.entries(kinds)) {
    await put(server, { kind, [kind]: config })
    const started = await logIn(server)
    assert.equal(started.status, 200, `${kind}: ${started.text}`)
    const [message] = (await callNative(server, '/messages?limit=1')).body.messages
    const { body } = await callNative(server, `/messages/${message.id}`)
    const { id, provider, created_at, settled_at, expires_at, attempts, ...row } = body
    assert.equal(provider, kind)
    assert.ok(created_at && settled_at && expires_at)
    assert.deepEqual(
      attempts.map((attempt: Record<string, unknown>) => [attempt.provider, attempt.kind, attempt.outcome]),
      [['phone_provider', kind, 'accepted']],
    )
    rows.push(row)
  }
  assert.equal(own.requests.length, rows.length - 1, 'all but the inbox called')
  for (const row of rows) assert.deepEqual(row, rows[0])
  assert.partialDeepStrictEqual(rows[0], {
    to,
    purpose: 'login',
    delivery_method: 'text',
    status: 'accepted',
  })
})
