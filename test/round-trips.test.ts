import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { startGateway } from './support/gateway.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const start = (server: TestServer, phoneNumber: string) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })

/** A server that sends through a gateway, and the statements that it gives to PostgreSQL from now on. */
async function watchedServer(t: TestContext, settings: Record<string, string> = {}) {
  const gateway = await startGateway(t)
  const server = await startTestServer(t, settings)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const options = { ...connection.options, provider: 'sms_gateway', gateway_url: gateway.url }
  await server.call(`/api/v2/connections/${connection.id}`, { method: 'PATCH', token, body: { options } })
  await start(server, '+442079460100')

  const query = t.mock.method(pg.Client.prototype, 'query')
  const statements = () =>
    query.mock.calls
      .map(({ arguments: [statement] }) => nameOf(statement))
      // The process itself compares the versions of its tenants now and then, and looks for messages to try again.
      .filter((name) => name !== undefined)
  return { server, gateway, statements }
}

function nameOf(statement: unknown): string | undefined {
  const isNamed = typeof statement === 'object' && statement !== null && 'name' in statement
  if (isNamed) return String(statement.name)
  const text = typeof statement === 'string' ? statement : JSON.stringify(statement)
  return /"otpost"."tenants"|otpost_queue|"queued_messages"|^set enable_/.test(text) ? undefined : text
}

test('a start costs two statements, one before and one after the gateway is called', async (t) => {
  const { server, gateway, statements } = await watchedServer(t)
  let before: readonly (string | undefined)[] = []
  gateway.answer(() => {
    before = statements()
    return { status: 200 }
  })
  assert.equal((await start(server, '+442079460101')).status, 200)
  assert.deepEqual(before, ['open-sends'])
  assert.deepEqual(statements(), ['open-sends', 'settle-sends'])
})

test('starts that arrive together share their statements', async (t) => {
  const { server, gateway, statements } = await watchedServer(t, { OTPOST_RATE_LIMITS: 'off' })
  // The gateway answers all of them at once, however busy the machine is.
  const { promise: after, resolve: release } = Promise.withResolvers<void>()
  let asked = 0
  gateway.answer(() => {
    asked += 1
    if (asked === 60) release()
    return { status: 200, after }
  })
  const numbers = Array.from({ length: 60 }, (_, index) => `+4420794602${String(index).padStart(2, '0')}`)
  const answers = await Promise.all(numbers.map((number) => start(server, number)))
  assert.ok(answers.every(({ status }) => status === 200))
  assert.ok(statements().length <= 60, `${statements().length} statements for 60 starts`)
})
