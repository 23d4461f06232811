import assert from 'node:assert/strict'
import test from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { allManagementScopes } from '#src/identity/clients/scopes.ts'
import { apiAudience, startTokenServer, type TokenServer } from '#test/support/token-server.ts'

const backend = {
  grant_type: 'client_credentials',
  client_id: 'backend',
  client_secret: 'backend-secret',
}

function verify(server: TokenServer, token: unknown) {
  return jwtVerify(String(token), createRemoteJWKSet(new URL(`${server.origin}/.well-known/jwks.json`)))
}

test('a granted client gets a Management token with all its scopes', async (t) => {
  const server = await startTokenServer(t)
  const audience = `${server.issuer}api/v2/`
  const { status, body, headers } = await server.post('/oauth/token', { ...backend, audience })
  assert.equal(status, 200)
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.deepEqual(Object.keys(body), ['access_token', 'scope', 'expires_in', 'token_type'])
  assert.equal(body.scope, allManagementScopes.join(' '))
  assert.equal(body.expires_in, 86_400)
  assert.equal(body.token_type, 'Bearer')

  const { payload, protectedHeader } = await verify(server, body.access_token)
  assert.deepEqual(protectedHeader, {
    alg: 'RS256',
    typ: 'JWT',
    kid: server.config().signingKeys.find(({ current }) => current)?.kid,
  })
  const { iat = 0, ...claims } = payload
  assert.deepEqual(claims, {
    iss: server.issuer,
    sub: 'backend@clients',
    aud: audience,
    exp: iat + 86_400,
    scope: body.scope,
    gty: 'client-credentials',
    azp: 'backend',
  })
  assert.equal(server.records.size, 0, 'an access token leaves no row')
})

test('a form is read like JSON, also when its content type names a charset', async (t) => {
  const server = await startTokenServer(t)
  const form = new URLSearchParams({ ...backend, audience: `${server.issuer}api/v2/`, scope: 'read:users' })
  const type = 'application/x-www-form-urlencoded;charset=UTF-8'
  const { status, body } = await server.post('/oauth/token', form, { 'content-type': type })
  assert.equal(status, 200)
  assert.equal(body.scope, 'read:users')
})

test('a token for an API of the operator holds only scopes that the API still defines, for as long as it says', async (t) => {
  const server = await startTokenServer(t)
  const { body } = await server.post('/oauth/token', { ...backend, audience: apiAudience })
  assert.equal(body.scope, 'read:things')
  assert.equal(body.expires_in, 7200)
})

test('what a client was not granted is refused', async (t) => {
  const server = await startTokenServer(t)
  const audience = `${server.issuer}api/v2/`
  const refusals: [object, number, object][] = [
    [
      { ...backend, audience: apiAudience, scope: 'read:things write:things' },
      403,
      { error: 'access_denied', error_description: 'Client has not been granted scopes: write:things' },
    ],
    [
      { ...backend, audience: 'https://nowhere.example.com' },
      403,
      { error: 'access_denied', error_description: 'Service not found: https://nowhere.example.com' },
    ],
    [
      { ...backend, audience: audience.slice(0, -1) },
      403,
      { error: 'access_denied', error_description: `Service not found: ${audience.slice(0, -1)}` },
    ],
    [backend, 400, { error: 'invalid_request', error_description: 'Missing required parameter: audience' }],
    [
      { ...backend, client_id: 'bare', client_secret: 'bare-secret', audience },
      403,
      {
        error: 'unauthorized_client',
        error_description: "Grant type 'client_credentials' not allowed for the client.",
      },
    ],
    [
      { ...backend, grant_type: 'urn:example:unknown', audience },
      403,
      { error: 'unsupported_grant_type', error_description: 'Unsupported grant type: urn:example:unknown' },
    ],
    [
      { client_id: 'backend' },
      400,
      { error: 'invalid_request', error_description: 'Missing required parameter: grant_type' },
    ],
    [
      { ...backend, scope: ['read:users'], audience },
      400,
      { error: 'invalid_request', error_description: 'Parameter scope must be a single string' },
    ],
    [
      { grant_type: 'client_credentials', client_id: 'public', audience },
      401,
      { error: 'access_denied', error_description: 'Unauthorized' },
    ],
  ]
  for (const [request, status, expected] of refusals) {
    const answer = await server.post('/oauth/token', request)
    assert.deepEqual({ status: answer.status, body: answer.body }, { status, body: expected })
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  }
  server.change({ clientGrants: [] })
  const { status, body } = await server.post('/oauth/token', { ...backend, audience })
  assert.equal(status, 403)
  assert.equal(body.error, 'access_denied')
  assert.match(
    String(body.error_description),
    /^Client is not authorized to access ".*"\. You need to create/,
  )
})

test('a body that cannot be read is refused in the same shape', async (t) => {
  const server = await startTokenServer(t)
  for (const [contentType, body] of [
    ['application/json', '{'],
    ['application/json', '"text"'],
    ['application/json', 'null'],
    ['application/xml', '<a/>'],
    ['application/x-www-form-urlencoded', 'grant_type=a&grant_type=b'],
  ] as const) {
    const response = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    })
    assert.ok(response.status >= 400 && response.status < 500, `${response.status} for ${body}`)
    const answer: unknown = await response.json()
    assert.ok(typeof answer === 'object' && answer !== null)
    assert.deepEqual(Object.keys(answer), ['error', 'error_description'])
  }
})

test('making tokens prints nothing', async () => {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const script = `
    import { startTokenServer } from '#test/support/token-server.ts'
    const ends = []
    const server = await startTokenServer({ after: (end) => ends.push(end) })
    const { status } = await server.post('/oauth/token', {
      ...${JSON.stringify(backend)}, audience: server.issuer + 'api/v2/', })
    if (status !== 200) process.exitCode = 1
    for (const end of ends) await end()`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  assert.deepEqual(await run, { stdout: '', stderr: '' })
})
