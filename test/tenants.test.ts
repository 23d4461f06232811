// Two tenants behind one server, told apart by `Host`. Both have a client `demo` and a connection `sms`, so that what
// keeps them apart is the tenant and nothing else.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { request } from 'undici'
import { allManagementScopes } from '#src/identity/clients/scopes.ts'
import { generateSigningKey } from '#src/identity/keys/signing-keys.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { type AskManagement, deployAction } from './support/actions.ts'
import { besideOtpost } from './support/change-tenant.ts'
import { startGateway } from './support/gateway.ts'
import { type Answer, startTestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const acmeHost = 'acme.example'
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const phoneNumber = '+442079460123'
const wrongCode = 'Wrong phone number or verification code.'

interface Options {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
}

type Call = (
  path: string,
  options?: Options,
) => Promise<{
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Answer['body']
}>

async function startTwoTenants(t: TestContext) {
  const server = await startTestServer(t)
  await besideOtpost(server.env, async ({ db, pool, seal }) => {
    const store = createDirectoryStore(db, pool, seal)
    const hosts = [acmeHost, 'login.acme.example']
    await store.createTenant({ id: 'acme', name: 'acme', friendlyName: 'Acme', hosts, locales: ['en'] })
    const signingKey = await generateSigningKey('Acme')
    const { connections, clients, clientGrants } = await store.change('default', async (config) => config)
    await store.change('acme', async (_config, writer) => {
      await writer.addSigningKey(signingKey)
      for (const [index, connection] of connections.entries())
        await writer.putConnection({ ...connection, id: `con_00000000000acme${index + 1}` })
      for (const client of clients.values()) await writer.putClient({ ...client, secret: 'secret of acme' })
      for (const grant of clientGrants)
        await writer.putClientGrant({ ...grant, id: 'cgr_00000000000acme1', scope: allManagementScopes })
    })
  })

  const at =
    (host: string): Call =>
    async (path, { method, body, token } = {}) => {
      const answer = await request(new URL(path, server.url), {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          host,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.body.text()
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: text === '' ? undefined : JSON.parse(text),
      }
    }
  const { port } = new URL(server.url)
  const acmeIssuer = `http://${acmeHost}:${port}/`
  const acme = at(`${acmeHost}:${port}`)
  const home = at(`localhost:${port}`)
  await waitFor('the server to know the new tenant', async () => {
    return (
      (await acme('/.well-known/jwks.json')).body.keys?.length === 1 && (await issuerOf(acme)) === acmeIssuer
    )
  })
  const managementToken = async (call: Call, client_secret: string, issuer: string) => {
    const client_id = server.env.OTPOST_MGMT_CLIENT_ID
    const body = { grant_type: 'client_credentials', client_id, client_secret, audience: `${issuer}api/v2/` }
    return call('/oauth/token', { body })
  }
  return {
    at,
    acme,
    home,
    acmeIssuer,
    issuer: server.issuer,
    managementToken,
    homeToken: (await managementToken(home, server.env.OTPOST_MGMT_CLIENT_SECRET ?? '', server.issuer)).body
      .access_token,
    acmeToken: (await managementToken(acme, 'secret of acme', acmeIssuer)).body.access_token,
  }
}

const issuerOf = async (call: Call) => (await call('/.well-known/openid-configuration')).body.issuer

const start = (call: Call) =>
  call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber } })

const redeem = (call: Call, otp: string, scope = 'openid offline_access') =>
  call('/oauth/token', {
    body: {
      grant_type: passwordlessGrant,
      client_id: 'demo',
      realm: 'sms',
      username: phoneNumber,
      otp,
      scope,
    },
  })

const refresh = (call: Call, refresh_token: string) =>
  call('/oauth/token', { body: { grant_type: 'refresh_token', client_id: 'demo', refresh_token } })

async function startedCode(call: Call, token: string): Promise<string> {
  assert.equal((await start(call)).status, 200)
  const { body } = await call('/v1/inbox', { token })
  return /\d{6}/.exec(body.messages[0].text)?.[0] ?? ''
}

