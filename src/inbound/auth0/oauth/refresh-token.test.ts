import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeJwt } from 'jose'
import { apiAudience, startTokenServer, type TokenServer, user } from '#test/support/token-server.ts'

const unknown = {
  status: 403,
  error: 'invalid_grant',
  error_description: 'Unknown or invalid refresh token.',
}

async function login(server: TokenServer, more: object = {}) {
  const { body } = await server.post('/oauth/token', {
    grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
    client_id: 'public',
    username: user.phoneNumber,
    otp: '123456',
    realm: 'sms',
    scope: 'openid profile offline_access',
    ...more,
  })
  assert.equal(typeof body.refresh_token, 'string')
  return String(body.refresh_token)
}

async function refresh(server: TokenServer, refresh_token: unknown, more: object = {}) {
  const answer = await server.post('/oauth/token', {
    grant_type: 'refresh_token',
    client_id: 'public',
    refresh_token,
    ...more,
  })
  return { status: answer.status, ...answer.body }
}

const rotating = { extra: { refresh_token: { rotation_type: 'rotating' } } }

test('a refresh token gives new tokens, and stays the same unless the client rotates', async (t) => {
  const server = await startTokenServer(t)
  const token = await login(server, { audience: apiAudience })
  for (let round = 0; round < 2; round++) {
    const answer: Record<string, unknown> = await refresh(server, token)
    assert.deepEqual(Object.keys(answer), [
      'status',
      'access_token',
      'refresh_token',
      'id_token',
      'scope',
      'expires_in',
      'token_type',
    ])
    assert.equal(answer.refresh_token, token)
    assert.equal(answer.scope, 'openid profile offline_access')
    const { aud, gty, sub } = decodeJwt(String(answer.access_token))
    assert.deepEqual(
      { aud, gty, sub },
      {
        aud: [apiAudience, `${server.issuer}userinfo`],
        gty: 'refresh_token',
        sub: user.userId,
      },
    )
  }
  assert.equal(server.records.size, 1)
})

test('scopes can be narrowed, not widened', async (t) => {
  const server = await startTokenServer(t)
  const token = await login(server)
  const narrow: Record<string, unknown> = await refresh(server, token, { scope: 'profile' })
  assert.equal(narrow.scope, 'profile')
  assert.equal(narrow.id_token, undefined)
  const wide: Record<string, unknown> = await refresh(server, token, { scope: 'openid phone' })
  assert.equal(wide.status, 400)
  assert.equal(wide.error, 'invalid_scope')
})

test('a token that is made up, missing, or of another client is refused', async (t) => {
  const server = await startTokenServer(t)
  const token = await login(server)
  assert.deepEqual(await refresh(server, 'made up'), unknown)
  const other = { client_id: 'backend', client_secret: 'backend-secret' }
  assert.deepEqual(await refresh(server, token, other), unknown)
  assert.deepEqual(await refresh(server, undefined), {
    status: 400,
    error: 'invalid_request',
    error_description: 'Missing required parameter: refresh_token',
  })
})

test('a removed or blocked user gets nothing more', async (t) => {
  const server = await startTokenServer(t)
  const token = await login(server)
  server.changeUser({ blocked: true })
  assert.deepEqual(await refresh(server, token), {
    status: 403,
    error: 'unauthorized',
    error_description: 'user is blocked',
  })
  server.changeUser(undefined)
  assert.deepEqual(await refresh(server, token), unknown)
})

test('using a rotated token again revokes all that came from that login, and nothing else', async (t) => {
  const server = await startTokenServer(t)
  server.changeClient('public', rotating)
  const other = await login(server)
  const first = await login(server)
  const second: Record<string, unknown> = await refresh(server, first)
  assert.equal(second.status, 200)
  assert.notEqual(second.refresh_token, first)
  const third: Record<string, unknown> = await refresh(server, second.refresh_token)
  assert.equal(third.status, 200)
  assert.deepEqual(await refresh(server, first), unknown)
  assert.deepEqual(await refresh(server, third.refresh_token), unknown)
  assert.equal((await refresh(server, other)).status, 200)
})

test('of many uses of a rotating token at once, one is answered and none leaves a working token', async (t) => {
  const server = await startTokenServer(t)
  server.changeClient('public', rotating)
  const token = await login(server)
  server.meet(20)
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(server, token)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(server.records.size, 0)
})

test('within the leeway a rotated token may be used again', async (t) => {
  const server = await startTokenServer(t)
  server.changeClient('public', { extra: { refresh_token: { rotation_type: 'rotating', leeway: 60 } } })
  const token = await login(server)
  const answers = await Promise.all([refresh(server, token), refresh(server, token)])
  answers.push(await refresh(server, token))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
})

test('an expiring token carries its end to storage; a rotated one keeps the end of its login', async (t) => {
  const server = await startTokenServer(t)
  const policy = { rotation_type: 'rotating', expiration_type: 'expiring', token_lifetime: 100 }
  server.changeClient('public', { extra: { refresh_token: policy } })
  const loggedInAt = Date.now()
  const token = await login(server)
  t.mock.timers.enable({ apis: ['Date'], now: loggedInAt + 50_000 })
  assert.equal((await refresh(server, token)).status, 200)
  const ends = [...server.records.values()].map(({ expiresAt }) => (expiresAt?.getTime() ?? 0) - loggedInAt)
  assert.equal(ends.length, 2)
  for (const end of ends) assert.ok(end > 95_000 && end < 105_000, `${end} ms`)
})

test('a revoked token stops working; an unknown one is answered the same', async (t) => {
  const server = await startTokenServer(t)
  const token = await login(server)
  const wrongClient = { client_id: 'backend', client_secret: 'backend-secret', token }
  for (const body of [wrongClient, { client_id: 'public', token: 'made up' }]) {
    const answer = await server.post('/oauth/revoke', body)
    assert.deepEqual([answer.status, answer.text], [200, ''])
  }
  assert.equal((await refresh(server, token)).status, 200)
  const form = new URLSearchParams({ client_id: 'public', token })
  const revoked = await server.post('/oauth/revoke', form)
  assert.deepEqual([revoked.status, revoked.text], [200, ''])
  assert.deepEqual(await refresh(server, token), unknown)
  assert.equal(server.records.size, 0)
})

test('revocation refuses an unknown client and a request without token', async (t) => {
  const server = await startTokenServer(t)
  const nobody = await server.post('/oauth/revoke', { client_id: 'nobody', token: 'x' })
  assert.deepEqual([nobody.status, nobody.body.error], [401, 'invalid_client'])
  const wrong = await server.post('/oauth/revoke', { client_id: 'backend', client_secret: 'x', token: 'x' })
  assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_client'])
  const missing = await server.post('/oauth/revoke', { client_id: 'public' })
  assert.deepEqual(
    [missing.status, missing.body],
    [400, { error: 'invalid_request', error_description: 'Missing required parameter: token' }],
  )
})
