// Who sees secrets: clients by their scopes, as ever; of the people in the portal, those who may change things and have
// just given their password again. Every route there is is asked.

import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type TestContext, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  addAdministrator,
  owner,
  type SignedInBrowser,
  signIn,
  startPortalServer,
} from '#test/support/portal.ts'
import { isInitialization, type Route, watchRoutes } from '#test/support/routes.ts'
import { type Answer, type CallOptions, management, type TestServer } from '#test/support/server.ts'

type Call = (path: string, options?: CallOptions) => Promise<Answer>

const mask = '••••••••'
const planted = (what: string) => `planted-${what}`

const gatewayOptions = {
  provider: 'sms_gateway',
  gateway_url: 'https://gateway.example.com',
  gateway_authentication: { method: 'bearer', audience: 'urn:gateway', secret: planted('gateway-secret') },
  twilio_sid: 'AC1',
  twilio_token: planted('connection-token'),
  from: '+15005550006',
}
const mfaTwilio = { sid: 'AC2', auth_token: planted('mfa-token'), from: '+15005550006' }

async function clientOf(server: TestServer): Promise<Call> {
  const token = await server.managementToken()
  return (path, options = {}) => server.call(path, { ...options, token })
}

interface Planted {
  /** What each parameter of a route stands for, by what is before it. */
  readonly ids: ReadonlyMap<string, string>
  readonly webhookSecret: string
}

