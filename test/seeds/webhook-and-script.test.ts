// What Authgear's page "Webhook/Custom Script" says (docs/seeds.md), where no other test has it: its two scripts as they
// stand there, but for the address of the gateway, and its table of codes by both ways to deliver.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { authgearExample, authgearStarter } from '#test/sandbox/build/seed-scripts.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { management, startTestServer, type TestServer } from '#test/support/server.ts'

const to = '+442079460123'

async function start(t: TestContext) {
  return { server: await startTestServer(t), gateway: await startGateway(t) }
}

async function deliverBy(server: TestServer, provider: object): Promise<void> {
  const { status, text } = await callNative(server, '/phone-provider', { method: 'PUT', body: provider })
  assert.equal(status, 200, text)
}

const verify = (server: TestServer) => callNative(server, '/verifications', { body: { to } })

/** How the only attempt of the newest message ended. */
async function lastAttempt(server: TestServer) {
  const { messages } = (await callNative(server, '/messages?limit=1')).body
  return (await callNative(server, `/messages/${messages[0].id}`)).body.attempts[0]
}

const scriptTo = (code: string, gateway: Gateway) => {
  const source = code
    .replace('https://some.sms.gateway', `${gateway.url}/texts`)
    .replace('https://api.example.com', gateway.url)
  assert.notEqual(source, code)
  return { kind: 'script', script: { source } }
}

test('the default sample hands the whole payload on, and a gateway that refuses is delivery_rejected', async (t) => {
  const { server, gateway } = await start(t)
  await deliverBy(server, scriptTo(authgearStarter, gateway))
  assert.equal((await verify(server)).status, 201)
  const { method, path, body } = await gateway.waitForRequest()
  assert.deepEqual([method, path], ['POST', '/texts'])
  const payload = JSON.parse(body)
  const { code } = payload.template_variables
  assert.match(code, /^\d{6}$/)
  assert.deepEqual(payload, {
    to,
    body: `${code} is your verification code for Otpost. Do not share it with anyone.`,
    app_id: 'default',
    template_name: 'verification_sms.txt',
    language_tag: 'en',
    template_variables: {
      app_name: 'Otpost',
      client_id: management.clientId,
      code,
      host: new URL(server.url).host,
      phone: to,
    },
  })

  gateway.answerNext({ status: 503 })
  await verify(server)
  assert.partialDeepStrictEqual(await lastAttempt(server), {
    outcome: 'failed',
    failure: 'delivery_rejected',
  })
})

test('the example builds the JSON of its gateway from to and body', async (t) => {
  const { server, gateway } = await start(t)
  await deliverBy(server, scriptTo(authgearExample, gateway))
  assert.equal((await verify(server)).status, 201)
  const { method, path, headers, json, body } = await gateway.waitForRequest()
  assert.deepEqual([method, path, headers['content-type']], ['POST', '/sendsms.json', 'application/json'])
  const code = /\d{6}(?= is your)/.exec(body)?.[0]
  assert.deepEqual(json, {
    SMS: {
      auth: { username: 'user@example.com', apikey: 'abc13de25fgh46' },
      message: {
        sender: 'AG Test',
        messagetext: `${code} is your verification code for Otpost. Do not share it with anyone.`,
        flash: '0',
      },
      recipients: { gsm: [{ msidn: to }] },
    },
  })

  gateway.answerNext({ status: 401 })
  await verify(server)
  assert.partialDeepStrictEqual(await lastAttempt(server), { failure: 'delivery_rejected' })
})

test('a webhook and a script answer with the same codes, which a test and the log of messages tell with provider_error_code', async (t) => {
  const { server, gateway } = await start(t)
  const providers = {
    webhook: { kind: 'webhook', webhook: { url: gateway.url } },
    script: {
      kind: 'script',
      script: {
        source: `export default async (): Promise<any> =>
          (await fetch('${gateway.url}', { method: 'POST' })).json()`,
      },
    },
  }
  for (const [kind, provider] of Object.entries(providers)) {
    await deliverBy(server, provider)
    for (const code of [
      'ok',
      'invalid_phone_number',
      'rate_limited',
      'authentication_failed',
      'delivery_rejected',
    ]) {
      const failed = code !== 'ok'
      gateway.answerNext({ body: { code, provider_error_code: failed ? '30007' : '' } })
      const { body: told } = await callNative(server, '/phone-provider/test', { body: { to } })
      const said = failed ? { kind: code, provider_error_code: '30007' } : {}
      assert.partialDeepStrictEqual(
        told,
        { outcome: failed ? 'failed' : 'accepted', ...said },
        `${kind} ${code}`,
      )
      assert.equal('provider_error_code' in told, failed)
      assert.partialDeepStrictEqual(
        await lastAttempt(server),
        failed
          ? { kind, outcome: 'failed', failure: code, provider_error_code: '30007' }
          : { kind, outcome: 'accepted' },
      )
    }
  }
})
