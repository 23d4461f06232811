// What is refused is recorded and logged, however much of it there is.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAccount } from '#test/support/accounts.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const start = (server: TestServer, phone_number: string) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number } })

async function switchOff(server: TestServer): Promise<void> {
  const body = { kind: 'inbox', disabled: true }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
}

async function countRefused(server: TestServer): Promise<number> {
  let count = 0
  let cursor = ''
  do {
    const page = await callNative(server, `/messages?status=refused&limit=100${cursor}`)
    count += page.body.messages.length
    cursor = page.body.next_cursor === undefined ? '' : `&cursor=${page.body.next_cursor}`
  } while (cursor !== '')
  return count
}

for (const [what, path, body] of [
  ['verifications to ever new numbers', '/verifications', (to: string) => ({ to })],
  ['password resets', '/password-resets', (phone: string) => ({ phone })],
  ['notices', '/notices', (to: string) => ({ to, purpose: 'password_breach' })],
] as const) {
  test(`a flood of refused ${what} keeps a hundred rows of its client an hour`, async (t) => {
    const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' })
    await switchOff(server)
    const numbers = Array.from({ length: 120 }, (_, index) => `+4420794${String(60000 + index)}`)
    const answers = await Promise.all(numbers.map((to) => callNative(server, path, { body: body(to) })))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([422]))
    assert.equal(await countRefused(server), 100)
  })
}

test('a flood of refused starts keeps a hundred rows of its address an hour, and every start has its log line', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' })
  await switchOff(server)
  const starts = Array.from({ length: 160 }, (_, index) => `+4420794${String(60000 + index)}`)
  for (const part of [starts.slice(0, 60), starts.slice(60, 61), starts.slice(61)]) {
    const answers = await Promise.all(part.map((phone) => start(server, phone)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([400]))
  }
  assert.equal(await countRefused(server), 100)
  const lines = () => server.logLines.filter((line) => line.includes('"refusal":"no_provider"'))
  await waitFor('the log', () => lines().length === starts.length)
  assert.ok(lines().every((line) => !/\+44\d{10}/.test(line)))
})

test('what is refused is not counted as a code that was sent, nor as a failure of the provider', async (t) => {
  const server = await startTestServer(t)
  await switchOff(server)
  assert.equal((await start(server, '+442079460123')).status, 400)
  const { body } = await callNative(server, '/overview?period=24h')
  assert.deepEqual(body.conversion, { codes_sent: 0, codes_used: 0 })
  assert.deepEqual(body.totals, { sent: 0, accepted: 0, failed: 0 })
  assert.deepEqual(body.countries, [])
  assert.deepEqual(body.providers, [])
  const [attention] = body.attention
  assert.equal(attention.kind, 'messages_refused')
  assert.match(attention.detail, /^Otpost refused 1 message in the last hour/)
})

test("the operator's own faults do not use up the limit of whoever asks", async (t) => {
  const server = await startTestServer(t)
  await switchOff(server)
  for (let count = 0; count < 60; count += 1) assert.equal((await start(server, '+442079460123')).status, 400)
  const on = await callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })
  assert.equal(on.status, 200)
  const sent = await start(server, '+442079460123')
  assert.equal(sent.status, 200)
  assert.equal(sent.headers.get('x-ratelimit-remaining'), '49')
})

test('a password reset of a blocked user is recorded and answered like any other', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: '+442079460123', blocked: true })
  const reset = await callNative(server, '/password-resets', { body: { phone: '+442079460123' } })
  assert.equal(reset.status, 202)
  const [message, ...others] = (await callNative(server, '/messages')).body.messages
  assert.deepEqual([message.status, message.refusal.reason], ['refused', 'user_blocked'])
  assert.deepEqual(others, [])
})

test('starts that the operator has to mend lift nobody over the limit, however they are mixed with others', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const options = { twilio_sid: 'AC9', twilio_token: 'T', messaging_service_sid: null }
  const broken = { name: 'broken', strategy: 'sms', enabled_clients: ['demo'], options }
  assert.equal((await server.call('/api/v2/connections', { token, body: broken })).status, 201)
  const startAt = (connection: string, index: number) =>
    server.call('/passwordless/start', {
      body: { client_id: 'demo', connection, phone_number: `+44207946${String(1000 + index)}` },
    })
  for (let index = 0; index < 50; index += 1) assert.equal((await startAt('sms', index)).status, 200)
  const mixed = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const connection = index % 3 === 0 ? 'sms' : 'broken'
      return `${connection} ${(await startAt(connection, index)).status}`
    }),
  )
  assert.deepEqual(new Set(mixed), new Set(['sms 429', 'broken 400']))
})

test('as much of a User-Agent is kept as anybody reads', async (t) => {
  const server = await startTestServer(t)
  const headers = { 'user-agent': 'x'.repeat(8_000) }
  const body = { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' }
  assert.equal((await server.call('/passwordless/start', { body, headers })).status, 200)
  const [message] = (await callNative(server, '/messages')).body.messages
  assert.equal(message.request.user_agent.length, 1_024)
})