test('the Host header selects the tenant, whatever its port and case; an unknown one selects the default', async (t) => {
  const { at, issuer, acmeIssuer, home, acme } = await startTwoTenants(t)
  for (const host of [acmeHost, 'ACME.Example:1', 'login.acme.example'])
    assert.equal(await issuerOf(at(host)), acmeIssuer, host)
  for (const host of ['localhost', '127.0.0.1', 'example', 'evil.acme.example', 'acme.example.evil'])
    assert.equal(await issuerOf(at(host)), issuer, host)
  const keys = async (call: Call) => (await call('/.well-known/jwks.json')).body.keys[0].kid
  assert.notEqual(await keys(home), await keys(acme))
})

test('an organization of one tenant is unknown in the other, which may have one of the same name', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const create = (call: Call, token: string, name: string) =>
    call('/api/v2/organizations', { token, body: { name, display_name: `${name} of a tenant` } })
  const both = [await create(home, homeToken, 'globex'), await create(acme, acmeToken, 'globex')]
  assert.deepEqual(
    both.map(({ status }) => status),
    [201, 201],
  )
  const only = await create(home, homeToken, 'initech')
  const of = (id: string) => `/api/v2/organizations/${id}`
  for (const path of [of(only.body.id), of('name/initech'), of(both[0]?.body.id)])
    assert.equal((await acme(path, { token: acmeToken })).status, 404, path)
  const removed = await acme(of(only.body.id), { method: 'DELETE', token: acmeToken })
  assert.equal(removed.status, 404)

  const begin = (call: Call, organization: string) =>
    call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber, organization },
    })
  for (const named of ['initech', only.body.id]) {
    assert.equal((await begin(home, named)).status, 200)
    assert.deepEqual((await begin(acme, named)).body, {
      error: 'invalid_request',
      error_description: 'parameter organization is invalid',
    })
  }
  assert.equal((await begin(acme, 'globex')).status, 200)
  const { body } = await acme('/v1/messages?limit=1', { token: acmeToken })
  assert.equal(body.messages[0].organization, both[1]?.body.id)
})

test('credentials and Management tokens of one tenant are refused by the other', async (t) => {
  const { home, acme, issuer, acmeIssuer, homeToken, acmeToken, managementToken } = await startTwoTenants(t)
  assert.ok(homeToken && acmeToken)
  assert.equal((await managementToken(home, 'secret of acme', issuer)).status, 401)
  assert.equal((await managementToken(acme, 'secret of acme', issuer)).body.error, 'access_denied')
  assert.equal((await managementToken(home, 'secret of acme', acmeIssuer)).status, 401)
  for (const path of [
    '/api/v2/connections',
    '/api/v2/users',
    '/api/v2/clients',
    '/v1/messages',
    '/v1/inbox',
  ]) {
    assert.equal((await home(path, { token: homeToken })).status, 200, path)
    assert.equal((await acme(path, { token: acmeToken })).status, 200, path)
    assert.equal((await acme(path, { token: homeToken })).status, 401, path)
    assert.equal((await home(path, { token: acmeToken })).status, 401, path)
  }
})

test('connections, clients and users of one tenant are not there in the other', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const [connection] = (await home('/api/v2/connections', { token: homeToken })).body
  const [other] = (await acme('/api/v2/connections', { token: acmeToken })).body
  assert.equal(other.id, 'con_00000000000acme1')
  const path = `/api/v2/connections/${connection.id}`
  assert.equal((await acme(path, { token: acmeToken })).status, 404)
  assert.equal((await acme(path, { token: acmeToken, method: 'PATCH', body: { options: {} } })).status, 404)
  await acme(path, { token: acmeToken, method: 'DELETE' })
  assert.equal((await home(path, { token: homeToken })).status, 200)

  const client = await acme('/api/v2/clients', { token: acmeToken, body: { name: 'Acme only' } })
  assert.equal((await home(`/api/v2/clients/${client.body.client_id}`, { token: homeToken })).status, 404)

  await redeem(home, await startedCode(home, homeToken))
  await redeem(acme, await startedCode(acme, acmeToken))
  const users = async (call: Call, token: string) => (await call('/api/v2/users', { token })).body
  const [[mine], [theirs]] = [await users(home, homeToken), await users(acme, acmeToken)]
  assert.equal(mine.phone_number, theirs.phone_number)
  assert.notEqual(mine.user_id, theirs.user_id)
  const userPath = `/api/v2/users/${encodeURIComponent(mine.user_id)}`
  assert.equal((await acme(userPath, { token: acmeToken })).status, 404)
  await acme(userPath, { token: acmeToken, method: 'PATCH', body: { blocked: true } })
  await acme(userPath, { token: acmeToken, method: 'DELETE' })
  assert.equal((await home(userPath, { token: homeToken })).body.blocked ?? false, false)

  const theirPath = `/api/v2/users/${encodeURIComponent(theirs.user_id)}`
  await acme(theirPath, { token: acmeToken, method: 'PATCH', body: { blocked: true } })
  assert.equal((await start(acme)).status, 401)
  assert.equal((await start(home)).status, 200)
})

