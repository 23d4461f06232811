import assert from 'node:assert/strict'
import test from 'node:test'
import { providerKinds } from '#src/providers/registry.ts'
import { maskedSecret } from '#src/settings/phone-provider.ts'
import { startGateway } from '#test/support/gateway.ts'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const put = (server: TestServer, body: unknown) =>
  callNative(server, '/phone-provider', { method: 'PUT', body })
const get = (server: TestServer) => callNative(server, '/phone-provider')

const twilio = { sid: 'AC1', auth_token: 'twilio-token', from: '+15005550006' }

test('a new tenant uses the inbox, and the next message goes through what was chosen instead', async (t) => {
  const server = await startTestServer(t)
  assert.deepEqual((await get(server)).body, {
    kind: 'inbox',
    delivery_methods: ['text', 'voice'],
    disabled: false,
    inbox: {},
  })
  const gateway = await startGateway(t)
  const document = {
    kind: 'sms_gateway',
    delivery_methods: ['text'],
    sms_gateway: { gateway_url: gateway.url },
  }
  const changed = await put(server, document)
  assert.equal(changed.status, 200)
  assert.deepEqual(changed.body, { ...document, disabled: false })
  assert.deepEqual((await get(server)).body, { ...document, disabled: false })
  await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  assert.equal(gateway.requests.length, 1)
})

test('secrets are masked, sealed at rest, and stay as they are when the mask comes back', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const written = await put(server, { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  assert.equal(written.body.twilio.auth_token, maskedSecret)
  const { body: shown } = await get(server)
  assert.equal(shown.twilio.auth_token, maskedSecret)

  const changed = await put(server, { ...shown, twilio: { ...shown.twilio, from: '+15005550007' } })
  assert.equal(changed.status, 200, changed.text)
  gateway.answer({ status: 201, body: { sid: 'SM1', status: 'queued' } })
  const sent = await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  assert.equal(sent.status, 201, sent.text)
  const request = await gateway.waitForRequest()
  assert.equal(request.form?.From, '+15005550007')
  assert.equal(request.headers.authorization, `Basic ${Buffer.from('AC1:twilio-token').toString('base64')}`)

  const { rows } = await openPool(t, server).query('select sealed_config from otpost.phone_providers')
  assert.ok(!rows[0].sealed_config.includes('twilio-token'))
})

test('a nested secret is masked too', async (t) => {
  const server = await startTestServer(t)
  const authentication = { audience: 'a', secret: 'very-secret', method: 'bearer' }
  const config = { gateway_url: 'https://sms.example.com/', gateway_authentication: authentication }
  const written = await put(server, { kind: 'sms_gateway', sms_gateway: config })
  assert.equal(written.status, 200, written.text)
  assert.ok(!written.text.includes('very-secret'))
  assert.equal(written.body.sms_gateway.gateway_authentication.secret, maskedSecret)
  assert.equal((await put(server, written.body)).status, 200)
})

test('a mask where no secret is stored is refused', async (t) => {
  const server = await startTestServer(t)
  const answer = await put(server, { kind: 'twilio', twilio: { ...twilio, auth_token: maskedSecret } })
  assertProblem(answer, 422, 'invalid-phone-provider')
  assert.deepEqual(answer.body.errors, [
    { field: 'twilio.auth_token', detail: 'is masked, but no secret is stored' },
  ])
})

for (const [name, body, fields] of [
  ['no kind', {}, ['kind']],
  ['an unknown kind', { kind: 'pigeon' }, ['kind']],
  ['missing fields', { kind: 'twilio' }, ['twilio.sid']],
  ['no credentials', { kind: 'twilio', twilio: { sid: 'a', from: 'b' } }, ['twilio.auth_token']],
  ['fields of other types', { kind: 'twilio', twilio: { ...twilio, sid: 5 } }, ['twilio.sid']],
  ['unknown fields of the kind', { kind: 'inbox', inbox: { size: 5 } }, ['inbox.size']],
  ['the configuration of another kind', { kind: 'inbox', twilio }, ['twilio']],
  [
    'a kind that needs one of two',
    { kind: 'twilio', twilio: { sid: 'a', auth_token: 'b' } },
    ['twilio.from'],
  ],
  ['no delivery method', { kind: 'inbox', delivery_methods: [] }, ['delivery_methods']],
  [
    'a delivery method that the kind lacks',
    { kind: 'sms_gateway', delivery_methods: ['voice'], sms_gateway: { gateway_url: 'https://a.example' } },
    ['delivery_methods'],
  ],
] as const) {
  test(`${name}: each field is named, and nothing changes`, async (t) => {
    const server = await startTestServer(t)
    const before = (await get(server)).body
    const answer = await put(server, body)
    assertProblem(answer, 422, 'invalid-phone-provider')
    const named = answer.body.errors.map((error: { field: string }) => error.field)
    assert.deepEqual(named.sort(), [...fields].sort())
    assert.deepEqual((await get(server)).body, before)
  })
}

test('no file of the native API names a provider kind', async () => {
  const { globSync, readFileSync } = await import('node:fs')
  const named = globSync('src/inbound/native/*.ts')
    // Its examples are documentation, and the inbox is a word of the API as well.
    .filter((file) => !file.endsWith('schemas.ts'))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      return providerKinds
        .filter(({ kind }) => kind !== 'inbox' && new RegExp(`['"\`]${kind}['"\`]`).test(text))
        .map(({ kind }) => `${file}: ${kind}`)
    })
  assert.deepEqual(named, [])
})
