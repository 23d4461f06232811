// What Auth0's page "Send Phone Message" says (docs/seeds.md), where no other test has it: the parameters of its list in a
// login with a second factor, and that the login waits for the Hook.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { mfaOobGrant, passwordRealmGrant } from '#src/identity/clients/grant-types.ts'
import { hookStarter } from '#test/sandbox/build/seed-scripts.ts'
import { databaseConnection } from '#test/support/accounts.ts'
import { startGateway } from '#test/support/gateway.ts'
import { prepareMfa } from '#test/support/mfa.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const phoneNumber = '+442079460331'

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const mfa = await prepareMfa(server)
  const token = await server.managementToken()
  const manage = async (method: string, path: string, body: unknown) => {
    const answer = await server.call(`/api/v2${path}`, { method, token, body })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`)
    return answer.body
  }
  await manage('PUT', '/guardian/factors/phone/selected-provider', { provider: 'phone-message-hook' })
  const addHook = (script: string) =>
    manage('POST', '/hooks', { name: 'sends', triggerId: 'send-phone-message', enabled: true, script })
  const enrol = (mfaToken: string, headers: Readonly<Record<string, string>> = {}, channel = 'sms') =>
    server.call('/mfa/associate', {
      token: mfaToken,
      headers,
      body: { authenticator_types: ['oob'], oob_channels: [channel], phone_number: phoneNumber },
    })
  return { server, gateway, mfa, manage, addHook, enrol }
}

/** The starter code with something to do in it. */
function starterWith(code: string): string {
  const script = hookStarter.replace(' // TODO: Add your code here\n  cb(null, {});', code)
  assert.notEqual(script, hookStarter)
  return script
}

const reportTo = (url: string) =>
  starterWith(`  fetch('${url}', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipient, text, context }) }).then(() => cb(null, {}), cb)`)

test('the starter code delivers as it stands', async (t) => {
  const { server, mfa, addHook, enrol } = await start(t)
  await addHook(hookStarter)
  const { status, body, text } = await enrol(await mfa.beginLogin(phoneNumber))
  assert.equal(status, 200, text)
  assert.equal(body.oob_channel, 'sms')
  const { messages } = (await callNative(server, '/messages?limit=1')).body
  assert.partialDeepStrictEqual(messages, [
    { purpose: 'mfa_enrollment', status: 'accepted', provider: 'hook' },
  ])
})

test('every parameter of the list is there in a login: of the message, the request, the application and the user', async (t) => {
  const { server, gateway, mfa, manage, addHook, enrol } = await start(t)
  await addHook(reportTo(gateway.url))
  await manage('PATCH', `/clients/${mfa.clientId}`, {
    client_metadata: { region: 'eu' },
    grant_types: [passwordRealmGrant, mfaOobGrant],
  })
  const token = await server.managementToken()
  const [database] = (await server.call(`/api/v2/connections?name=${databaseConnection}`, { token })).body
  await manage('PATCH', `/connections/${database.id}/clients`, [{ client_id: mfa.clientId, status: true }])
  const account = { email: 'billie@example.com', password: 'A password 1 of a test' }
  const user = await manage('POST', '/users', {
    ...account,
    connection: databaseConnection,
    name: 'Billie Magnusson',
    app_metadata: { plan: 'gold' },
    user_metadata: { colour: 'green' },
  })
  const asked = await server.call('/oauth/token', {
    body: {
      grant_type: passwordRealmGrant,
      realm: databaseConnection,
      username: account.email,
      password: account.password,
      client_id: mfa.clientId,
      client_secret: mfa.clientSecret,
    },
  })
  assert.equal(asked.body.error, 'mfa_required', asked.text)
  const { status, text } = await enrol(asked.body.mfa_token, { 'user-agent': 'Mozilla/5.0' })
  assert.equal(status, 200, text)
  const [request] = gateway.requests
  const called = JSON.parse(request?.body ?? '')
  const { code } = called.context
  assert.match(code, /^\d{6}$/)
  assert.match(called.text, new RegExp(`\\b${code}\\b`))
  const { webtask: _, ...context } = called.context
  assert.deepEqual(
    { ...called, context, text: '' },
    {
      recipient: phoneNumber,
      text: '',
      context: {
        message_type: 'sms',
        action: 'enrollment',
        language: 'en',
        code,
        ip: '::ffff:127.0.0.1',
        request: { ip: '::ffff:127.0.0.1' },
        user_agent: 'Mozilla/5.0',
        client: { client_id: mfa.clientId, name: 'App', client_metadata: { region: 'eu' } },
        user: {
          user_id: user.user_id,
          name: 'Billie Magnusson',
          email: 'billie@example.com',
          app_metadata: { plan: 'gold' },
          user_metadata: { colour: 'green' },
        },
      },
    },
  )
  assert.equal((await callNative(server, '/messages?limit=1')).body.messages[0].status, 'accepted')
})

test('context.language is one of the tenant’s languages by Accept-Language, or the default one', async (t) => {
  const { gateway, mfa, manage, addHook, enrol } = await start(t)
  await addHook(reportTo(gateway.url))
  await manage('PATCH', '/tenants/settings', { enabled_locales: ['de', 'fr', 'en'] })
  const languages: unknown[] = []
  for (const asked of ['fr-CA,de;q=0.5', 'en', 'ja', '']) {
    const { status, text } = await enrol(await mfa.beginLogin(phoneNumber), { 'accept-language': asked })
    assert.equal(status, 200, text)
    languages.push(JSON.parse(gateway.requests.at(-1)?.body ?? '').context.language)
  }
  assert.deepEqual(languages, ['fr', 'en', 'de', 'de'])
})

test('the login waits until the Hook has called back, and no longer than the Hook may take', async (t) => {
  const { server, gateway, mfa, addHook, enrol } = await start(t)
  const hook = await addHook(reportTo(gateway.url))
  const sent = Promise.withResolvers<void>()
  gateway.answerNext({ after: sent.promise })
  let isAnswered = false
  const enrolling = enrol(await mfa.beginLogin(phoneNumber)).then((answer) => {
    isAnswered = true
    return answer
  })
  await gateway.waitForRequest()
  // Whatever else the server has to do for the login, it has done when it has answered another request.
  await server.call('/.well-known/openid-configuration')
  assert.equal(isAnswered, false)
  sent.resolve()
  assert.equal((await enrolling).status, 200)

  // A Hook without the call of its callback. Its twenty seconds pass in a second.
  const token = await server.managementToken()
  const script = starterWith('')
  const changed = await server.call(`/api/v2/hooks/${hook.id}`, { method: 'PATCH', token, body: { script } })
  assert.equal(changed.status, 200, changed.text)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const { setTimeout } = globalThis
  let waits = 0
  t.mock.method(globalThis, 'setTimeout', (run: () => void, ms?: number) => {
    if (ms === 20_000) waits += 1
    return setTimeout(run, ms === 20_000 ? 1_000 : ms)
  })
  const refused = await enrol(mfaToken)
  assert.ok(waits > 0)
  assert.equal(refused.status, 400)
  assert.equal(refused.body.error, 'sms_provider_error')
  await waitFor('the message to be settled', async () => {
    const { messages } = (await callNative(server, '/messages?limit=1')).body
    const { attempts } = (await callNative(server, `/messages/${messages[0].id}`)).body
    return attempts[0].failure === 'timeout'
  })
})
