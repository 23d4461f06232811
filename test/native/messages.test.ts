import assert from 'node:assert/strict'
import test from 'node:test'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const first = '+442079460123'
const second = '+442079460124'

async function send(server: TestServer, to: string, more = {}): Promise<string> {
  const { body, status, text } = await callNative(server, '/verifications', { body: { to, ...more } })
  assert.equal(status, 201, text)
  return body.message.id
}

async function list(server: TestServer, query: Record<string, string>): Promise<string[]> {
  const { body, text } = await callNative(server, `/messages?${new URLSearchParams(query)}`)
  assert.ok(body.messages, text)
  return body.messages.map((message: { id: string }) => message.id)
}

test('pages list every message once, newest first', async (t) => {
  const server = await startTestServer(t)
  const sent: string[] = []
  for (let i = 0; i < 7; i++) sent.push(await send(server, first))
  const seen: string[] = []
  const sizes: number[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '3', ...(cursor !== undefined && { cursor }) })
    const { body } = await callNative(server, `/messages?${query}`)
    sizes.push(body.messages.length)
    seen.push(...body.messages.map((message: { id: string }) => message.id))
    cursor = body.next_cursor
  } while (cursor !== undefined)
  assert.deepEqual(sizes, [3, 3, 1])
  assert.deepEqual(seen, sent.sort().reverse())
  assert.equal((await list(server, { limit: '7' })).length, 7)
})

test('messages are found by number, status, provider, delivery method, purpose and time', async (t) => {
  const server = await startTestServer(t)
  const old = await send(server, first)
  const login = await send(server, second, { purpose: 'login' })
  const pool = openPool(t, server)
  await pool.query(`update otpost.messages set provider_kind = 'other' where id = $1`, [login])
  await pool.query(`update otpost.attempts set outcome = 'failed' where message_id = $1`, [login])
  const { rows } = await pool.query('select created_at from otpost.messages where id = $1', [login])
  const time: string = rows[0].created_at.toISOString()

  assert.deepEqual(await list(server, { to: first }), [old])
  assert.deepEqual(
    (await callNative(server, `/messages?to=${first}`)).body.messages[0].id,
    old,
    'unescaped plus',
  )
  assert.deepEqual(await list(server, { status: 'failed' }), [login])
  assert.deepEqual(await list(server, { provider: 'inbox' }), [old])
  assert.deepEqual(await list(server, { purpose: 'login' }), [login])
  assert.deepEqual(await list(server, { since: time }), [login])
  assert.deepEqual(await list(server, { until: time }), [old])
  assert.deepEqual(await list(server, { to: first, status: 'failed' }), [])
  const call = await send(server, first, { delivery_method: 'voice' })
  assert.deepEqual(await list(server, { delivery_method: 'voice' }), [call])
  assert.deepEqual(await list(server, { delivery_method: 'text' }), [login, old])
})

for (const [field, query] of [
  ['limit', 'limit=0'],
  ['limit', 'limit=101'],
  ['limit', 'limit=many'],
  ['limit', 'limit=1&limit=2'],
  ['status', 'status=lost'],
  ['purpose', 'purpose=fun'],
  ['delivery_method', 'delivery_method=pigeon'],
  ['to', 'to=12'],
  ['since', 'since=yesterday'],
  ['until', 'until=2026-13-01T00:00:00Z'],
  ['cursor', 'cursor=abc'],
  ['colour', 'colour=red'],
] as const) {
  test(`?${query} is refused by name`, async (t) => {
    const server = await startTestServer(t)
    const answer = await callNative(server, `/messages?${query}`)
    assertProblem(answer, 400, 'invalid-request')
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      [field],
    )
  })
}

test('the log shows no code; the inbox shows it and keeps it sealed', async (t) => {
  const server = await startTestServer(t)
  const id = await send(server, first)
  await send(server, second)
  const inbox = await callNative(server, `/inbox?to=${encodeURIComponent(first)}`)
  assert.equal(inbox.headers.get('cache-control'), 'no-store')
  assert.equal(inbox.body.messages.length, 1)
  const [{ text, created_at, ...rest }] = inbox.body.messages
  assert.deepEqual(rest, { id, to: first, delivery_method: 'text' })
  assert.ok(Date.parse(created_at) <= Date.now())
  const code = /^(\d{6}) is your verification code for /.exec(text)?.[1]
  assert.ok(code)

  const shown = await callNative(server, `/messages/${id}`)
  assert.ok(!shown.text.includes(code))
  assert.equal(shown.body.text, text.replace(code, '••••••'))
  const { rows } = await openPool(t, server).query('select sealed_text from otpost.inbox')
  for (const row of rows) assert.ok(!row.sealed_text.includes(code))
  assert.ok(!server.logLines.join('\n').includes(code))
})

test('the inbox lists the newest first and can be emptied', async (t) => {
  const server = await startTestServer(t)
  const sent = [await send(server, first), await send(server, second), await send(server, first)]
  const { body } = await callNative(server, '/inbox?limit=2')
  assert.deepEqual(
    body.messages.map((message: { id: string }) => message.id),
    sent.sort().reverse().slice(0, 2),
  )
  const emptied = await callNative(server, '/inbox', { method: 'DELETE' })
  assert.equal(emptied.status, 204)
  assert.equal(emptied.text, '')
  assert.deepEqual((await callNative(server, '/inbox')).body, { messages: [] })
})
