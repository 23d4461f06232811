import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { maskedSecret, newPhoneProvider } from '#src/settings/phone-provider.ts'
import { changeTenant } from '#test/support/change-tenant.ts'
import { startGateway } from '#test/support/gateway.ts'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const to = '+442079460123'
const twilio = { sid: 'AC1', auth_token: 'twilio-token', from: '+15005550006' }

const tryOut = (server: TestServer, body: object) => callNative(server, '/phone-provider/test', { body })
const put = (server: TestServer, body: object) =>
  callNative(server, '/phone-provider', { method: 'PUT', body })
const get = async (server: TestServer) => (await callNative(server, '/phone-provider')).body

async function start(t: TestContext) {
  return { server: await startTestServer(t), gateway: await startGateway(t) }
}

/** The one row of the log, and its one attempt. */
async function readRow(server: TestServer, id: string) {
  const { body, status } = await callNative(server, `/messages/${id}`)
  assert.equal(status, 200)
  const { attempts, created_at, settled_at, request, ...message } = body
  assert.equal(attempts.length, 1)
  const { started_at, duration_ms, ...attempt } = attempts[0]
  return { message, attempt }
}

test('without a setting the saved provider is tested, which is the inbox of a new tenant', async (t) => {
  const server = await startTestServer(t)
  const { status, body } = await tryOut(server, { to })
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body).sort(), ['console', 'duration_ms', 'message', 'outcome'])
  assert.equal(body.outcome, 'accepted')
  assert.deepEqual(body.console, [])
  assert.equal(typeof body.duration_ms, 'number')
  const { messages } = (await callNative(server, '/inbox')).body
  assert.equal(messages.length, 1)
  assert.equal(messages[0].to, to)
  assert.match(messages[0].text, /^\[Test\] .*\b000000\b/)
})

test('a number may be written as people write it', async (t) => {
  const server = await startTestServer(t)
  const { body } = await tryOut(server, { to: '+44 20 7946 0123', delivery_method: 'voice' })
  const { message } = await readRow(server, body.message.id)
  assert.equal(message.to, to)
  assert.equal(message.delivery_method, 'voice')
})

test('a setting that is not saved is sent through, and stays unsaved', async (t) => {
  const { server, gateway } = await start(t)
  const { status, body } = await tryOut(server, {
    to,
    kind: 'sms_gateway',
    sms_gateway: { gateway_url: gateway.url },
  })
  assert.equal(status, 200)
  assert.equal(body.outcome, 'accepted')
  assert.equal(body.http_status, 200)
  assert.equal(gateway.requests.length, 1)
  assert.equal((await get(server)).kind, 'inbox')
  assert.deepEqual((await callNative(server, '/inbox')).body.messages, [])
})

test('a saved script is tested as it is sent through, whether or not its types are right', async (t) => {
  const { server, gateway } = await start(t)
  const source = `export default async () => {
    const port: number = 'not a number'
    await fetch('${gateway.url}/' + port)
  }`
  await changeTenant(server.env, (writer) =>
    writer.putPhoneProvider(
      newPhoneProvider({ kind: 'script', deliveryMethods: ['text'], config: { source } }),
    ),
  )
  await waitFor('the script', async () => (await get(server)).kind === 'script')
  const { status, body, text } = await tryOut(server, { to })
  assert.equal(status, 200, text)
  assert.equal(body.outcome, 'accepted')
  assert.equal(gateway.requests.length, 1)
})

