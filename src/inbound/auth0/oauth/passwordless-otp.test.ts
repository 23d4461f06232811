import assert from 'node:assert/strict'
import test from 'node:test'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { apiAudience, startTokenServer, type TokenServer, user } from '#test/support/token-server.ts'

const login = {
  grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
  client_id: 'public',
  username: user.phoneNumber,
  otp: '123456',
  realm: 'sms',
}

async function verify(server: TokenServer, token: unknown, audience: string) {
  const keys = createRemoteJWKSet(new URL(`${server.origin}/.well-known/jwks.json`))
  return jwtVerify(String(token), keys, { issuer: server.issuer, audience })
}

test('a right code gives an ID token with the claims of its scopes, and stores nothing', async (t) => {
  const server = await startTokenServer(t)
  const { status, body } = await server.post('/oauth/token', { ...login, scope: 'openid profile phone' })
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), ['access_token', 'id_token', 'expires_in', 'token_type'])
  assert.equal(body.expires_in, 86_400)
  const { payload, protectedHeader } = await verify(server, body.id_token, 'public')
  assert.equal(protectedHeader.alg, 'RS256')
  const { iat = 0, ...claims } = payload
  assert.deepEqual(claims, {
    iss: server.issuer,
    sub: user.userId,
    aud: 'public',
    exp: iat + 36_000,
    name: user.phoneNumber,
    nickname: user.phoneNumber,
    updated_at: '2026-01-02T03:04:05.678Z',
    phone_number: user.phoneNumber,
    phone_number_verified: true,
  })
  assert.equal(server.records.size, 0)
})

test('without openid there is no ID token, without offline_access no refresh token', async (t) => {
  const server = await startTokenServer(t)
  const plain = await server.post('/oauth/token', login)
  assert.deepEqual(Object.keys(plain.body), ['access_token', 'expires_in', 'token_type'])
  const openid = await server.post('/oauth/token', { ...login, scope: 'openid' })
  assert.deepEqual(Object.keys(decodeJwt(String(openid.body.id_token))).sort(), [
    'aud',
    'exp',
    'iat',
    'iss',
    'sub',
  ])
})

test('a token for an API names the API, and /userinfo too when openid was granted', async (t) => {
  const server = await startTokenServer(t)
  const request = { ...login, audience: apiAudience, scope: 'read:things unknown:scope' }
  const { body } = await server.post('/oauth/token', request)
  assert.equal(
    body.scope,
    'read:things',
    'the answer says what was granted when it is not what was asked for',
  )
  const { payload, protectedHeader } = await verify(server, body.access_token, apiAudience)
  assert.equal(protectedHeader.typ, 'JWT')
  const { iat = 0, ...claims } = payload
  assert.deepEqual(claims, {
    iss: server.issuer,
    sub: user.userId,
    aud: apiAudience,
    exp: iat + 7200,
    scope: 'read:things',
    azp: 'public',
  })

  const openid = await server.post('/oauth/token', { ...login, audience: apiAudience, scope: 'openid' })
  const both = await verify(server, openid.body.access_token, apiAudience)
  assert.deepEqual(both.payload.aud, [apiAudience, `${server.issuer}userinfo`])
})

test('a refused request does not use the code up', async (t) => {
  const server = await startTokenServer(t)
  const refusals: [object, number, string, string][] = [
    [{ ...login, otp: '' }, 400, 'invalid_request', 'Missing required parameter: otp'],
    [{ ...login, username: undefined }, 400, 'invalid_request', 'Missing required parameter: username'],
    [{ ...login, realm: null }, 400, 'invalid_request', 'Missing required parameter: realm'],
    [{ ...login, audience: 'https://nope' }, 403, 'access_denied', 'Service not found: https://nope'],
    [
      { ...login, audience: `${server.issuer}api/v2/` },
      403,
      'access_denied',
      `Users cannot be given access to the Management API: ${server.issuer}api/v2/`,
    ],
    [{ ...login, client_id: 'backend' }, 401, 'access_denied', 'Unauthorized'],
  ]
  for (const [request, status, error, error_description] of refusals) {
    const answer = await server.post('/oauth/token', request)
    assert.deepEqual({ status: answer.status, ...answer.body }, { status, error, error_description })
  }
  assert.deepEqual(server.redeemed, [])
})

test('a refusal of the code is passed on as it is', async (t) => {
  const server = await startTokenServer(t)
  const { status, body } = await server.post('/oauth/token', { ...login, otp: '000000' })
  assert.equal(status, 403)
  assert.deepEqual(body, {
    error: 'invalid_grant',
    error_description: 'Wrong phone number or verification code.',
  })
})

test('a refresh token is stored without its value, hashed', async (t) => {
  const server = await startTokenServer(t)
  const { body } = await server.post('/oauth/token', { ...login, scope: 'openid offline_access' })
  assert.equal(typeof body.refresh_token, 'string')
  assert.equal(server.records.size, 1)
  assert.ok(!JSON.stringify([...server.records]).includes(String(body.refresh_token)))
})

test('offline_access is granted only where client and API allow it', async (t) => {
  const server = await startTokenServer(t)
  const request = { ...login, scope: 'openid offline_access', audience: apiAudience }
  const servers = server.config().resourceServers
  server.change({ resourceServers: servers.map((api) => ({ ...api, allowOfflineAccess: false })) })
  const byApi = await server.post('/oauth/token', request)
  assert.equal(byApi.body.refresh_token, undefined)
  assert.equal(byApi.body.scope, 'openid')

  server.changeClient('public', { grantTypes: [login.grant_type] })
  const byClient = await server.post('/oauth/token', { ...request, audience: undefined })
  assert.equal(byClient.body.refresh_token, undefined)
  assert.equal(server.records.size, 0)
})

test('a change of a client counts at once: HS256 ID tokens, another lifetime', async (t) => {
  const server = await startTokenServer(t)
  const before = await server.post('/oauth/token', { ...login, scope: 'openid' })
  assert.equal(decodeProtectedHeader(String(before.body.id_token)).alg, 'RS256')
  server.changeClient('public', { idTokenAlg: 'HS256', idTokenLifetimeSeconds: 60, secret: 'short' })
  const { body } = await server.post('/oauth/token', { ...login, scope: 'openid' })
  const { payload } = await jwtVerify(String(body.id_token), Buffer.from('short'))
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 60)
})

test('a blocked user gets no tokens', async (t) => {
  const server = await startTokenServer(t)
  server.changeUser({ blocked: true })
  const { status, body } = await server.post('/oauth/token', login)
  assert.equal(status, 403)
  assert.deepEqual(body, { error: 'unauthorized', error_description: 'user is blocked' })
})