test('passwords, users of databases and blocks of one tenant are not there in the other', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const realm = 'Username-Password-Authentication'
  const grant_type = 'http://auth0.com/oauth/grant-type/password-realm'
  const email = 'ada@example.com'
  const sides = [
    { call: home, token: homeToken, password: 'Correct horse 1' },
    { call: acme, token: acmeToken, password: 'Another horse 2' },
  ]
  for (const { call, token } of sides) {
    const [{ id }] = (await call(`/api/v2/connections?name=${realm}`, { token })).body
    const change = { method: 'PATCH', token, body: [{ client_id: 'demo', status: true }] }
    assert.equal((await call(`/api/v2/connections/${id}/clients`, change)).status, 204)
    const grants = { method: 'PATCH', token, body: { grant_types: [grant_type] } }
    assert.equal((await call('/api/v2/clients/demo', grants)).status, 200)
  }
  const logIn = (call: Call, password: string) =>
    call('/oauth/token', { body: { grant_type, client_id: 'demo', realm, username: email, password } })
  const users: Answer['body'][] = []
  for (const { call, token, password } of sides) {
    assert.equal((await logIn(call, password)).status, 403, 'nobody is there yet')
    const body = { connection: realm, email, password }
    const created = await call('/api/v2/users', { token, body })
    assert.equal(created.status, 201)
    users.push(created.body)
  }
  assert.equal((await logIn(home, 'Correct horse 1')).status, 200)
  assert.equal((await logIn(acme, 'Another horse 2')).status, 200)
  assert.equal((await logIn(acme, 'Correct horse 1')).status, 403)
  for (let failure = 1; failure < 10; failure += 1) await logIn(acme, 'guess')
  assert.equal((await logIn(acme, 'Another horse 2')).status, 429)
  assert.equal((await logIn(home, 'Correct horse 1')).status, 200)

  const blocks = `/api/v2/user-blocks?identifier=${email}`
  assert.equal((await acme(blocks, { token: acmeToken })).body.blocked_for.length, 1)
  assert.deepEqual((await home(blocks, { token: homeToken })).body.blocked_for, [])
  const theirs = encodeURIComponent(users[1].user_id)
  const notHere = { token: homeToken, method: 'DELETE' }
  assert.equal((await home(`/api/v2/user-blocks/${theirs}`, notHere)).status, 404)
  await home(blocks, notHere)
  assert.equal((await logIn(acme, 'Another horse 2')).status, 429)
  const found = (await home(`/api/v2/users-by-email?email=${email}`, { token: homeToken })).body
  assert.deepEqual(
    found.map(({ user_id }: { user_id: string }) => user_id),
    [users[0].user_id],
  )
})

test('a code of one tenant is a wrong code in the other, and guesses there do not count here', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const code = await startedCode(home, homeToken)
  assert.equal((await redeem(acme, code)).body.error_description, wrongCode)
  let other = await startedCode(acme, acmeToken)
  while (other === code) other = await startedCode(acme, acmeToken)
  for (let tries = 0; tries < 4; tries += 1) assert.equal((await redeem(acme, code)).status, 403)
  assert.equal((await redeem(home, code)).status, 200)
})

