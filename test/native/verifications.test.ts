import assert from 'node:assert/strict'
import test from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { addClient, assertProblem, callNative, openPool, readCode } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const to = '+442079460123'

async function useGateway(server: TestServer, url: string): Promise<void> {
  const { status, text } = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'sms_gateway', sms_gateway: { gateway_url: url } },
  })
  assert.equal(status, 200, text)
}

const create = (server: TestServer, body: object, headers = {}) =>
  callNative(server, '/verifications', { body, headers })
const check = (server: TestServer, id: string, code: string) =>
  callNative(server, `/verifications/${id}/check`, { body: { code } })
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

test('a code that was sent approves its verification once', async (t) => {
  const server = await startTestServer(t)
  const created = await create(server, { to })
  assert.equal(created.status, 201, created.text)
  const { id, expires_at, message, ...rest } = created.body
  assert.match(id, /^ver_[0-9a-f]{28}$/)
  assert.match(message.id, /^msg_[0-9a-f]{28}$/)
  assert.equal(message.status, 'accepted')
  assert.deepEqual(rest, { to, purpose: 'verification', delivery_method: 'text', status: 'pending' })
  assert.ok(Date.parse(expires_at) > Date.now())
  assert.equal((await callNative(server, `/verifications/${id}`)).body.status, 'pending')

  const code = await readCode(server, to)
  const approved = await check(server, id, code)
  assert.equal(approved.status, 200)
  assert.deepEqual(approved.body, { id, status: 'approved' })
  assert.equal((await callNative(server, `/verifications/${id}`)).body.status, 'approved')
  assertProblem(await check(server, id, code), 422, 'code-invalid')
})

test('three wrong codes end a verification, and the tries left are counted down', async (t) => {
  const server = await startTestServer(t)
  const { id } = (await create(server, { to })).body
  const code = await readCode(server, to)
  for (const left of [2, 1, 0]) {
    const answer = await check(server, id, wrong(code))
    assertProblem(answer, 422, 'code-invalid')
    assert.equal(answer.body.attempts_left, left)
  }
  assertProblem(await check(server, id, code), 429, 'too-many-attempts')
  assert.equal((await callNative(server, `/verifications/${id}`)).body.status, 'failed')
})

test('an expired code is gone', async (t) => {
  const server = await startTestServer(t)
  const { id } = (await create(server, { to })).body
  const code = await readCode(server, to)
  await openPool(t, server).query(`update otpost.codes set expires_at = now() - interval '1 second'`)
  assertProblem(await check(server, id, code), 410, 'code-expired')
  assert.equal((await callNative(server, `/verifications/${id}`)).body.status, 'expired')
})

test('a verification that does not exist is not found', async (t) => {
  const server = await startTestServer(t)
  assertProblem(await check(server, 'ver_0', '123456'), 404, 'not-found')
  assertProblem(await callNative(server, '/verifications/ver_0'), 404, 'not-found')
})

test('wrong codes are counted across verifications of a number from one address, until a right one', async (t) => {
  const server = await startTestServer(t)
  const request = { ip: '203.0.113.7' }
  const guess = async (times: number) => {
    const { id } = (await create(server, { to, request })).body
    const code = await readCode(server, to)
    for (let i = 0; i < times; i++) await check(server, id, wrong(code))
    return { id, code }
  }
  const first = await guess(2)
  assert.equal((await check(server, first.id, first.code)).status, 200)
  for (const times of [3, 3, 3]) await guess(times)
  const last = await guess(1)

  assertProblem(await check(server, last.id, last.code), 429, 'too-many-failures')
  assertProblem(await create(server, { to, request }), 429, 'too-many-failures')
  assert.equal((await create(server, { to, request: { ip: '203.0.113.8' } })).status, 201)
  assert.equal((await create(server, { to: '+442079460124', request })).status, 201)
})