/** A secret in every place that has one. */
async function plant(call: Call): Promise<Planted> {
  const succeed = async (path: string, method: string, body?: object) => {
    const answer = await call(path, { method, ...(body && { body }) })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`)
    return answer.body
  }
  const [connection] = (await call('/api/v2/connections?strategy=sms')).body
  await succeed(`/api/v2/connections/${connection.id}`, 'PATCH', { options: gatewayOptions })
  await succeed('/api/v2/guardian/factors/phone/providers/twilio', 'PUT', mfaTwilio)
  const client = await succeed('/api/v2/clients', 'POST', {
    name: 'An app',
    client_secret: planted('client-secret'),
    client_metadata: { crm_api_key: planted('metadata-key') },
    addons: { crm: { clients: [{ secret: planted('addon-secret') }] } },
  })
  const api = await succeed('/api/v2/resource-servers', 'POST', {
    identifier: 'urn:api',
    signing_secret: planted('signing-secret'),
  })
  const action = await succeed('/api/v2/actions/actions', 'POST', {
    name: 'An action',
    supported_triggers: [{ id: 'custom-phone-provider' }],
    code: 'exports.onExecuteCustomPhoneProvider = async () => {}',
    secrets: [{ name: 'KEY', value: planted('action-secret') }],
    deploy: true,
  })
  const hook = await succeed('/api/v2/hooks', 'POST', {
    name: 'A hook',
    triggerId: 'send-phone-message',
    script: 'module.exports = () => {}',
  })
  await succeed(`/api/v2/hooks/${hook.id}/secrets`, 'POST', { KEY: planted('hook-secret') })
  const { secret: webhookSecret } = (await call('/v1/phone-provider/webhook-secret')).body
  await succeed('/v1/phone-provider', 'PUT', {
    kind: 'twilio',
    twilio: { sid: 'AC3', auth_token: planted('provider-token'), from: '+15005550006' },
  })
  const [provider] = (await call('/api/v2/branding/phone/providers')).body.providers
  const [key] = (await call('/api/v2/keys/signing')).body
  const ids = new Map<string, string>([
    ['/api/v2/connections/', connection.id],
    ['/api/v2/clients/', client.client_id],
    ['/api/v2/resource-servers/', api.id],
    ['/api/v2/actions/actions/', action.id],
    ['/api/v2/hooks/', hook.id],
    ['/api/v2/branding/phone/providers/', provider.id],
    ['/api/v2/keys/signing/', key.kid],
    ['/api/v2/actions/triggers/', 'custom-phone-provider'],
  ])
  return { ids, webhookSecret }
}

/** What is read of the APIs, with ids in place of parameters. A stream of events ends when it is left. */
function readable(routes: readonly Route[], { ids }: Planted): string[] {
  return routes
    .filter(
      ({ method, url }) => method === 'GET' && /^\/(?:v1|api\/v2)\//.test(url) && !url.endsWith('/events'),
    )
    .map(({ url }) =>
      url.replace(/:\w+/, (_, at: number) => ids.get(url.slice(0, at)) ?? 'x').replaceAll(/:\w+/g, 'x'),
    )
}

async function readAll(call: Call, paths: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
  return new Map(await Promise.all(paths.map(async (path) => [path, await call(path)] as const)))
}

function secretsIn(answers: ReadonlyMap<string, Answer>, { webhookSecret }: Planted): string[] {
  const known = [webhookSecret, management.clientSecret, owner.password]
  return [...answers].flatMap(([path, { text }]) => {
    const plantedOnes = text.match(/planted-[\w-]+/g) ?? []
    const others = known.filter((secret) => text.includes(secret)).map(() => 'another')
    const isPrivate = /PRIVATE KEY|"d":/.test(text)
    return [...plantedOnes, ...others, ...(isPrivate ? ['a private key'] : [])].map(
      (one) => `${path}: ${one}`,
    )
  })
}

async function setup(t: TestContext) {
  const routes = watchRoutes(t)
  const server = await startPortalServer(t)
  const client = await clientOf(server)
  const there = await plant(client)
  const paths = readable(routes, there)
  assert.ok(paths.length > 60, `${paths.length} routes`)
  return { server, client, there, paths }
}

/** To each API of the servers that are started from now on, as if it stood there beside the others. */
function addRoutes(t: TestContext, add: (app: FastifyInstance) => void): void {
  const begin = (message: unknown) => {
    if (!isInitialization(message)) return
    message.fastify.addHook('onRegister', (app, { prefix }: { prefix?: string }) => {
      if (prefix === '/v1' || prefix === '/api/v2') app.after(() => add(app))
    })
  }
  subscribe('fastify.initialization', begin)
  t.after(() => unsubscribe('fastify.initialization', begin))
}

const confirm = async (browser: SignedInBrowser, password: string) => {
  const { status, text } = await browser.call('/portal/api/session/confirm', { body: { password } })
  assert.equal(status, 200, text)
}

test('no route shows a secret to a viewer, or to anybody who has not just given the password', async (t) => {
  const { server, client, there, paths } = await setup(t)
  const browser = await signIn(server)
  const viewer = await addAdministrator(server, browser, 'viewer')
  await confirm(viewer, viewer.password)
  const editor = await addAdministrator(server, browser, 'editor')
  for (const [who, one] of Object.entries({ viewer, editor, owner: browser })) {
    assert.deepEqual(secretsIn(await readAll(one.call, paths), there), [], who)
  }

  const shown = new Set(
    secretsIn(await readAll(client, paths), there).map((found) => found.replace(/^.*: /, '')),
  )
  assert.deepEqual([...shown].sort(), [
    'another',
    ...[
      'addon-secret',
      'client-secret',
      'connection-token',
      'gateway-secret',
      'metadata-key',
      'mfa-token',
    ].map(planted),
    planted('signing-secret'),
  ])
  for (const confirmed of [editor, browser]) {
    await confirm(confirmed, confirmed === editor ? editor.password : owner.password)
    const seen = secretsIn(await readAll(confirmed.call, paths), there)
    assert.deepEqual(new Set(seen.map((found) => found.replace(/^.*: /, ''))), shown)
  }
})

test('a route that states nothing masks every secret for a session, in an object, a list and a list within an object', async (t) => {
  const secrets = { api_key: 'k', nested: { Password: 'p', note: 'n' }, auth_token: '' }
  const hidden = { api_key: mask, nested: { Password: mask, note: 'n' }, auth_token: '' }
  const answers = { object: secrets, list: [secrets], page: { items: [secrets], total: 1 } }
  addRoutes(t, (app) => {
    for (const [name, answer] of Object.entries(answers)) {
      app.get(`/planted/${name}`, async () => answer)
      app.post(`/planted/${name}`, async () => answer)
    }
    app.get('/planted/opened', { config: { unmasked: ['api_key'] } }, async () => answers.page)
  })
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const client = await clientOf(server)
  for (const at of ['/v1/planted', '/api/v2/planted']) {
    for (const method of ['GET', 'POST']) {
      const read = async (call: Call, name: string) => (await call(`${at}/${name}`, { method })).body
      assert.deepEqual(await read(browser.call, 'object'), hidden)
      assert.deepEqual(await read(browser.call, 'list'), [hidden])
      assert.deepEqual(await read(browser.call, 'page'), { items: [hidden], total: 1 })
      if (at !== '/v1/planted')
        assert.deepEqual(await read(client, 'page'), answers.page, 'a client sees them')
    }
    const { body } = await browser.call(`${at}/opened`)
    assert.deepEqual(body.items, [{ ...hidden, api_key: 'k' }], 'only what the route opens')
  }
  await confirm(browser, owner.password)
  assert.deepEqual((await browser.call('/v1/planted/page')).body, answers.page)
})

test('a session that has not confirmed its password sees a secret field on these routes only', async (t) => {
  const routes = watchRoutes(t)
  await startPortalServer(t)
  const open = routes.filter(({ method, config }) => method !== 'HEAD' && config.unmasked !== undefined)
  const metadata = ['user_metadata', 'app_metadata']
  assert.deepEqual(
    Object.fromEntries(open.map(({ method, url, config }) => [`${method} ${url}`, config.unmasked])),
    {
      'GET /api/v2/connections': ['metadata'],
      'GET /api/v2/connections/:id': ['metadata'],
      'POST /api/v2/connections': ['metadata'],
      'PATCH /api/v2/connections/:id': ['metadata'],
      'POST /api/v2/clients': ['client_secret'],
      'POST /api/v2/clients/:id/rotate-secret': ['client_secret'],
      'GET /api/v2/organizations': ['metadata'],
      'GET /api/v2/organizations/name/:name': ['metadata'],
      'GET /api/v2/organizations/:id': ['metadata'],
      'POST /api/v2/organizations': ['metadata'],
      'PATCH /api/v2/organizations/:id': ['metadata'],
      'GET /api/v2/users': metadata,
      'GET /api/v2/users-by-email': metadata,
      'GET /api/v2/users/:id': metadata,
      'POST /api/v2/users': metadata,
      'PATCH /api/v2/users/:id': metadata,
      'POST /api/v2/users/:id/authentication-methods': ['totp_secret'],
      'GET /api/v2/hooks/:id/secrets': 'all',
      'POST /api/v2/hooks/:id/test': ['response'],
      'POST /v1/administrators': ['password'],
      'POST /portal/api/session': ['csrf_token'],
      'GET /portal/api/session': ['csrf_token'],
      'POST /portal/api/session/password': ['csrf_token'],
      'POST /portal/api/session/confirm': ['csrf_token'],
    },
  )
})

test('what is saved with its secrets masked keeps them, and the answer masks them too', async (t) => {
  const { server, client, there } = await setup(t)
  const { call } = await signIn(server)
  const path = `/api/v2/connections/${there.ids.get('/api/v2/connections/')}`
  const { body, headers } = await call(path)
  assert.equal(body.options.twilio_token, mask)
  assert.deepEqual(body.options.gateway_authentication, {
    ...gatewayOptions.gateway_authentication,
    secret: mask,
  })
  const ifMatch = { 'if-match': headers.get('etag') ?? '' }
  const save = (options: object, more = {}) =>
    call(path, { method: 'PATCH', body: { options }, headers: more })
  const stored = async () => (await client(path)).body.options

  const saved = await save({ ...body.options, from: '+15005550009' }, ifMatch)
  assert.equal(saved.status, 200, saved.text)
  assert.equal(saved.body.options.twilio_token, mask)
  assert.deepEqual(await stored(), { ...gatewayOptions, from: '+15005550009' })
  await save({ ...saved.body.options, twilio_token: 'another-token' })
  assert.equal((await stored()).twilio_token, 'another-token')
  assert.equal((await stored()).gateway_authentication.secret, planted('gateway-secret'))
  const { gateway_authentication: _, ...without } = saved.body.options
  assert.equal((await save(without)).status, 200)
  assert.equal((await stored()).gateway_authentication, undefined, 'what is left out is gone')
  const refused = await save(saved.body.options)
  assert.equal(refused.status, 400, refused.text)
  assert.match(refused.body.message, /^gateway_authentication\.secret is masked/)

  const twilio = '/api/v2/guardian/factors/phone/providers/twilio'
  const seen = (await call(twilio)).body
  assert.equal(seen.auth_token, mask)
  const put = await call(twilio, { method: 'PUT', body: { ...seen, from: '+15005550009' } })
  assert.equal(put.body.auth_token, mask, put.text)
  assert.deepEqual((await client(twilio)).body, {
    ...mfaTwilio,
    from: '+15005550009',
    messaging_service_sid: null,
  })

  const app = `/api/v2/clients/${there.ids.get('/api/v2/clients/')}`
  const { addons, client_metadata } = (await call(app)).body
  assert.deepEqual(addons, { crm: { clients: [{ secret: mask }] } })
  assert.equal((await call(app, { method: 'PATCH', body: { addons, client_metadata } })).status, 200)
  const kept = (await client(app)).body
  assert.equal(kept.client_metadata.crm_api_key, planted('metadata-key'))
  assert.equal(kept.addons.crm.clients[0].secret, planted('addon-secret'))
  assert.equal(kept.client_secret, planted('client-secret'))
})