test('messages, the inbox and verifications of one tenant are not there in the other', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const code = await startedCode(home, homeToken)
  const { body } = await home('/v1/messages', { token: homeToken })
  assert.equal(body.messages.length, 1)
  assert.deepEqual((await acme('/v1/messages', { token: acmeToken })).body.messages, [])
  assert.deepEqual((await acme('/v1/inbox', { token: acmeToken })).body.messages, [])
  assert.equal((await home(`/v1/messages/${body.messages[0].id}`, { token: homeToken })).status, 200)
  assert.equal((await acme(`/v1/messages/${body.messages[0].id}`, { token: acmeToken })).status, 404)

  const started = await home('/v1/verifications', { token: homeToken, body: { to: '+442079460124' } })
  assert.equal(started.status, 201)
  const path = `/v1/verifications/${started.body.id}/check`
  assert.equal((await acme(path, { token: acmeToken, body: { code } })).status, 404)
  const inbox = (await home('/v1/inbox', { token: homeToken })).body.messages
  const sent = /\d{6}/.exec(inbox[0].text)?.[0]
  assert.equal((await home(path, { token: homeToken, body: { code: sent } })).status, 200)

  const twilio = { sid: 'AC1', auth_token: 'token of acme', from: '+15005550006' }
  const put = { token: acmeToken, method: 'PUT', body: { kind: 'twilio', twilio } }
  assert.equal((await acme('/v1/phone-provider', put)).status, 200)
  assert.equal((await home('/v1/phone-provider', { token: homeToken })).body.kind, 'inbox')
  assert.equal((await start(home)).status, 200)
})

test('actions and hooks of one tenant are not there in the other, and their names are free there', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const mine = { token: homeToken }
  const theirs = { token: acmeToken }
  const action = {
    name: 'provider',
    supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
    code: 'exports.onExecuteCustomPhoneProvider = async (event) => console.log(event.secrets.KEY)',
    secrets: [{ name: 'KEY', value: 'secret of home' }],
    deploy: true,
  }
  const made = await home('/api/v2/actions/actions', { ...mine, body: action })
  assert.equal(made.status, 201)
  const path = `/api/v2/actions/actions/${made.body.id}`
  const versionPath = `${path}/versions/${made.body.deployed_version.id}`
  const bindingsPath = '/api/v2/actions/triggers/custom-phone-provider/bindings'
  const bindings = [{ ref: { type: 'action_id', value: made.body.id } }]
  const event = { payload: { event: {} } }
  for (const [other, options] of [
    [path, {}],
    [path, { method: 'PATCH', body: { code: '' } }],
    [path, { method: 'DELETE' }],
    [`${path}/deploy`, { method: 'POST' }],
    [`${path}/test`, { body: event }],
    [`${path}/versions`, {}],
    [versionPath, {}],
    [`${versionPath}/deploy`, { method: 'POST' }],
    [bindingsPath, { method: 'PATCH', body: { bindings } }],
  ] as const) {
    assert.equal((await acme(other, { ...theirs, ...options })).status, 404, other)
  }
  assert.deepEqual((await acme('/api/v2/actions/actions', theirs)).body.actions, [])
  assert.equal((await home(bindingsPath, { ...mine, method: 'PATCH', body: { bindings } })).status, 200)
  assert.deepEqual((await acme(bindingsPath, theirs)).body.bindings, [])

  const run = (await home(`${path}/test`, { ...mine, body: event })).body.payload
  assert.equal(run.console[0].text, 'secret of home')
  const executionPath = `/api/v2/actions/executions/${run.execution_id}`
  assert.equal((await home(executionPath, mine)).status, 200)
  assert.equal((await acme(executionPath, theirs)).status, 404)
  const same = await acme('/api/v2/actions/actions', { ...theirs, body: { ...action, secrets: [] } })
  assert.equal(same.status, 201)
  const theirRun = await acme(`/api/v2/actions/actions/${same.body.id}/test`, { ...theirs, body: event })
  assert.equal(theirRun.body.payload.console[0].text, 'undefined')

  const script = 'module.exports = function (recipient, text, context, cb) { cb(null, {}) }'
  const hook = { name: 'hook', script, triggerId: 'send-phone-message', enabled: true }
  const myHook = await home('/api/v2/hooks', { ...mine, body: hook })
  const hookPath = `/api/v2/hooks/${myHook.body.id}`
  for (const [other, options] of [
    [hookPath, {}],
    [hookPath, { method: 'PATCH', body: { enabled: false } }],
    [hookPath, { method: 'DELETE' }],
    [`${hookPath}/secrets`, {}],
    [`${hookPath}/secrets`, { body: { KEY: 'x' } }],
    [`${hookPath}/test`, { method: 'POST' }],
  ] as const) {
    assert.equal((await acme(other, { ...theirs, ...options })).status, 404, other)
  }
  assert.equal((await acme('/api/v2/hooks', { ...theirs, body: hook })).status, 201)
  assert.equal((await home(hookPath, mine)).body.enabled, true)
})

