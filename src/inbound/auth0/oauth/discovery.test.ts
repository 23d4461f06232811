import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import test from 'node:test'
import { publicJwks } from '#src/identity/keys/signing-keys.ts'
import { createRotatedKeys, startTokenServer } from '#test/support/token-server.ts'

test('discovery names only endpoints that answer', async (t) => {
  const server = await startTokenServer(t)
  const { body, headers } = await server.get('/.well-known/openid-configuration')
  assert.equal(body.issuer, server.issuer)
  assert.equal(headers.get('access-control-allow-origin'), '*')
  // That of second factors is played in test/contract/mfa.
  assert.equal(body.mfa_challenge_endpoint, `${server.issuer}mfa/challenge`)
  const endpoints = Object.entries(body).filter(
    ([name]) => (name.endsWith('_endpoint') && !name.startsWith('mfa_')) || name === 'jwks_uri',
  )
  assert.equal(endpoints.length, 4)
  for (const [name, url] of endpoints) {
    const method = name === 'jwks_uri' ? 'GET' : 'POST'
    const { status } = await fetch(String(url), { method })
    assert.notEqual(status, 404, name)
  }
})

test('JWKS shows every key, the current one first, and nothing private', async (t) => {
  const server = await startTokenServer(t)
  server.change({ signingKeys: await createRotatedKeys(server.config().signingKeys) })
  const keys = server.config().signingKeys
  const { body, headers } = await server.get('/.well-known/jwks.json')
  assert.deepEqual(body, publicJwks(keys))
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.equal(publicJwks(keys).keys[0]?.kid, keys.find(({ current }) => current)?.kid)
  for (const key of publicJwks(keys).keys) {
    assert.deepEqual(Object.keys(key), ['alg', 'kty', 'use', 'n', 'e', 'kid', 'x5t', 'x5c'])
  }
})

test('the certificate of a key is self-signed over that key, and x5t is its thumbprint', async (t) => {
  const server = await startTokenServer(t)
  const [key] = publicJwks(server.config().signingKeys).keys
  assert.ok(key)
  const der = Buffer.from(key.x5c[0], 'base64')
  const certificate = new X509Certificate(der)
  assert.equal(certificate.subject, 'CN=localhost')
  assert.ok(certificate.verify(certificate.publicKey))
  assert.ok(certificate.checkIssued(certificate))
  assert.equal(certificate.publicKey.export({ format: 'jwk' }).n, key.n)
  assert.ok(certificate.validToDate.getTime() > Date.now() + 12 * 365 * 86_400_000)
  assert.equal(key.x5t, createHash('sha1').update(der).digest('base64url'))
})
