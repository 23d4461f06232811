import assert from 'node:assert/strict'
import { readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { besideOtpost } from '#test/support/change-tenant.ts'
import {
  freePort,
  isAlive,
  type OtpostProcess,
  postmasterOf,
  startOtpost,
} from '#test/support/otpost-process.ts'
import { startTestServer } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const phoneNumber = '+442079460123'
const start = { client_id: 'demo', connection: 'sms', phone_number: phoneNumber }
const exchange = (otp: string) => ({
  grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
  client_id: 'demo',
  realm: 'sms',
  username: phoneNumber,
  otp,
})

async function withOwnPostgres(t: TestContext) {
  const dataDir = path.join(await tempFolder(t), 'data')
  const env = { PORT: await freePort(), OTPOST_DATA_DIR: dataDir, OTPOST_LOG_LEVEL: 'warn' }
  return { env, dataDir, otpost: await startOtpost(t, env) }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const isReady = async (otpost: OtpostProcess) => (await otpost.call('/readyz')).status === 200

test('a server that is well says so, and counts what it sends', async (t) => {
  const server = await startTestServer(t)
  assert.deepEqual((await server.call('/healthz')).body, { status: 'ok' })
  assert.deepEqual((await server.call('/readyz')).body, { status: 'ready' })
  assert.equal((await server.call('/passwordless/start', { body: start })).status, 200)
  assert.equal(
    (await server.call('/passwordless/start', { body: { ...start, phone_number: '1' } })).status,
    400,
  )
  const { text, headers } = await server.call('/metrics')
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  for (const series of [
    'otpost_starts_total{result="sent"} 1',
    'otpost_starts_total{result="refused"} 1',
    'otpost_messages_total{provider="inbox",delivery_method="text",outcome="accepted"} 1',
    'otpost_provider_call_duration_seconds_count{provider="inbox"} 1',
    'otpost_request_duration_seconds_count{route="/passwordless/start",method="POST",status="200"} 1',
    'otpost_request_duration_seconds_count{route="/passwordless/start",method="POST",status="400"} 1',
  ]) {
    assert.ok(text.includes(`${series}\n`), `${series} in\n${text}`)
  }
  const documented = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '')
  assert.deepEqual(names.toSorted(), [...new Set(documented.match(/otpost_[a-z]+_[a-z_]+/g))].toSorted())
})

test('while PostgreSQL is gone readiness says so and requests are refused at once; then all is as before', async (t) => {
  const { dataDir, otpost } = await withOwnPostgres(t)
  // Without this file PostgreSQL does not start again, so the outage lasts for as long as the test wants.
  const control = path.join(dataDir, 'postgres/global/pg_control')
  await rename(control, `${control}.away`)
  process.kill(await postmasterOf(dataDir), 'SIGKILL')
  const unready = await waitFor('readiness to fail', async () => {
    const answer = await otpost.call('/readyz')
    return answer.status === 200 ? undefined : answer
  })
  assert.equal(unready.status, 503)
  assert.deepEqual(unready.body, { status: 'unavailable', reason: 'The database does not respond.' })
  assert.equal((await otpost.call('/healthz')).status, 200)

  const askedAt = performance.now()
  const answers = await Promise.all([
    otpost.call('/passwordless/start', { body: start }),
    otpost.call('/oauth/token', { body: exchange('000000') }),
  ])
  assert.ok(performance.now() - askedAt < 10_000)
  for (const { status, body, text } of answers) {
    assert.ok(status >= 500, text)
    assert.deepEqual(Object.keys(body), ['error', 'error_description'])
  }

  await rename(`${control}.away`, control)
  await waitFor('readiness to return', () => isReady(otpost))
  assert.equal((await otpost.call('/passwordless/start', { body: start })).status, 200)
})

test('requests that wait for PostgreSQL when it is killed are refused, and Otpost goes on', async (t) => {
  const { env, dataDir, otpost } = await withOwnPostgres(t)
  assert.equal((await otpost.call('/passwordless/start', { body: start })).status, 200)
  for (let round = 0; round < 3; round += 1) {
    const locked = Promise.withResolvers<void>()
    const killed = Promise.withResolvers<void>()
    const holding = besideOtpost(env, async ({ pool }) => {
      const client = await pool.connect()
      client.on('error', () => {})
      await client.query(
        'begin; lock table otpost.messages, otpost.codes, otpost.token_records, otpost.tenants',
      )
      locked.resolve()
      await killed.promise
      client.release(true)
    })
    await locked.promise
    const answers = Promise.all([
      otpost.call('/passwordless/start', { body: start }),
      otpost.call('/oauth/token', { body: exchange('000000') }),
      otpost.call('/oauth/token', {
        body: { grant_type: 'refresh_token', client_id: 'demo', refresh_token: 'x'.repeat(43) },
      }),
    ])
    const waiting = await besideOtpost(env, ({ pool }) =>
      waitFor('the requests to wait', async () => {
        // Only the requests: the process itself asks for the tenants now and then.
        const { rows } = await pool.query<{ pid: number }>(
          `select l.pid from pg_locks l join pg_class c on c.oid = l.relation
           where not l.granted and c.relname in ('messages', 'codes', 'token_records')`,
        )
        return rows.length === 3 && rows.map(({ pid }) => pid)
      }),
    )
    // Those that wait first: when the one that holds the lock ends before them, they get it and finish.
    const postgres = await postmasterOf(dataDir)
    // PostgreSQL ends the others itself as soon as it misses the first.
    for (const pid of [...waiting, postgres]) killIfAlive(pid)
    killed.resolve()
    for (const { status, body, text } of await answers) {
      assert.ok(status >= 500, text)
      assert.deepEqual(Object.keys(body), ['error', 'error_description'])
    }
    await holding
    await waitFor('readiness to return', () => isReady(otpost))
  }
  assert.equal((await otpost.call('/passwordless/start', { body: start })).status, 200)
  // One listener for changes, however often its connection broke.
  await waitFor('the listener to be back', () =>
    besideOtpost(env, async ({ pool }) => {
      const { rows } = await pool.query(
        `select 1 from pg_stat_activity where query like 'listen %' and application_name = 'otpost'`,
      )
      assert.ok(rows.length <= 1, `${rows.length} connections listen`)
      return rows.length === 1
    }),
  )
  const postgres = await postmasterOf(dataDir)
  otpost.child.kill('SIGTERM')
  assert.equal(await otpost.ended, 0, otpost.output())
  assert.ok(!isAlive(postgres))
})