test('Actions of the same name and the same code share nothing between tenants: cache, secrets, output, records', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const gateway = await startGateway(t)
  // The same build in both tenants, so that only the tenant keeps them apart.
  const code = `let calls = 0
    exports.onExecuteCustomPhoneProvider = async (event, api) => {
      calls += 1
      const cached = api.cache.get('seen')?.value
      api.cache.set('seen', event.secrets.KEY)
      globalThis.seen ??= event.secrets.KEY
      console.log(event.tenant.id, event.secrets.KEY, cached, globalThis.seen, calls)
      await fetch('${gateway.url}', { method: 'POST', body: event.secrets.KEY })
    }`
  const tenants = [
    { name: 'default', call: home, token: homeToken, key: 'secret of home' },
    { name: 'acme', call: acme, token: acmeToken, key: 'secret of acme' },
  ]
  for (const { call, token, key } of tenants) {
    const ask: AskManagement = (path, method = 'GET', body) =>
      call(`/api/v2${path}`, { token, method, ...(body !== undefined && { body }) })
    const id = await deployAction(ask, { name: 'Same name', code, secrets: { KEY: key } })
    const put = { token, method: 'PUT', body: { kind: 'action', action: { id } } }
    assert.equal((await call('/v1/phone-provider', put)).status, 200)
  }
  for (const round of [1, 2]) {
    for (const { call, token, name, key } of tenants) {
      assert.equal((await start(call)).status, 200)
      const [{ id }] = (await call('/v1/messages?limit=1', { token })).body.messages
      const [attempt] = (await call(`/v1/messages/${id}`, { token })).body.attempts
      const cached = round === 1 ? 'undefined' : key
      assert.match(attempt.console[0].text, new RegExp(`^${name} ${key} ${cached} ${key} \\d$`))
      assert.equal(gateway.requests.at(-1)?.body, key)
      const execution = `/api/v2/actions/executions/${attempt.execution_id}`
      for (const other of tenants) {
        const { status } = await other.call(execution, { token: other.token })
        assert.equal(status, other.name === name ? 200 : 404)
      }
    }
  }

  // An Action of the other tenant is none that a setting can name, saved or tried.
  const [{ id: theirs }] = (await acme('/api/v2/actions/actions', { token: acmeToken })).body.actions
  const setting = { kind: 'action', action: { id: theirs } }
  const body = { to: phoneNumber, ...setting }
  assert.equal((await home('/v1/phone-provider/test', { token: homeToken, body })).status, 422)
  const put = { token: homeToken, method: 'PUT', body: setting }
  assert.equal((await home('/v1/phone-provider', put)).status, 422)
  const tried = await home('/v1/phone-provider/test', { token: homeToken, body: { to: phoneNumber } })
  assert.match(tried.body.console[0].text, /^default secret of home/)
})

