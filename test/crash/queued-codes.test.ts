// A login whose Action asked for another try outlives the process that took it: the code arrives once, from whichever
// process is there, or never when it has expired by then.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { deployAction } from '#test/support/actions.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { startGateway } from '#test/support/gateway.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, isAlive, type OtpostProcess, startOtpost } from '#test/support/otpost-process.ts'
import { management } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const to = '+442079460123'
const publicUrl = 'http://otpost.test'
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const acceptedWithinMs = 40_000

const code = `exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const body = JSON.stringify(event.notification)
  const response = await fetch(event.secrets.GATEWAY, { method: 'POST', body })
  if (response.status === 503) api.notification.retry('busy')
}`

async function startSetup(t: TestContext) {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const gateway = await startGateway(t)
  const env = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_MGMT_CLIENT_ID: management.clientId,
    OTPOST_MGMT_CLIENT_SECRET: management.clientSecret,
    OTPOST_PUBLIC_URL: publicUrl,
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
  }
  const start = async () => startOtpost(t, { ...env, PORT: await freePort() })
  const first = await start()
  const token = await managementToken(first)
  await deployAction((path, method = 'GET', body) => first.call(`/api/v2${path}`, { method, token, body }), {
    code,
    secrets: { GATEWAY: gateway.url },
  })
  const put = { method: 'PUT', token, body: { kind: 'action', action: {} } }
  assert.equal((await first.call('/v1/phone-provider', put)).status, 200)
  return { env, gateway, first, start, token }
}

async function managementToken(otpost: OtpostProcess): Promise<string> {
  const { body, text } = await otpost.call('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: management.clientId,
      client_secret: management.clientSecret,
      audience: `${publicUrl}/api/v2/`,
    },
  })
  assert.ok(body.access_token, text)
  return body.access_token
}

const logIn = (otpost: OtpostProcess) =>
  otpost.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number: to } })

async function onlyMessage(otpost: OtpostProcess, token: string) {
  const { body } = await otpost.call('/v1/messages', { token })
  assert.equal(body.messages.length, 1)
  return (await otpost.call(`/v1/messages/${body.messages[0].id}`, { token })).body
}

const countQueued = (env: Readonly<Record<string, string>>): Promise<number> =>
  besideOtpost(env, async ({ pool }) => {
    const { rows } = await pool.query('select count(*)::int from otpost.queued_messages')
    return rows[0].count
  })

/** The processes that run scripts for this one. */
function sandboxesOf(pid: number): number[] {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' })
  const lines = list.split('\n').filter((line) => /\bdeno\b/.test(line))
  return lines.map((line) => Number.parseInt(line, 10))
}

test('a login that waits when its process is killed is delivered once by another, and its code is good', async (t) => {
  const { env, gateway, first, start, token } = await startSetup(t)
  const second = await start()
  gateway.answerNext({ status: 503 })
  assert.equal((await logIn(first)).status, 200)
  assert.equal(gateway.requests.length, 1)
  assert.equal((await onlyMessage(second, token)).status, 'queued')
  const sandboxes = sandboxesOf(first.pid)
  assert.ok(sandboxes.length > 0)
  // Only the server itself: what it started has to notice.
  first.child.kill('SIGKILL')
  await first.ended

  const message = await waitFor(
    'the message to be accepted',
    async () => {
      const now = await onlyMessage(second, token)
      return now.status === 'accepted' && now
    },
    acceptedWithinMs,
  )
  assert.deepEqual(
    message.attempts.map(({ outcome }: { outcome: string }) => outcome),
    ['failed', 'accepted'],
  )
  assert.equal(gateway.requests.length, 2)
  assert.equal(await countQueued(env), 0)
  const { code: otp } = JSON.parse(gateway.requests[1]?.body ?? '')
  assert.equal(JSON.parse(gateway.requests[0]?.body ?? '').code, otp)
  const body = { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: to, otp }
  assert.equal((await second.call('/oauth/token', { body: { ...body, scope: 'openid' } })).status, 200)
  await waitFor('the sandbox of the killed process to end', () => !sandboxes.some(isAlive))
})

test('a login that has expired when a process is there again is never sent, and nothing of it is left', async (t) => {
  const { env, gateway, first, start, token } = await startSetup(t)
  gateway.answerNext({ status: 503 })
  assert.equal((await logIn(first)).status, 200)
  first.signalGroup('SIGKILL')
  await first.ended
  assert.equal(await countQueued(env), 1)
  await besideOtpost(env, async ({ pool }) => {
    await pool.query(`update otpost.queued_messages set expires_at = now() - interval '1 second'`)
    await pool.query(`update otpost.codes set expires_at = now() - interval '1 second'`)
  })

  const second = await start()
  const message = await waitFor(
    'the message to be given up',
    async () => {
      const now = await onlyMessage(second, token)
      return now.status === 'failed' && now
    },
    acceptedWithinMs,
  )
  assert.equal(message.attempts.length, 2)
  assert.equal(message.attempts[1].description, 'No retry: the message has expired.')
  assert.equal(await countQueued(env), 0)
  assert.equal(gateway.requests.length, 1)
})
