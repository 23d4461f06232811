import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const read = (server: TestServer) => callNative(server, '/phone-provider/webhook-secret')
const rotate = (server: TestServer, body?: unknown) =>
  callNative(server, '/phone-provider/webhook-secret/rotate', {
    method: 'POST',
    ...(body !== undefined && { body }),
  })
const put = (server: TestServer, url: string) =>
  callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'webhook', webhook: { url } } })
const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text)

const day = 86_400_000
const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

test('a tenant gets its secret when it is first asked for, and keeps it', async (t) => {
  const server = await startTestServer(t)
  const first = await read(server)
  assert.equal(first.status, 200)
  assert.deepEqual(Object.keys(first.body), ['secret', 'created_at'])
  assert.match(first.body.secret, /^[0-9a-zA-Z_]{32}$/)
  assert.match(first.body.created_at, isoDate)
  assert.deepEqual((await read(server)).body, first.body)
})

test('many who ask at once for the first secret get the same', async (t) => {
  const server = await startTestServer(t)
  const answers = await Promise.all(Array.from({ length: 8 }, () => read(server)))
  assert.equal(new Set(answers.map(({ body }) => body.secret)).size, 1)
})

test('saving a webhook makes the secret; saving it again keeps it', async (t) => {
  const server = await startTestServer(t)
  const pool = openPool(t, server)
  const ids = async () => (await pool.query('select id, sealed_secret from otpost.webhook_keys')).rows
  assert.equal(
    (await callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })).status,
    200,
  )
  assert.equal((await ids()).length, 0)
  assert.equal((await put(server, 'https://a.example/hook')).status, 200)
  assert.equal((await put(server, 'https://b.example/hook')).status, 200)
  const rows = await ids()
  assert.equal(rows.length, 1)
  const { secret } = (await read(server)).body
  assert.ok(!rows[0].sealed_secret.includes(secret))
})

test('a rotation keeps the secret before for a day, and the webhook carries signatures of both', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await put(server, gateway.url)
  const { secret: old } = (await read(server)).body
  const rotated = await rotate(server)
  assert.equal(rotated.status, 200)
  assert.notEqual(rotated.body.secret, old)
  assert.equal(rotated.body.previous.secret, old)
  const left = Date.parse(rotated.body.previous.retires_at) - Date.now()
  assert.ok(left > day - 60_000 && left <= day, String(left))
  assert.deepEqual((await read(server)).body, rotated.body)

  await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  const { headers, body } = await gateway.waitForRequest()
  // Who knows one key goes on working; who knows the new one finds it in the other header.
  assert.equal(headers['x-authgear-body-signature'], sign(old, body).digest('hex'))
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  assert.deepEqual(
    String(headers['webhook-signature']).split(' '),
    [rotated.body.secret, old].map((secret) => `v1,${sign(secret, signed).digest('base64')}`),
  )
})

test('rotated again while two are live, the oldest is dropped', async (t) => {
  const server = await startTestServer(t)
  await read(server)
  const second = await rotate(server, { previous_valid_for: 3600 })
  const third = await rotate(server, { previous_valid_for: 604_800 })
  assert.equal(third.body.previous.secret, second.body.secret)
  assert.deepEqual((await read(server)).body, third.body)
  const { rows } = await openPool(t, server).query('select id from otpost.webhook_keys')
  assert.equal(rows.length, 2)
})

test('with no time for the secret before only the new one is live, and signs', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  await put(server, gateway.url)
  const rotated = await rotate(server, { previous_valid_for: 0 })
  assert.deepEqual(Object.keys(rotated.body), ['secret', 'created_at'])
  await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  const { headers, body } = await gateway.waitForRequest()
  assert.equal(headers['x-authgear-body-signature'], sign(rotated.body.secret, body).digest('hex'))
})

test('a rotation that asks for an impossible time is refused, and nothing changes', async (t) => {
  const server = await startTestServer(t)
  const before = (await read(server)).body
  for (const body of [
    { previous_valid_for: -1 },
    { previous_valid_for: 604_801 },
    { previous_valid_for: 1.5 },
    { previous_valid_for: '5' },
    { previous: 5 },
    [],
  ]) {
    assertProblem(await rotate(server, body), 400, 'invalid-request')
  }
  assert.deepEqual((await read(server)).body, before)
})

test('who may only read settings sees no secret', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken('read:phone_providers')
  const answer = await server.call('/v1/phone-provider/webhook-secret', { token })
  assertProblem(answer, 403, 'insufficient-scope')
})