test('phone providers, phone templates and webhook secrets of one tenant are not there in the other', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const providers = '/api/v2/branding/phone/providers'
  const templates = '/api/v2/branding/phone/templates'
  const configuration = { sid: 'AC1', default_from: '+15005550006', delivery_methods: ['text'] }
  const provider = { name: 'twilio', configuration, credentials: { auth_token: 'token of acme' } }
  const { id: providerId } = (await acme(providers, { token: acmeToken, body: provider })).body
  const template = { type: 'otp_verify', content: { body: { text: 'Acme {{ code }}' } } }
  const { id: templateId } = (await acme(templates, { token: acmeToken, body: template })).body

  assert.deepEqual((await home(providers, { token: homeToken })).body, { providers: [] })
  for (const path of [`${providers}/${providerId}`, `${templates}/${templateId}`]) {
    assert.equal((await acme(path, { token: acmeToken })).status, 200)
    assert.equal((await home(path, { token: homeToken })).status, 404)
    assert.equal(
      (await home(path, { token: homeToken, method: 'PATCH', body: { disabled: true } })).status,
      404,
    )
    assert.equal((await home(path, { token: homeToken, method: 'DELETE' })).status, 404)
    assert.equal((await home(`${path}/try`, { token: homeToken, body: { to: phoneNumber } })).status, 404)
  }
  const { body } = await home(templates, { token: homeToken })
  assert.ok(body.templates.every((shown: object) => !('id' in shown)))
  await home('/v1/verifications', { token: homeToken, body: { to: phoneNumber } })
  const [{ text }] = (await home('/v1/inbox', { token: homeToken })).body.messages
  assert.match(text, /^\d{6} is your verification code for /)

  const secret = '/v1/phone-provider/webhook-secret'
  const { body: ours } = await home(secret, { token: homeToken })
  const { body: theirs } = await acme(secret, { token: acmeToken })
  assert.notEqual(ours.secret, theirs.secret)
  assert.equal((await acme(`${secret}/rotate`, { token: acmeToken, body: {} })).status, 200)
  assert.deepEqual((await home(secret, { token: homeToken })).body, ours)

  // A masked secret is the tenant's own, or none.
  const twilio = { sid: 'AC1', auth_token: '••••••••', from: '+15005550006' }
  const test = { token: homeToken, body: { to: phoneNumber, kind: 'twilio', twilio } }
  assert.equal((await home('/v1/phone-provider/test', test)).status, 422)
})

test('what is set for one tenant as a whole is not set for the other', async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const factors = '/api/v2/guardian/factors'
  const settings = [
    ['/api/v2/tenants/settings', 'PATCH', { friendly_name: 'Acme 2', enabled_locales: ['fr', 'en'] }],
    ['/api/v2/attack-protection/brute-force-protection', 'PATCH', { max_attempts: 3 }],
    ['/api/v2/attack-protection/suspicious-ip-throttling', 'PATCH', { allowlist: ['192.0.2.1'] }],
    ['/api/v2/attack-protection/captcha', 'PATCH', { active_provider_id: 'simple_captcha' }],
    ['/api/v2/guardian/policies', 'PUT', ['all-applications']],
    [`${factors}/phone/message-types`, 'PUT', { message_types: ['voice'] }],
    [`${factors}/phone/selected-provider`, 'PUT', { provider: 'phone-message-hook' }],
    [`${factors}/phone/providers/twilio`, 'PUT', { sid: 'AC1', auth_token: 'token of acme' }],
    [`${factors}/phone/templates`, 'PUT', { enrollment_message: 'Acme', verification_message: 'Acme' }],
  ] as const
  for (const [path, method, body] of settings) {
    const before = (await home(path, { token: homeToken })).body
    const changed = await acme(path, { token: acmeToken, method, body })
    assert.equal(changed.status, 200, path)
    const theirs = (await acme(path, { token: acmeToken })).body
    assert.notDeepEqual(theirs, before, path)
    assert.deepEqual((await home(path, { token: homeToken })).body, before, path)
  }
  assert.equal(
    (await acme(`${factors}/sms`, { token: acmeToken, method: 'PUT', body: { enabled: true } })).status,
    200,
  )
  const mine: { enabled: boolean }[] = (await home(factors, { token: homeToken })).body
  assert.ok(mine.every(({ enabled }) => !enabled))
  const directory = { token: homeToken, method: 'PATCH', body: { default_directory: 'Acme only' } }
  await acme('/api/v2/connections', { token: acmeToken, body: { name: 'Acme-only', strategy: 'auth0' } })
  assert.equal((await home('/api/v2/tenants/settings', directory)).status, 400)
})

