import assert from 'node:assert/strict'
import test from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import { startTokenServer, type TokenServer } from '#test/support/token-server.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function ask(server: TokenServer, body: object, headers: Record<string, string> = {}) {
  const audience = `${server.issuer}api/v2/`
  return server.post('/oauth/token', { grant_type: 'client_credentials', audience, ...body }, headers)
}

function basic(clientId: string, secret: string) {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` }
}

function assertion(server: TokenServer, claims: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: 'keyed',
    sub: 'keyed',
    aud: server.issuer,
    iat: now,
    exp: now + 120,
    jti: crypto.randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(server.assertionKey)
}

test('a secret is taken from the body and from HTTP Basic alike', async (t) => {
  const server = await startTokenServer(t)
  const inBody = await ask(server, { client_id: 'backend', client_secret: 'backend-secret' })
  assert.equal(inBody.status, 200)
  assert.equal((await ask(server, {}, basic('backend', 'backend-secret'))).status, 200)
  assert.equal((await ask(server, { client_id: 'backend' }, basic('backend', 'backend-secret'))).status, 200)
})

test('a Basic secret is taken form-encoded, as the standard has it, and plain, as curl sends it', async (t) => {
  const server = await startTokenServer(t)
  server.changeClient('backend', { secret: 'a+b/c%20=:' })
  assert.equal((await ask(server, {}, basic('backend', 'a+b/c%20=:'))).status, 200)
  assert.equal((await ask(server, {}, basic('backend', encodeURIComponent('a+b/c%20=:')))).status, 200)
})

test('a client that does not prove who it is gets no token', async (t) => {
  const server = await startTokenServer(t)
  const unauthorized = { error: 'access_denied', error_description: 'Unauthorized' }
  const invalidClient = { error: 'invalid_client', error_description: 'Client authentication failed' }
  const cases: [string, object, Record<string, string>, number, object | undefined][] = [
    ['wrong secret', { client_id: 'backend', client_secret: 'nope' }, {}, 401, unauthorized],
    ['wrong Basic secret', {}, basic('backend', 'nope'), 401, unauthorized],
    ['no secret', { client_id: 'backend' }, {}, 401, unauthorized],
    ['empty secret', { client_id: 'backend', client_secret: '' }, {}, 401, unauthorized],
    ['unknown client', { client_id: 'nobody', client_secret: 'x' }, {}, 401, invalidClient],
    ['secret of a key client', { client_id: 'keyed', client_secret: 'keyed-secret' }, {}, 401, unauthorized],
    ['prototype member', { client_id: '__proto__', client_secret: 'x' }, {}, 401, invalidClient],
    ['no client', {}, {}, 400, undefined],
    ['two ways', { client_secret: 'backend-secret' }, basic('backend', 'backend-secret'), 400, undefined],
    ['other client in header', { client_id: 'bare' }, basic('backend', 'backend-secret'), 400, undefined],
    ['malformed header', {}, { authorization: 'Basic !' }, 400, undefined],
    ['not a string', { client_id: 'backend', client_secret: { a: 1 } }, {}, 400, undefined],
  ]
  for (const [name, body, headers, status, expected] of cases) {
    const answer = await ask(server, body, headers)
    assert.equal(answer.status, status, name)
    if (expected) assert.deepEqual(answer.body, expected, name)
    else assert.equal(answer.body.error, 'invalid_request', name)
    assert.equal(answer.headers.has('www-authenticate'), status === 401 && 'authorization' in headers, name)
  }
  server.changeClient('backend', { secret: '' })
  assert.equal((await ask(server, {}, basic('backend', ''))).status, 401)
})

test('an assertion counts once, for the issuer or the token endpoint', async (t) => {
  const server = await startTokenServer(t)
  for (const aud of [server.issuer, `${server.issuer}oauth/token`]) {
    const body = {
      client_assertion: await assertion(server, { aud }),
      client_assertion_type: assertionType,
    }
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(server, body)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    const replayed = answers.find(({ status }) => status !== 200)
    assert.equal(replayed?.status, 401)
    assert.equal(replayed?.body.error, 'invalid_client')
  }
})

test('an assertion that is not this client’s, not for us, not alive or without end is refused', async (t) => {
  const server = await startTokenServer(t)
  const now = Math.floor(Date.now() / 1000)
  const good = await assertion(server)
  const cases: Record<string, object> = {
    'other audience': { client_assertion: await assertion(server, { aud: 'https://example.com/' }) },
    expired: { client_assertion: await assertion(server, { exp: now - 60 }) },
    'valid for years': { client_assertion: await assertion(server, { exp: 1e300 }) },
    'no jti': { client_assertion: await assertion(server, { jti: '' }) },
    'other issuer': { client_assertion: await assertion(server, { iss: 'backend' }) },
    'client without keys': { client_assertion: await assertion(server, { iss: 'backend', sub: 'backend' }) },
    'other client_id': { client_assertion: good, client_id: 'backend' },
    'other type': { client_assertion: good, client_assertion_type: 'saml' },
    tampered: { client_assertion: `${good.slice(0, -8)}AAAAAAAA` },
    garbage: { client_assertion: 'garbage' },
  }
  for (const [name, body] of Object.entries(cases)) {
    const answer = await ask(server, { client_assertion_type: assertionType, ...body })
    assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client'], name)
  }
  const expiredKey = server.config().clients.get('keyed')?.credentials ?? []
  server.changeClient('keyed', {
    credentials: expiredKey.map((key) => ({ ...key, expiresAt: '2026-01-01T00:00:00.000Z' })),
  })
  const answer = await ask(server, { client_assertion: good, client_assertion_type: assertionType })
  assert.equal(answer.status, 401)
})
