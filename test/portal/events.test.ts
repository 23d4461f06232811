import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createTestDatabase } from '#test/support/database.ts'
import { assertProblem, callNative } from '#test/support/native.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, spawnOtpost } from '#test/support/otpost-process.ts'
import { owner, signIn, startPortalServer } from '#test/support/portal.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

interface WatchedEvent {
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on shapes that only the API knows
  readonly data: any
}

/** Reads a stream until the test ends, or the server ends it. */
async function watch(t: TestContext, url: string, headers: Readonly<Record<string, string>>) {
  const aborting = new AbortController()
  const response = await fetch(url, { headers, signal: aborting.signal })
  onEnd(t, async () => aborting.abort())
  const events: WatchedEvent[] = []
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) {
        const id = /^id: (.*)$/m.exec(frame)?.[1]
        const data = /^data: (.*)$/m.exec(frame)?.[1]
        if (id !== undefined && data !== undefined) events.push({ id, data: JSON.parse(data) })
      }
    }
    return 'ended'
  })().catch(() => 'broken')
  return { response, events, ended, stop: () => aborting.abort() }
}

const to = '+442079460123'
const start = (server: Pick<TestServer, 'call'>) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number: to } })

test('a message that is sent at one process is seen at another within moments', async (t) => {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) })
  const env = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_ADMIN_EMAIL: owner.email,
    OTPOST_ADMIN_PASSWORD: owner.password,
    HOST: '127.0.0.1',
    OTPOST_LOG_LEVEL: 'warn',
  }
  const [one, two] = [
    spawnOtpost(t, { ...env, PORT: await freePort() }),
    spawnOtpost(t, { ...env, PORT: await freePort() }),
  ]
  await Promise.all([one.ready(), two.ready()])
  const { session } = await signIn(one)
  const headers = { cookie: `otpost_session=${session}`, accept: 'text/event-stream' }
  const messages = await watch(t, `${two.url}/v1/messages/events`, headers)
  const inbox = await watch(t, `${two.url}/v1/inbox/events`, headers)
  assert.equal(messages.response.status, 200)
  assert.match(messages.response.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(messages.response.headers.get('cache-control'), 'no-store')

  assert.equal((await start(one)).status, 200)
  await waitFor('the message', () => messages.events.some(({ data }) => data.status === 'accepted'))
  await waitFor('the message in the inbox', () => inbox.events.length === 1)
  const [event] = messages.events
  assert.equal(event?.id, event?.data.id)
  assert.equal(event?.data.to, to)
  assert.equal(inbox.events[0]?.id, event?.id)
  assert.match(inbox.events[0]?.data.text, /\d{6}/)
  const listed = await one.call('/v1/messages', { headers })
  assert.deepEqual(messages.events.at(-1)?.data, listed.body.messages[0])

  // What was missed is brought by the id of the last one seen; then it goes on.
  messages.stop()
  await start(one)
  const [missed] = (await one.call('/v1/messages?limit=1', { headers })).body.messages
  const again = await watch(t, `${one.url}/v1/messages/events`, {
    ...headers,
    'last-event-id': event?.id ?? '',
  })
  await waitFor('what was missed', () => again.events.some(({ id }) => id === missed.id))
  await start(two)
  const [newest] = (await one.call('/v1/messages?limit=1', { headers })).body.messages
  await waitFor('what came later', () => again.events.some(({ id }) => id === newest.id))

  // A server that stops does not wait for who watches.
  one.child.kill('SIGTERM')
  assert.equal(await one.ended, 0)
  assert.equal(await again.ended, 'ended')
})

test('streams are for who may read, and a process has so many', async (t) => {
  const server = await startPortalServer(t)
  assertProblem(await server.call('/v1/messages/events'), 401, 'unauthenticated')
  const token = await server.managementToken('read:messages')
  assertProblem(await server.call('/v1/inbox/events', { token }), 403, 'insufficient-scope')
  const headers = { authorization: `Bearer ${token}` }
  const streams = await Promise.all(
    Array.from({ length: 100 }, () => watch(t, `${server.url}/v1/messages/events`, headers)),
  )
  assert.ok(streams.every(({ response }) => response.status === 200))
  const refused = await server.call('/v1/messages/events', { token })
  assertProblem(refused, 503, 'too-many-streams')
  streams[0]?.stop()
  await waitFor('a place to be free', async () => {
    const next = await watch(t, `${server.url}/v1/messages/events`, headers)
    return next.response.status === 200
  })
})

test('an emptied inbox tells nothing again, and a server closes under who watches', async (t) => {
  const server = await startPortalServer(t)
  const { session } = await signIn(server)
  const stream = await watch(t, `${server.url}/v1/inbox/events`, { cookie: `otpost_session=${session}` })
  await start(server)
  await waitFor('the message', () => stream.events.length === 1)
  assert.equal((await callNative(server, '/inbox', { method: 'DELETE' })).status, 204)
  await start(server)
  await waitFor('the next message', () => stream.events.length === 2)
  await server.close()
  assert.equal(await stream.ended, 'ended')
})