test("second factors of one tenant's users are not there in the other", async (t) => {
  const { home, acme, homeToken, acmeToken } = await startTwoTenants(t)
  const oob = 'http://auth0.com/oauth/grant-type/mfa-oob'
  const sides = [
    { call: home, token: homeToken },
    { call: acme, token: acmeToken },
  ]
  for (const { call, token } of sides) {
    const grants = { method: 'PATCH', token, body: { grant_types: [passwordlessGrant, oob] } }
    assert.equal((await call('/api/v2/clients/demo', grants)).status, 200)
    await call('/api/v2/guardian/factors/sms', { method: 'PUT', token, body: { enabled: true } })
    await call('/api/v2/guardian/policies', { method: 'PUT', token, body: ['all-applications'] })
  }
  const logIn = async (call: Call, token: string) => (await redeem(call, await startedCode(call, token))).body
  const theirs = await logIn(acme, acmeToken)
  const phone = { authenticator_types: ['oob'], oob_channels: ['sms'], phone_number: phoneNumber }
  assert.equal((await home('/mfa/associate', { token: theirs.mfa_token, body: phone })).status, 401)
  const enrolled = await acme('/mfa/associate', { token: theirs.mfa_token, body: phone })
  assert.equal(enrolled.status, 200)
  const [{ text }] = (await acme('/v1/inbox', { token: acmeToken })).body.messages
  const verify = {
    grant_type: oob,
    client_id: 'demo',
    mfa_token: theirs.mfa_token,
    oob_code: enrolled.body.oob_code,
    binding_code: /\d{6}/.exec(text)?.[0],
  }
  assert.equal((await home('/oauth/token', { body: verify })).status, 403)
  assert.equal((await acme('/oauth/token', { body: verify })).status, 200)

  // The same number, in the other tenant: another user, who has nothing yet.
  const mine = await logIn(home, homeToken)
  assert.deepEqual(Object.keys(mine.mfa_requirements), ['enroll'])
  assert.deepEqual((await home('/mfa/authenticators', { token: mine.mfa_token })).body, [])
  const again = await logIn(acme, acmeToken)
  assert.ok(again.mfa_requirements.challenge.length > 0)
  assert.equal((await home('/mfa/authenticators', { token: again.mfa_token })).status, 401)
  const challenge = { client_id: 'demo', mfa_token: again.mfa_token }
  assert.notEqual((await home('/mfa/challenge', { body: challenge })).status, 200)
  assert.equal((await acme('/mfa/challenge', { body: challenge })).status, 200)

  const [user] = (await acme('/api/v2/users', { token: acmeToken })).body
  const methods = `/api/v2/users/${encodeURIComponent(user.user_id)}/authentication-methods`
  const [method] = (await acme(methods, { token: acmeToken })).body
  assert.ok(method?.id)
  assert.equal((await home(methods, { token: homeToken })).status, 404)
  const one = `${methods}/${encodeURIComponent(method.id)}`
  await home(one, { token: homeToken, method: 'DELETE' })
  await home(methods, { token: homeToken, method: 'DELETE' })
  assert.equal((await acme(one, { token: acmeToken })).status, 200)
})

test('tokens of one tenant are useless in the other, and cannot be revoked there', async (t) => {
  const { home, acme, homeToken } = await startTwoTenants(t)
  const { body: tokens } = await redeem(home, await startedCode(home, homeToken))
  assert.equal((await acme('/userinfo', { token: tokens.access_token })).status, 401)
  assert.equal((await home('/userinfo', { token: tokens.access_token })).status, 200)
  assert.equal((await refresh(acme, tokens.refresh_token)).status, 403)
  const revoke = { client_id: 'demo', token: tokens.refresh_token }
  assert.equal((await acme('/oauth/revoke', { body: revoke })).status, 200)
  assert.equal((await refresh(home, tokens.refresh_token)).status, 200)
})

test('starts are limited in each tenant by themselves', async (t) => {
  const { home, acme } = await startTwoTenants(t)
  await start(home)
  assert.equal((await start(home)).headers['x-ratelimit-remaining'], '48')
  assert.equal((await start(acme)).headers['x-ratelimit-remaining'], '49')
})
