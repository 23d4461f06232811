import assert from 'node:assert/strict'
import test from 'node:test'
import { addClient, asManagement, assertProblem, basic, openPool } from '#test/support/native.ts'
import { management, startTestServer } from '#test/support/server.ts'

const routes = [
  ['POST', '/v1/verifications', 'create:verifications'],
  ['POST', '/v1/verifications/ver_1/check', 'create:verifications'],
  ['GET', '/v1/verifications/ver_1', 'create:verifications'],
  ['POST', '/v1/password-resets', 'create:password_resets'],
  ['POST', '/v1/password-resets/rst_1/complete', 'create:password_resets'],
  ['POST', '/v1/notices', 'create:notices'],
  ['GET', '/v1/messages', 'read:messages'],
  ['GET', '/v1/messages/msg_1', 'read:messages'],
  ['GET', '/v1/inbox', 'read:inbox'],
  ['DELETE', '/v1/inbox', 'read:inbox'],
  ['GET', '/v1/phone-provider', 'read:phone_providers'],
  ['GET', '/v1/phone-provider/kinds', 'read:phone_providers'],
  ['PUT', '/v1/phone-provider', 'update:phone_providers'],
  ['POST', '/v1/phone-provider/test', 'update:phone_providers'],
  ['GET', '/v1/phone-provider/webhook-secret', 'update:phone_providers'],
  ['POST', '/v1/phone-provider/webhook-secret/rotate', 'update:phone_providers'],
] as const

test('nobody gets in without valid credentials', async (t) => {
  const server = await startTestServer(t)
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
    for (const [method, path] of routes) {
      const answer = await server.call(path, { method, headers })
      assertProblem(answer, 401, 'unauthenticated')
      assert.equal(answer.headers.get('www-authenticate'), 'Basic realm="otpost", Bearer')
    }
  }
})

test('a token does what its scopes say, and no more', async (t) => {
  const server = await startTestServer(t)
  for (const [method, path, scope] of routes) {
    const other = scope === 'read:messages' ? 'create:verifications' : 'read:messages'
    assertProblem(
      await server.call(path, { method, token: await server.managementToken(other) }),
      403,
      'insufficient-scope',
    )
    const { status } = await server.call(path, { method, token: await server.managementToken(scope) })
    assert.ok(status !== 401 && status !== 403, `${method} ${path}: ${status}`)
  }
})

test('a client without a grant may verify numbers, reset passwords and nothing else', async (t) => {
  const server = await startTestServer(t)
  const headers = await addClient(t, server, 'shop')
  const created = await server.call('/v1/verifications', { headers, body: { to: '+442079460123' } })
  assert.equal(created.status, 201, created.text)
  for (const [method, path, scope] of routes) {
    if (scope === 'create:verifications' || scope === 'create:password_resets') continue
    assertProblem(await server.call(path, { method, headers }), 403, 'insufficient-scope')
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