test('a masked secret is the saved one', async (t) => {
  const { server, gateway } = await start(t)
  await put(server, { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  const shown = await get(server)
  assert.equal(shown.twilio.auth_token, maskedSecret)
  gateway.answer({ status: 201, body: { sid: 'SM1', status: 'queued' } })
  const { body } = await tryOut(server, { ...shown, to, twilio: { ...shown.twilio, from: '+15005550007' } })
  assert.equal(body.outcome, 'accepted')
  const request = await gateway.waitForRequest()
  assert.equal(request.form?.From, '+15005550007')
  assert.equal(request.form?.To, to)
  assert.match(request.form?.Body ?? '', /^\[Test\] /)
  assert.equal(request.headers.authorization, `Basic ${Buffer.from('AC1:twilio-token').toString('base64')}`)
  assert.equal((await get(server)).twilio.from, twilio.from)
})

test('a failure is the answer: its kind, its code and its words', async (t) => {
  const { server, gateway } = await start(t)
  gateway.answer({ status: 400, body: { code: 21211, message: "The 'To' number is not valid", status: 400 } })
  const { status, body } = await tryOut(server, {
    to,
    kind: 'twilio',
    twilio: { ...twilio, base_url: gateway.url },
  })
  assert.equal(status, 200)
  const { duration_ms: _, message, ...said } = body
  assert.deepEqual(said, {
    outcome: 'failed',
    kind: 'invalid_phone_number',
    provider_error_code: '21211',
    description: "The 'To' number is not valid",
    http_status: 400,
    console: [],
  })
  const { message: row, attempt } = await readRow(server, message.id)
  assert.equal(row.status, 'failed')
  assert.equal(row.purpose, 'test')
  assert.equal(attempt.failure, 'invalid_phone_number')
})

// Authgear's own test (authgear contract 3.2, 7.1 row 29).
test('a webhook gets the payload of a test, signed with the key that it has from then on', async (t) => {
  const { server, gateway } = await start(t)
  gateway.answer({ body: { code: 'ok' } })
  const { body } = await tryOut(server, { to, kind: 'webhook', webhook: { url: `${gateway.url}/hook?a=b` } })
  assert.equal(body.outcome, 'accepted')
  const request = await gateway.waitForRequest()
  assert.equal(request.path, '/hook?a=b')
  const payload = JSON.parse(request.body)
  assert.deepEqual(Object.keys(payload), [
    'to',
    'body',
    'app_id',
    'template_name',
    'language_tag',
    'template_variables',
  ])
  assert.match(payload.body, /^\[Test\] .*\b000000\b/)
  assert.deepEqual(
    { ...payload, body: '' },
    {
      to,
      body: '',
      app_id: '',
      template_name: '',
      language_tag: '',
      template_variables: { app_name: 'Test', code: '000000' },
    },
  )
  const { secret } = (await callNative(server, '/phone-provider/webhook-secret')).body
  assert.equal(
    request.headers['x-authgear-body-signature'],
    createHmac('sha256', secret).update(request.body).digest('hex'),
  )
})

test('what a receiver answers to a test is told', async (t) => {
  const { server, gateway } = await start(t)
  const webhook = { url: gateway.url, timeout: 1 }
  const outcomes: unknown[] = []
  for (const reply of [
    { body: { code: 'delivery_rejected', info: { provider_error_code: '30007' } } },
    { status: 500, body: 'oops' },
    'hang',
  ] as const) {
    gateway.answerNext(reply)
    const { body } = await tryOut(server, { to, kind: 'webhook', webhook })
    outcomes.push([body.outcome, body.kind, body.provider_error_code, body.http_status])
  }
  assert.deepEqual(outcomes, [
    ['failed', 'delivery_rejected', '30007', 200],
    ['failed', 'unexpected_response', undefined, 500],
    ['failed', 'timeout', 'ETIMEDOUT', undefined],
  ])
  await gateway.close()
  const { body } = await tryOut(server, { to, kind: 'webhook', webhook })
  assert.deepEqual([body.kind, body.provider_error_code], ['unreachable', 'ECONNREFUSED'])
})

for (const [name, body, field] of [
  ['no number', {}, 'to'],
  ['a number of another type', { to: 5 }, 'to'],
  ['an unknown delivery method', { to, delivery_method: 'pigeon' }, 'delivery_method'],
] as const) {
  test(`${name} is refused by name`, async (t) => {
    const server = await startTestServer(t)
    const answer = await tryOut(server, body)
    assertProblem(answer, 400, 'invalid-request')
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      [field],
    )
  })
}

test('what PUT would refuse is refused, and nothing is sent', async (t) => {
  const { server, gateway } = await start(t)
  assertProblem(await tryOut(server, { to: '12' }), 422, 'invalid-phone-number')
  for (const [setting, field] of [
    [{ kind: 'pigeon' }, 'kind'],
    [{ twilio }, 'kind'],
    [{ kind: 'twilio', twilio: { ...twilio, auth_token: maskedSecret } }, 'twilio.auth_token'],
    [{ kind: 'webhook', webhook: { url: `${gateway.url}/../x` } }, 'webhook.url'],
    [{ kind: 'inbox', colour: 'red' }, 'colour'],
  ] as const) {
    const answer = await tryOut(server, { to, ...setting })
    assertProblem(answer, 422, 'invalid-phone-provider')
    assert.equal(answer.body.errors[0].field, field)
  }
  const setting = { kind: 'webhook', webhook: { url: gateway.url } }
  assertProblem(await tryOut(server, { to, delivery_method: 'voice', ...setting }), 422, 'no-provider')
  assert.equal(gateway.requests.length, 0)
  const [refused, ...others] = (await callNative(server, '/messages')).body.messages
  assert.deepEqual(
    [refused.status, refused.refusal],
    [
      'refused',
      { reason: 'no_provider', description: 'The provider webhook delivers by text only, not by voice.' },
    ],
  )
  assert.deepEqual(others, [])
})

test('a test leaves a row that says test and nothing of the message', async (t) => {
  const { server } = await start(t)
  const { body } = await tryOut(server, { to })
  const { message, attempt } = await readRow(server, body.message.id)
  assert.deepEqual(message, {
    id: body.message.id,
    to,
    purpose: 'test',
    delivery_method: 'text',
    status: 'accepted',
    provider: 'inbox',
    locale: 'en',
    client_id: 'management-client',
    delivery_reports: [],
  })
  assert.deepEqual(attempt, { provider: 'phone_provider', kind: 'inbox', outcome: 'accepted' })
  const { rows } = await openPool(t, server).query('select * from otpost.messages m, otpost.attempts a')
  // Ids and times may hold six zeros of their own.
  assert.doesNotMatch(JSON.stringify(rows), /(?<![\w.])000000(?!\w)/)
})

test('a provider that is switched off can be tested', async (t) => {
  const { server, gateway } = await start(t)
  await put(server, { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  gateway.answer({ status: 201, body: { sid: 'SM1', status: 'queued' } })
  const token = await server.managementToken()
  const { body: list } = await server.call('/api/v2/branding/phone/providers', { token })
  const path = `/api/v2/branding/phone/providers/${list.providers[0].id}`
  const off = await server.call(path, { token, method: 'PATCH', body: { disabled: true } })
  assert.equal(off.status, 200, off.text)
  assertProblem(await callNative(server, '/verifications', { body: { to } }), 422, 'no-provider')
  assert.equal((await tryOut(server, { to })).body.outcome, 'accepted')
})

test('a large script fits into the body, and what is larger is refused as such', async (t) => {
  const server = await startTestServer(t)
  const answer = await put(server, { kind: 'inbox', inbox: { source: 'x'.repeat(200_000) } })
  assertProblem(answer, 422, 'invalid-phone-provider')
  assertProblem(await put(server, { source: 'x'.repeat(300_000) }), 413, 'body-too-large')
})
