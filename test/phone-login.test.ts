import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startGateway } from './support/gateway.ts'
import { startTestServer } from './support/server.ts'

const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const phoneNumber = '+442079460123'
const start = { client_id: 'demo', connection: 'sms', phone_number: phoneNumber, send: 'code' }

test('a code sent through an SMS gateway is exchanged for an id_token that verifies against JWKS', async (t) => {
  const gateway = await startGateway(t)
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const patched = await server.call(`/api/v2/connections/${connection.id}`, {
    method: 'PATCH',
    token,
    body: {
      options: {
        ...connection.options,
        provider: 'sms_gateway',
        gateway_url: gateway.url,
        from: '+1 234 567',
      },
    },
  })
  assert.equal(patched.status, 200, patched.text)

  const sent = await server.call('/passwordless/start', { body: start })
  assert.equal(sent.status, 200, sent.text)
  const sms = JSON.parse((await gateway.waitForRequest()).body)
  assert.deepEqual(Object.keys(sms), ['recipient', 'body', 'sender'])
  assert.equal(sms.sender, '+1 234 567')

  const exchanged = await server.call('/oauth/token', {
    form: {
      grant_type: passwordlessGrant,
      client_id: 'demo',
      username: phoneNumber,
      realm: 'sms',
      otp: /\d{6}/.exec(sms.body)?.[0] ?? '',
      scope: 'openid phone',
    },
  })
  assert.equal(exchanged.status, 200, exchanged.text)
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.url))
  const { payload } = await jwtVerify(exchanged.body.id_token, keys, {
    issuer: server.issuer,
    audience: 'demo',
  })
  assert.equal(payload.sub, `sms|${sent.body._id}`)
  assert.equal(payload.phone_number, phoneNumber)
})
