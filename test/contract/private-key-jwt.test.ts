import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { startTestServer } from '#test/support/server.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

test('a public key registered by the Management API authenticates its client until it is deleted', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const audience = `${server.issuer}api/v2/`
  const { body: client } = await server.call('/api/v2/clients', {
    token,
    body: {
      name: 'keyed',
      app_type: 'non_interactive',
      client_authentication_methods: {
        private_key_jwt: { credentials: [{ credential_type: 'public_key', pem }] },
      },
    },
  })
  await server.call('/api/v2/client-grants', {
    token,
    body: { client_id: client.client_id, audience, scope: ['read:users'] },
  })

  const ask = async () =>
    server.call('/oauth/token', {
      body: {
        grant_type: 'client_credentials',
        audience,
        client_id: client.client_id,
        client_assertion_type: assertionType,
        client_assertion: await new SignJWT({ jti: randomUUID() })
          .setProtectedHeader({ alg: 'RS256' })
          .setIssuer(client.client_id)
          .setSubject(client.client_id)
          .setAudience(server.issuer)
          .setIssuedAt()
          .setExpirationTime('2m')
          .sign(privateKey),
      },
    })
  const before = await ask()
  assert.equal(before.status, 200, before.text)
  assert.equal(before.body.scope, 'read:users')

  const [{ id }] = client.client_authentication_methods.private_key_jwt.credentials
  const path = `/api/v2/clients/${client.client_id}/credentials/${id}`
  assert.equal((await server.call(path, { method: 'DELETE', token })).status, 204)
  assert.equal((await ask()).status, 401)
})
