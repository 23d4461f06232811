import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { addClient, asManagement, assertProblem, basic, openPool } from '#test/support/native.ts'
import { watchRoutes } from '#test/support/routes.ts'
import { management, startTestServer } from '#test/support/server.ts'

// Which routes there are is the router's own list: a new one is asked as well.

/** What a grant is not needed for, of a client that proves who it is. */
const withoutGrant: readonly string[] = ['create:verifications', 'create:password_resets']

/** A vendor calls it without credentials of ours; the vendor's own signature is checked instead. */
const openRoutes: readonly string[] = ['POST /v1/delivery-reports/:kind/:id']

/** They answer for as long as somebody listens. */
const streams: readonly string[] = ['GET /v1/inbox/events', 'GET /v1/messages/events']

/** Every path with an id in it leads to nothing. */
async function startWithRoutes(t: TestContext, prefix: string) {
  const watched = watchRoutes(t)
  const server = await startTestServer(t)
  const routes = watched
    // The server makes these beside each GET; their answers have no body to read.
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && url.startsWith(`${prefix}/`))
    .map(({ method, url }) => ({ method, path: url.replace(/:\w+|\*/g, 'none'), name: `${method} ${url}` }))
  assert.ok(routes.length > 30, `${routes.length} routes`)
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (scope: string) => {
    const token = tokens.get(scope) ?? server.managementToken(scope)
    tokens.set(scope, token)
    return token
  }
  return { server, tokenOf, routes: routes.filter(({ name }) => !openRoutes.includes(name)) }
}

type Started = Awaited<ReturnType<typeof startWithRoutes>>
type Ask = Started['routes'][number]

/** Refuses a token of a scope that is not for the route, and resolves with the one that is. */
async function scopeOf(
  { server, tokenOf }: Started,
  { method, path, name }: Ask,
  said: RegExp,
): Promise<string> {
  for (const foreign of ['read:signing_keys', 'read:audit_log']) {
    const token = await tokenOf(foreign)
    const { status, text } = await server.call(path, { method, token })
    const [, needed] = said.exec(text) ?? []
    if (needed === foreign) assert.fail(`${name} asks for the scope that it was given`)
    if (status === 403) return needed ?? assert.fail(`${name}: ${text}`)
  }
  return assert.fail(`${name} is there for every scope`)
}

test('nobody gets in to any route of the native API without valid credentials', async (t) => {
  const { server, routes } = await startWithRoutes(t, '/v1')
  for (const headers of [
    {},
    basic(management.clientId, 'wrong'),
    basic('nobody', 'secret'),
    basic('demo', ''),
    { authorization: 'Basic' },
    { authorization: 'Basic !!!' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer a.b.c' },
    { authorization: 'Digest x' },
    { authorization: `Bearer ${(await server.managementToken()).slice(0, -5)}AAAAA` },
  ]) {
    for (const { method, path, name } of routes) {
      const answer = await server.call(path, { method, headers })
      assert.equal(answer.status, 401, name)
      assertProblem(answer, 401, 'unauthenticated')
      assert.equal(answer.headers.get('www-authenticate'), 'Basic realm="otpost", Bearer')
    }
  }
})

test('a token does at every route of the native API what its scopes say, and no more', async (t) => {
  const started = await startWithRoutes(t, '/v1')
  const { server, routes, tokenOf } = started
  const scopes = new Map<string, string>()
  for (const route of routes) {
    const scope = await scopeOf(started, route, /"This request requires the scope ([\w:]+)\."/)
    scopes.set(route.name, scope)
    if (streams.includes(route.name)) continue
    const token = await tokenOf(scope)
    const { status, text } = await server.call(route.path, { method: route.method, token })
    assert.ok(status !== 401 && status !== 403, `${route.name} with ${scope}: ${text}`)
  }
  assert.equal(scopes.get('GET /v1/inbox'), 'read:inbox')
  assert.equal(scopes.get('DELETE /v1/inbox'), 'delete:inbox')
  for (const [name, scope] of scopes) {
    if (name.startsWith('DELETE')) assert.match(scope, /^(delete|update):/, name)
  }
})

test('nobody gets in to any route of the Management API without a token, nor with one of another scope', async (t) => {
  const started = await startWithRoutes(t, '/api/v2')
  const { server, routes, tokenOf } = started
  const forged = `${(await server.managementToken()).slice(0, -5)}AAAAA`
  for (const route of routes) {
    const { method, path, name } = route
    for (const headers of [{}, { authorization: `Bearer ${forged}` }]) {
      const { status, body } = await server.call(path, { method, headers })
      assert.deepEqual([status, body?.statusCode], [401, 401], name)
    }
    const scope = await scopeOf(started, route, /expected any of: ([\w:]+)/)
    const token = await tokenOf(scope)
    const { status, text } = await server.call(path, { method, token })
    assert.ok(status !== 401 && !text.includes('insufficient_scope'), `${name} with ${scope}: ${text}`)
  }
})

test('a client without a grant may verify numbers, reset passwords and nothing else', async (t) => {
  const started = await startWithRoutes(t, '/v1')
  const { server, routes } = started
  const headers = await addClient(t, server, 'shop')
  const created = await server.call('/v1/verifications', { headers, body: { to: '+442079460123' } })
  assert.equal(created.status, 201, created.text)
  for (const route of routes) {
    const scope = await scopeOf(started, route, /"This request requires the scope ([\w:]+)\."/)
    if (withoutGrant.includes(scope)) continue
    const answer = await server.call(route.path, { method: route.method, headers })
    assertProblem(answer, 403, 'insufficient-scope')
  }
})

test('what belongs to another tenant cannot be seen', async (t) => {
  const server = await startTestServer(t)
  const created = await server.call('/v1/verifications', {
    headers: asManagement,
    body: { to: '+442079460123' },
  })
  const reset = await server.call('/v1/password-resets', {
    headers: asManagement,
    body: { phone: '+442079460123' },
  })
  const pool = openPool(t, server)
  for (const table of ['messages', 'attempts', 'codes', 'inbox', 'password_resets']) {
    await pool.query(`update otpost.${table} set tenant_id = 'other'`)
  }
  const get = (path: string) => server.call(path, { headers: asManagement })
  assertProblem(await get(`/v1/verifications/${created.body.id}`), 404, 'not-found')
  assertProblem(await get(`/v1/messages/${created.body.message.id}`), 404, 'not-found')
  const body = { code: '000000', password: 'a new password 1A' }
  const path = `/v1/password-resets/${reset.body.id}/complete`
  assertProblem(await server.call(path, { headers: asManagement, body }), 404, 'not-found')
  assert.deepEqual((await get('/v1/messages')).body, { messages: [] })
  assert.deepEqual((await get('/v1/inbox')).body, { messages: [] })
})