test('how many wrong codes block an address, and which address is never blocked, is what the tenant says', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const protect = (body: object) =>
    server.call('/api/v2/attack-protection/brute-force-protection', { method: 'PATCH', token, body })
  const [guesser, trusted] = ['203.0.113.7', '198.51.100.7']
  assert.equal((await protect({ max_attempts: 2, allowlist: ['198.51.100.0/24'] })).status, 200)
  for (const ip of [guesser, trusted]) {
    const { body } = await create(server, { to, request: { ip } })
    const guess = wrong(await readCode(server, to))
    for (let n = 0; n < 2; n += 1) await check(server, body.id, guess)
  }
  assertProblem(await create(server, { to, request: { ip: guesser } }), 429, 'too-many-failures')
  assert.equal((await create(server, { to, request: { ip: trusted } })).status, 201)
  await protect({ shields: ['user_notification'] })
  assert.equal((await create(server, { to, request: { ip: guesser } })).status, 201, 'told, not blocked')
})

test('an address gets fifty codes an hour, and is told when to come back', async (t) => {
  const server = await startTestServer(t)
  const request = { ip: '203.0.113.7' }
  const answers = await Promise.all(Array.from({ length: 51 }, () => create(server, { to, request })))
  const refused = answers.filter(({ status }) => status !== 201)
  const [only] = refused
  assert.ok(only && refused.length === 1)
  assertProblem(only, 429, 'rate-limited')
  const seconds = Number(only.headers.get('retry-after'))
  assert.ok(seconds > 3500 && seconds <= 3600, String(seconds))
  assert.equal((await create(server, { to })).status, 201, 'a start without an address has no limit')
})

test('what was asked for reaches the message', async (t) => {
  const server = await startTestServer(t)
  await addClient(t, server, 'shop')
  const asked = { purpose: 'login', delivery_method: 'voice', organization: 'org_1' }
  const request = { ip: '2001:db8::1', user_agent: 'Browser/1' }
  const created = await create(server, {
    to: '+44 20 7946 0123',
    ...asked,
    locale: 'de-CH',
    client_id: 'shop',
    request,
  })
  assert.equal(created.status, 201, created.text)
  const { body } = await callNative(server, `/messages/${created.body.message.id}`)
  // The tenant's only language, whatever is asked for.
  const locale = 'en'
  assert.deepEqual({ ...body, ...asked, locale, to, client_id: 'shop', request, provider: 'inbox' }, body)
})

for (const [name, body, kind, status, field] of [
  ['a number that cannot be', { to: '+1' }, 'invalid-phone-number', 422, 'to'],
  ['a number with too many digits', { to: '+999999999999999' }, 'invalid-phone-number', 422, 'to'],
  ['a number of another type', { to: 5 }, 'invalid-request', 400, 'to'],
  ['no number', {}, 'invalid-request', 400, 'to'],
  ['an unknown field', { to, tp: 1 }, 'invalid-request', 400, 'tp'],
  ['an unknown purpose', { to, purpose: 'fun' }, 'invalid-request', 400, 'purpose'],
  ['an unknown delivery method', { to, delivery_method: 'fax' }, 'invalid-request', 400, 'delivery_method'],
  ['a locale that is no tag', { to, locale: 'e!' }, 'invalid-request', 400, 'locale'],
  ['an address that is none', { to, request: { ip: 'here' } }, 'invalid-request', 400, 'request.ip'],
  ['an unknown client', { to, client_id: 'nobody' }, 'invalid-request', 400, 'client_id'],
] as const) {
  test(`${name} is refused by name, and nothing is sent`, async (t) => {
    const server = await startTestServer(t)
    const answer = await create(server, body)
    assertProblem(answer, status, kind)
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      [field],
    )
    assert.deepEqual((await callNative(server, '/messages')).body.messages, [])
  })
}

test("a provider's failure has its own status and kind, and its words stay in the message log", async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await useGateway(server, gateway.url)
  for (const [reply, status, kind, failure] of [
    [{ status: 401 }, 502, 'provider-authentication-failed', 'authentication_failed'],
    [{ status: 500 }, 502, 'provider-unexpected-response', 'unexpected_response'],
    ['drop', 502, 'provider-unreachable', 'unreachable'],
  ] as const) {
    gateway.answer(reply)
    const answer = await create(server, { to })
    assertProblem(answer, status, kind)
    const { body } = await callNative(server, `/messages/${answer.body.message_id}`)
    assert.equal(body.status, 'failed')
    assert.equal(body.attempts.length, 1)
    const [attempt] = body.attempts
    assert.equal(attempt.outcome, 'failed')
    assert.equal(attempt.failure, failure)
    assert.equal(attempt.kind, 'sms_gateway')
    assert.equal(attempt.http_status, answer.body.http_status)
    assert.ok(attempt.duration_ms >= 0)
    const seen = await callNative(server, `/verifications/${answer.body.verification_id}`)
    assert.equal(seen.body.status, 'failed')
  }
  assertProblem(await create(server, { to, delivery_method: 'voice' }), 422, 'no-provider')
})

