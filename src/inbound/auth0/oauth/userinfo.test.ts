import assert from 'node:assert/strict'
import test from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { verifyAccessToken } from '#src/identity/tokens/verify-access-token.ts'
import { createRotatedKeys, startTokenServer, type TokenServer, user } from '#test/support/token-server.ts'

async function login(server: TokenServer, scope: string) {
  const { body } = await server.post('/oauth/token', {
    grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
    client_id: 'public',
    username: user.phoneNumber,
    otp: '123456',
    realm: 'sms',
    scope,
  })
  return { accessToken: String(body.access_token), idToken: String(body.id_token) }
}

const refusal = {
  error: 'invalid_token',
  error_description: 'The access token is invalid or has expired',
}

test('/userinfo tells what the scopes open, by GET and POST', async (t) => {
  const server = await startTokenServer(t)
  const profile = { name: 'Ada', picture: 'https://example.com/a.png' }
  server.changeUser({ profile, email: 'ada@example.com' })
  const { accessToken } = await login(server, 'openid profile email phone')
  const claims = {
    sub: user.userId,
    name: 'Ada',
    nickname: 'ada',
    picture: 'https://example.com/a.png',
    updated_at: '2026-01-02T03:04:05.678Z',
    email: 'ada@example.com',
    email_verified: false,
    phone_number: user.phoneNumber,
    phone_number_verified: true,
  }
  const authorization = `Bearer ${accessToken}`
  assert.deepEqual((await server.get('/userinfo', { authorization })).body, claims)
  assert.deepEqual((await server.post('/userinfo', {}, { authorization })).body, claims)
  const form = new URLSearchParams({ access_token: accessToken })
  assert.deepEqual((await server.post('/userinfo', form)).body, claims)

  const least = await login(server, 'openid')
  const answer = await server.get('/userinfo', { authorization: `Bearer ${least.accessToken}` })
  assert.deepEqual(answer.body, { sub: user.userId })
})

test('/userinfo refuses every other token', async (t) => {
  const server = await startTokenServer(t)
  const { accessToken, idToken } = await login(server, 'openid')
  const withoutOpenid = await login(server, 'profile')
  const machine = await server.post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'backend',
    client_secret: 'backend-secret',
    audience: `${server.issuer}api/v2/`,
  })
  const bad = [
    idToken,
    withoutOpenid.accessToken,
    String(machine.body.access_token),
    `${accessToken.slice(0, -8)}AAAAAAAA`,
    'opaque',
    'a.b.c',
  ]
  for (const token of bad) {
    const answer = await server.get('/userinfo', { authorization: `Bearer ${token}` })
    assert.deepEqual([answer.status, answer.body], [401, refusal])
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token"/)
  }
  const none = await server.get('/userinfo')
  assert.deepEqual([none.status, none.body, none.headers.get('www-authenticate')], [401, refusal, 'Bearer'])

  for (const change of [{ blocked: true }, undefined]) {
    server.changeUser(change)
    const answer = await server.get('/userinfo', { authorization: `Bearer ${accessToken}` })
    assert.deepEqual([answer.status, answer.body], [401, refusal])
  }
})

test('each way in which a token is no good has its own kind', async (t) => {
  const server = await startTokenServer(t)
  const { accessToken, idToken } = await login(server, 'openid')
  const audience = `${server.issuer}userinfo`
  const config = server.config()
  const kindOf = async (token: string, wanted = audience) => {
    const verdict = await verifyAccessToken(token, config, { audience: wanted })
    return verdict.ok ? 'ok' : verdict.kind
  }
  assert.equal(await kindOf(accessToken), 'ok')
  assert.equal(await kindOf('opaque'), 'malformed')
  assert.equal(await kindOf('a.b.c'), 'invalid')
  assert.equal(await kindOf(idToken, 'public'), 'invalid')
  assert.equal(await kindOf(`${accessToken.slice(0, -8)}AAAAAAAA`), 'bad_signature')
  assert.deepEqual(await verifyAccessToken(accessToken, config, { audience: 'https://other' }), {
    ok: false,
    kind: 'bad_audience',
    audience,
  })
  assert.deepEqual(await verifyAccessToken(accessToken, { ...config, issuer: 'https://x/' }, { audience }), {
    ok: false,
    kind: 'invalid',
  })
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 86_400_001 })
  assert.equal(await kindOf(accessToken), 'expired')
})

test('after a rotation new tokens use the new key, and those of the old one still verify', async (t) => {
  const server = await startTokenServer(t)
  const old = await login(server, 'openid')
  const oldKid = server.config().signingKeys[0]?.kid
  server.change({ signingKeys: await createRotatedKeys(server.config().signingKeys) })
  const fresh = await login(server, 'openid')
  const jwks = createRemoteJWKSet(new URL(`${server.origin}/.well-known/jwks.json`))
  const kids = []
  for (const token of [old.idToken, fresh.idToken, old.accessToken, fresh.accessToken]) {
    kids.push((await jwtVerify(token, jwks)).protectedHeader.kid)
  }
  assert.deepEqual([kids[0], kids[2]], [oldKid, oldKid])
  assert.notEqual(kids[1], oldKid)
  assert.equal(kids[1], kids[3])
  const answer = await server.get('/userinfo', { authorization: `Bearer ${old.accessToken}` })
  assert.equal(answer.status, 200)
})
