import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startGateway } from './support/gateway.ts'
import { startTestServer } from './support/server.ts'

/** The address that the gateway is told of when a start comes with `X-Forwarded-For: 203.0.113.7`. */
async function addressTold(t: TestContext, settings: Record<string, string>): Promise<string> {
  const gateway = await startGateway(t)
  const server = await startTestServer(t, settings)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const options = { provider: 'sms_gateway', gateway_url: gateway.url, forward_req_info: 'true' }
  await server.call(`/api/v2/connections/${connection.id}`, { method: 'PATCH', token, body: { options } })
  const { status, text } = await server.call('/passwordless/start', {
    headers: { 'x-forwarded-for': '203.0.113.7' },
    body: { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' },
  })
  assert.equal(status, 200, text)
  return JSON.parse((await gateway.waitForRequest()).body).req.ip
}

test('X-Forwarded-For of a stranger is not believed', async (t) => {
  assert.equal(await addressTold(t, {}), '127.0.0.1')
  assert.equal(await addressTold(t, { OTPOST_TRUSTED_PROXIES: '10.0.0.0/8' }), '127.0.0.1')
})

test('X-Forwarded-For of a trusted proxy names the caller', async (t) => {
  assert.equal(await addressTold(t, { OTPOST_TRUSTED_PROXIES: '10.0.0.0/8 127.0.0.1' }), '203.0.113.7')
})

test('the log says why a message was not taken, with numbers masked', async (t) => {
  const gateway = await startGateway(t)
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const put = await server.call('/v1/phone-provider', {
    method: 'PUT',
    token,
    body: {
      kind: 'twilio',
      delivery_methods: ['text'],
      twilio: { sid: 'AC1', auth_token: 'token', from: '+15005550006', base_url: gateway.url },
    },
  })
  assert.equal(put.status, 200, put.text)
  const message = "The 'To' number +442079460123 is not a valid phone number."
  gateway.answer({ status: 400, body: { code: 21211, message, status: 400 } })
  const { body } = await server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' },
  })
  assert.equal(body.error_description, `${message} (Code: 21211)`)
  const line = server.logLines.find((candidate) => candidate.includes('"not delivered"'))
  const { reqId, messageId, failure, providerErrorCode, detail } = JSON.parse(line ?? '{}')
  assert.ok(reqId)
  assert.match(messageId, /^msg_/)
  assert.deepEqual([failure, providerErrorCode], ['invalid_phone_number', '21211'])
  assert.equal(detail, "The 'To' number +44********23 is not a valid phone number.")
})