test('a repeated request with the same key sends once and gets the same answer', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await useGateway(server, gateway.url)
  const headers = { 'idempotency-key': 'order-1' }
  const first = await create(server, { to, purpose: 'login' }, headers)
  const second = await create(server, { purpose: 'login', to }, headers)
  assert.equal(first.status, 201, first.text)
  assert.equal(first.headers.get('idempotency-replayed'), null)
  assert.equal(second.status, 201)
  assert.equal(second.headers.get('idempotency-replayed'), 'true')
  assert.deepEqual(second.body, first.body)
  assert.equal(gateway.requests.length, 1)

  assertProblem(await create(server, { to }, headers), 422, 'idempotency-key-reused')
  assertProblem(await create(server, { to }, { 'idempotency-key': 'k'.repeat(256) }), 400, 'invalid-request')
  const others = await addClient(t, server, 'shop')
  assert.equal((await create(server, { to }, { ...headers, ...others })).status, 201, 'keys are per client')
  assert.equal(gateway.requests.length, 2)
})

test('requests at once with one key send once, and those that come too early are told to wait', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await useGateway(server, gateway.url)
  const gate = Promise.withResolvers<void>()
  gateway.answer({ after: gate.promise })
  const headers = { 'idempotency-key': 'k' }
  const first = create(server, { to }, headers)
  await gateway.waitForRequest()
  for (const early of await Promise.all(Array.from({ length: 8 }, () => create(server, { to }, headers)))) {
    assertProblem(early, 409, 'idempotency-key-in-use')
  }
  gate.resolve()
  const { status, body } = await first
  assert.equal(status, 201)
  assert.deepEqual((await create(server, { to }, headers)).body, body)
  assert.equal(gateway.requests.length, 1)
})

test('a failed send is answered the same again; a refusal that sent nothing leaves the key free', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await useGateway(server, gateway.url)
  gateway.answer({ status: 500 })
  const failed = await create(server, { to }, { 'idempotency-key': 'a' })
  const again = await create(server, { to }, { 'idempotency-key': 'a' })
  assertProblem(failed, 502, 'provider-unexpected-response')
  assertProblem(again, 502, 'provider-unexpected-response')
  assert.deepEqual(again.body, failed.body)
  assert.equal(gateway.requests.length, 1)

  gateway.answer({})
  const voice = { to, delivery_method: 'voice' }
  assertProblem(await create(server, voice, { 'idempotency-key': 'b' }), 422, 'no-provider')
  assert.equal((await create(server, { to }, { 'idempotency-key': 'b' })).status, 201)
})

test('a key whose process died is free again after two minutes, and the second send has its own row', async (t) => {
  const server = await startTestServer(t)
  const headers = { 'idempotency-key': 'k' }
  const { body: first } = await create(server, { to }, headers)
  const pool = openPool(t, server)
  await pool.query('update otpost.idempotency_keys set status = null, body = null')
  assertProblem(await create(server, { to }, headers), 409, 'idempotency-key-in-use')

  await pool.query(`update otpost.idempotency_keys set created_at = now() - interval '121 seconds'`)
  const taken = await Promise.all([1, 2, 3].map(() => create(server, { to }, headers)))
  const sent = taken.filter((answer) => answer.status === 201 && !answer.headers.has('idempotency-replayed'))
  assert.equal(sent.length, 1)
  assert.notEqual(sent[0]?.body.id, first.id)
  assert.equal((await callNative(server, '/messages')).body.messages.length, 2)
})

test('a key is forgotten after a day', async (t) => {
  const server = await startTestServer(t)
  const headers = { 'idempotency-key': 'k' }
  await create(server, { to }, headers)
  await openPool(t, server).query(
    `update otpost.idempotency_keys set created_at = now() - interval '25 hours'`,
  )
  const later = await create(server, { to: '+442079460124' }, headers)
  assert.equal(later.status, 201)
  assert.equal(later.headers.get('idempotency-replayed'), null)
})
