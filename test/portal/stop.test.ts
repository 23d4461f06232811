import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startTestServer } from '#test/support/server.ts'

test('a connection that a browser opened in advance does not keep a stopping server', async (t) => {
  const server = await startTestServer(t)
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  // A request on another connection: by its answer the server knows of the first.
  assert.equal((await server.call('/healthz')).status, 200)
  const closed = once(socket, 'close')
  const startedAt = performance.now()
  await Promise.all([server.close(), closed])
  assert.ok(performance.now() - startedAt < 5_000)
})
