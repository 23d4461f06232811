// "An API endpoint that accepts external HTTPS requests" (docs/seeds.md): providers are called over TLS, and only those
// whose certificate somebody vouches for. The process has to be told of the test's authority when it starts, as Node reads
// NODE_EXTRA_CA_CERTS then.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { loadTls } from '#src/inbound/http/tls.ts'
import { asManagement } from '#test/support/native.ts'
import { freePort, startOtpost } from '#test/support/otpost-process.ts'
import { startTestServer } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const to = '+442079460123'

/** A gateway with a certificate for localhost, of an authority of its own. */
async function startHttpsGateway(t: TestContext) {
  const tls = await loadTls({ tls: { mode: 'self-signed' }, dataDir: await tempFolder(t) })
  assert.ok(tls?.caFile !== undefined)
  const received: unknown[] = []
  const server = createServer({ key: tls.key, cert: tls.cert }, async (request, response) => {
    received.push(await json(request))
    response.end('{"code":"ok"}')
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return { url: `https://localhost:${address.port}/sms`, caFile: tls.caFile, received }
}

test('a webhook and an SMS gateway are called over https, and not when nobody vouches for their certificate', async (t) => {
  const trusted = await startHttpsGateway(t)
  const stranger = await startHttpsGateway(t)
  const { env } = await startTestServer(t)
  const otpost = await startOtpost(t, {
    ...env,
    PORT: await freePort(),
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8,::1',
    NODE_EXTRA_CA_CERTS: trusted.caFile,
  })
  const trial = async (url: string, kind: 'webhook' | 'sms_gateway') => {
    const settings = kind === 'webhook' ? { webhook: { url } } : { sms_gateway: { gateway_url: url } }
    const { body } = await otpost.call('/v1/phone-provider/test', {
      headers: asManagement,
      body: { to, kind, ...settings },
    })
    return [body.outcome, body.kind, body.provider_error_code]
  }
  for (const kind of ['webhook', 'sms_gateway'] as const) {
    assert.deepEqual(await trial(trusted.url, kind), ['accepted', undefined, undefined], kind)
    const [outcome, failure, code] = await trial(stranger.url, kind)
    assert.deepEqual([outcome, failure], ['failed', 'unreachable'], kind)
    assert.match(code, /SIGNATURE|CERT/, kind)
  }
  assert.partialDeepStrictEqual(trusted.received, [{ to }, { recipient: to }])
  assert.deepEqual(stranger.received, [])
})
