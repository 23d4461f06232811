// A test message tells operators' code the same as a login does: what works in the one works in the other.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AskManagement, deployAction } from './support/actions.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { callNative } from './support/native.ts'
import { startTestServer } from './support/server.ts'

const to = '+442079460123'
const headers = { 'user-agent': 'Mozilla/5.0 (X11)', 'accept-language': 'en-GB' }

/** Each member by its path, with the type of its value; a text that is empty is told apart. */
function shapeOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [`${at}: list`]
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => shapeOf(member, `${at}.${key}`))
  }
  return [`${at}: ${value === '' ? 'empty' : typeof value}`].sort()
}

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const gateway = await startGateway(t)
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body, headers })
  const logIn = async () => {
    const body = { client_id: 'demo', connection: 'sms', phone_number: to }
    const started = await server.call('/passwordless/start', { body, headers })
    assert.equal(started.status, 200, started.text)
    return lastOf(gateway)
  }
  return { server, gateway, ask, logIn }
}

const lastOf = ({ requests }: Gateway) => JSON.parse(requests.at(-1)?.body ?? assert.fail())

const send = (what: string) =>
  `await fetch(event.secrets.GATEWAY, { method: 'POST', body: JSON.stringify(${what}) })`

for (const hasUser of [false, true]) {
  const who = hasUser ? 'a user' : 'nobody yet'
  test(`an Action's event of a test is that of a login, of the number of ${who}: as saved, by Auth0's try and of a draft`, async (t) => {
    const { server, gateway, ask, logIn } = await start(t)
    if (hasUser) {
      const user = { connection: 'sms', phone_number: to, name: 'A name' }
      const made = await ask('/users', 'POST', user)
      assert.equal(made.status, 201, JSON.stringify(made.body))
    }
    const id = await deployAction(ask, {
      code: `exports.onExecuteCustomPhoneProvider = async (event) => { ${send('event')} }`,
      secrets: { GATEWAY: gateway.url },
    })
    const provider = { name: 'custom', configuration: { delivery_methods: ['text'] }, credentials: {} }
    const chosen = await ask('/branding/phone/providers', 'POST', provider)
    assert.equal(chosen.status, 201, JSON.stringify(chosen.body))
    const login = await logIn()

    const tested = await callNative(server, '/phone-provider/test', { body: { to }, headers })
    assert.equal(tested.body.outcome, 'accepted', tested.text)
    const saved = lastOf(gateway)
    const seen = gateway.requests.length
    const tried = await ask(`/branding/phone/providers/${chosen.body.id}/try`, 'POST', { to })
    assert.equal(tried.status, 202, JSON.stringify(tried.body))
    await gateway.waitForRequest((request) => gateway.requests.indexOf(request) >= seen)
    const auth0 = lastOf(gateway)
    const payload = { test_message: { to, delivery_method: 'text' } }
    const ran = await ask(`/actions/actions/${id}/test`, 'POST', { payload })
    assert.equal(ran.status, 200, JSON.stringify(ran.body))
    assert.equal(ran.body.payload.error, undefined, JSON.stringify(ran.body))
    const draft = lastOf(gateway)

    for (const event of [saved, auth0, draft]) {
      assert.deepEqual(shapeOf(event), shapeOf(login))
      const { client, connection, organization, tenant, user, notification } = login
      assert.deepEqual(
        { client, connection, organization, tenant, user },
        {
          client: event.client,
          connection: event.connection,
          organization: event.organization,
          tenant: event.tenant,
          user: event.user,
        },
      )
      assert.equal(event.client.client_id, 'demo')
      assert.deepEqual(event.request.user_agent, headers['user-agent'])
      assert.equal(event.notification.locale, notification.locale)
      assert.equal(event.notification.code, '000000')
      assert.match(event.notification.as_voice, /0\.0\.0\.0\.0\.0/)
    }
  })
}

test("a Hook's call of a test is that of a login", async (t) => {
  const { server, gateway, ask, logIn } = await start(t)
  const script = `module.exports = (recipient, text, context, cb) =>
    fetch('${gateway.url}', { method: 'POST', body: JSON.stringify({ recipient, text, context }) })
      .then(() => cb(null, {}), cb)`
  const hook = { name: 'told', script, triggerId: 'send-phone-message', enabled: true }
  assert.equal((await ask('/hooks', 'POST', hook)).status, 201)
  const body = { kind: 'hook', hook: {} }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  const login = await logIn()
  const tested = await callNative(server, '/phone-provider/test', { body: { to }, headers })
  assert.equal(tested.body.outcome, 'accepted', tested.text)
  assert.deepEqual(shapeOf(lastOf(gateway)), shapeOf(login))
  assert.equal(lastOf(gateway).context.client.client_id, 'demo')
})

test('a tenant without an application for logins is tested all the same', async (t) => {
  const { server, gateway, ask } = await start(t)
  const [{ id: connection }] = (await ask('/connections?name=sms')).body
  const off = await ask(`/connections/${connection}/clients`, 'PATCH', [{ client_id: 'demo', status: false }])
  assert.equal(off.status, 204)
  const id = await deployAction(ask, {
    code: `exports.onExecuteCustomPhoneProvider = async (event) => { ${send('event')} }`,
    secrets: { GATEWAY: gateway.url },
  })
  const body = { kind: 'action', action: { id } }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  const tested = await callNative(server, '/phone-provider/test', { body: { to } })
  assert.equal(tested.body.outcome, 'accepted', tested.text)
  assert.deepEqual(lastOf(gateway).client, { client_id: '', name: '', metadata: {} })
})

test('the event of a test message is for a number only', async (t) => {
  const { ask } = await start(t)
  const id = await deployAction(ask, { code: 'exports.onExecuteCustomPhoneProvider = async () => {}' })
  const payload = { test_message: { to: 'no number' } }
  const refused = await ask(`/actions/actions/${id}/test`, 'POST', { payload })
  assert.equal(refused.status, 400, JSON.stringify(refused.body))
})

test('whoever may not read users is not told of them by a test message', async (t) => {
  const { server, ask } = await start(t)
  const made = await ask('/users', 'POST', {
    connection: 'sms',
    phone_number: to,
    user_metadata: { plan: 'secret-plan' },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const code =
    'exports.onExecuteCustomPhoneProvider = async (event) => { console.log(JSON.stringify(event.user)) }'
  const id = await deployAction(ask, { code })
  const body = { payload: { test_message: { to } } }
  const testWith = async (scopes: string) => {
    const token = await server.managementToken(scopes)
    return server.call(`/api/v2/actions/actions/${id}/test`, { token, body })
  }
  const without = await testWith('create:actions')
  assert.equal(without.status, 200, without.text)
  assert.doesNotMatch(without.text, /secret-plan/)
  assert.ok(!without.text.includes(made.body.user_id))
  assert.match((await testWith('create:actions read:users')).text, /secret-plan/)
})
