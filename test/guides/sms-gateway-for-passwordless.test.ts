import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { type GatewayReply, startGateway } from '#test/support/gateway.ts'
import { startTestServer } from '#test/support/server.ts'
import { followGuide } from './follow-guide.ts'

const name = 'sms-gateway-for-passwordless.md'

test(`who follows docs/guides/${name} sees what it says`, { timeout: 180_000 }, async (t) => {
  await followGuide(t, name)
})

test('every row of its table of failures is true', { timeout: 90_000 }, async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const guide = readFileSync(new URL(`../../docs/guides/${name}`, import.meta.url), 'utf8')
  const rows = [...guide.matchAll(/^\| (.+?) \| `(.+? SMS gateway: (\w+))` \| `(\w+)` \|$/gm)]
  assert.equal(rows.length, Object.keys(deeds).length)

  // Each row has a connection and a gateway of its own, so that the one that waits does not hold up the others.
  await Promise.all(
    rows.map(async ([, says, description, code = '', failure], index) => {
      const deed = deeds[code]
      assert.ok(deed !== undefined, `no gateway here ${says}`)
      const gateway = await startGateway(t)
      gateway.answer(deed === 'not there' ? {} : deed)
      if (code === 'ECONNREFUSED') await gateway.close()
      // The one loopback address that the server of these tests may not call.
      const gatewayUrl = code === 'EGRESS_REFUSED' ? 'http://[::1]:4000' : gateway.url
      const phone_number = `+4420794601${10 + index}`
      const body = {
        name: `sms-${index}`,
        strategy: 'sms',
        options: { ...connection.options, provider: 'sms_gateway', gateway_url: gatewayUrl },
        enabled_clients: ['demo'],
      }
      const created = await server.call('/api/v2/connections', { token, body })
      assert.equal(created.status, 201, created.text)

      const sent = await server.call('/passwordless/start', {
        body: { client_id: 'demo', connection: body.name, phone_number },
      })
      assert.deepEqual(
        [sent.status, sent.body],
        [400, { error: 'sms_provider_error', error_description: description }],
      )
      const to = encodeURIComponent(phone_number)
      const [message] = (await server.call(`/v1/messages?to=${to}`, { token })).body.messages
      const { attempts } = (await server.call(`/v1/messages/${message.id}`, { token })).body
      assert.equal(attempts[0].failure, failure, says)
    }),
  )
})

/** What the gateway of each row does, by what ends its description. */
const deeds: Readonly<Record<string, GatewayReply | 'not there'>> = {
  401: { status: 401 },
  503: { status: 503 },
  201: { status: 201 },
  302: { status: 302, headers: { location: '/elsewhere' } },
  ESOCKETTIMEDOUT: 'hang',
  ECONNREFUSED: 'not there',
  ECONNRESET: 'drop',
  EPROTO: 'garbage',
  EGRESS_REFUSED: 'not there',
}
