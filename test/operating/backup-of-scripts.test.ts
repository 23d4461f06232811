// A backup holds what operators made to deliver messages, and the messages that wait; what can be made again it need not.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { startGateway } from '#test/support/gateway.ts'
import { freePort, type OtpostProcess, runOtpost, startOtpost } from '#test/support/otpost-process.ts'
import { management } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const to = '+442079460123'
const publicUrl = 'http://otpost.test'

const code = `exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const body = JSON.stringify({ ...event.notification, key: event.secrets.KEY })
  const response = await fetch(event.secrets.GATEWAY, { method: 'POST', body })
  if (response.status === 503) api.notification.retry('busy')
}`

test('a backup restores Actions, Hooks, keys, templates, organizations and messages that wait; builds are made again', async (t) => {
  const gateway = await startGateway(t)
  const env = await newEnvironment(t)
  const otpost = await startOtpost(t, env)
  const { ask, native } = await connect(otpost)
  const action = await deployAction(ask, {
    code,
    secrets: { GATEWAY: gateway.url, KEY: 'a key of the vendor' },
  })
  const script = `module.exports = (recipient, text, context, cb) => {
    const body = context.webtask.secrets.KEY + ' ' + context.code
    fetch('${gateway.url}/hook', { method: 'POST', body }).then(() => cb(null, {}), cb)
  }`
  const hook = await ask('/hooks', 'POST', {
    name: 'phone',
    triggerId: 'send-phone-message',
    enabled: true,
    script,
  })
  await ask(`/hooks/${hook.body.id}/secrets`, 'POST', { KEY: 'a key of the hook' })
  await ask('/branding/phone/templates', 'POST', {
    type: 'otp_verify',
    content: { body: { text: 'Restored {{ code }}' } },
  })
  await ask('/organizations', 'POST', { name: 'acme', display_name: 'Acme', metadata: { vendor: 'alpha' } })
  await native('/phone-provider', 'PUT', { kind: 'webhook', webhook: { url: gateway.url } })
  const rotated = await native('/phone-provider/webhook-secret/rotate', 'POST', {})
  assert.ok(rotated.body.previous)
  await native('/phone-provider', 'PUT', { kind: 'action', action: { id: action } })
  gateway.answer({ status: 503 })
  const waiting = await native('/verifications', 'POST', { to })
  assert.equal(waiting.body.message.status, 'queued')

  const shown = async ({ ask, native }: Connection) => ({
    action: (await ask(`/actions/actions/${action}`)).body,
    versions: (await ask(`/actions/actions/${action}/versions`)).body,
    hooks: (await ask('/hooks')).body,
    hookSecrets: (await ask(`/hooks/${hook.body.id}/secrets`)).body,
    templates: (await ask('/branding/phone/templates')).body.templates.filter((one: object) => 'id' in one),
    organizations: (await ask('/organizations')).body,
    provider: (await native('/phone-provider')).body,
    webhookSecret: (await native('/phone-provider/webhook-secret')).body,
  })
  const before = await shown({ ask, native })
  assert.equal(before.templates.length, 1)
  assert.equal(before.organizations.length, 1)
  const file = path.join(await tempFolder(t), 'otpost.backup')
  await succeed(env, 'backup', file)
  otpost.child.kill('SIGTERM')
  await otpost.ended

  const fresh = { ...(await newEnvironment(t)), OTPOST_SECRET_KEY: env.OTPOST_SECRET_KEY }
  await succeed(fresh, 'restore', file)
  await besideOtpost(fresh, async ({ pool }) => {
    const { rowCount } = await pool.query('delete from otpost.script_builds')
    assert.ok(rowCount, 'there were builds to lose')
  })
  const asked = gateway.requests.length
  gateway.answer({})
  const restored = await startOtpost(t, fresh)
  const again = await connect(restored)
  assert.deepEqual(await shown(again), before)

  const message = await waitFor('the message that waited', async () => {
    const { body } = await again.native(`/messages/${waiting.body.message.id}`)
    return body.status === 'accepted' && body
  })
  assert.equal(gateway.requests.length, asked + 1)
  const delivered = JSON.parse(gateway.requests.at(-1)?.body ?? '')
  assert.equal(delivered.key, 'a key of the vendor')
  assert.equal(delivered.as_text, `Restored ${delivered.code}`)
  assert.equal(message.attempts.at(-1).outcome, 'accepted')
  const check = await again.native(`/verifications/${waiting.body.id}/check`, 'POST', {
    code: delivered.code,
  })
  assert.equal(check.body.status, 'approved')

  assert.equal((await again.native('/phone-provider', 'PUT', { kind: 'hook', hook: {} })).status, 200)
  assert.equal((await again.native('/verifications', 'POST', { to })).status, 201)
  assert.match(gateway.requests.at(-1)?.body ?? '', /^a key of the hook \d{6}$/)
  assert.equal((await again.ask(`/actions/actions/${action}/deploy`, 'POST')).body.number, 2)
})

async function newEnvironment(t: TestContext) {
  return {
    PORT: await freePort(),
    OTPOST_DATA_DIR: path.join(await tempFolder(t), 'data'),
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_MGMT_CLIENT_ID: management.clientId,
    OTPOST_MGMT_CLIENT_SECRET: management.clientSecret,
    OTPOST_PUBLIC_URL: publicUrl,
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'warn',
  }
}

async function succeed(env: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
  const { code, out, err } = await runOtpost(env, ...args)
  assert.equal(code, 0, `otpost ${args.join(' ')}: ${out}${err}`)
}

interface Connection {
  readonly ask: AskManagement
  readonly native: AskManagement
}

async function connect(otpost: OtpostProcess): Promise<Connection> {
  const { body: answer, text } = await otpost.call('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: management.clientId,
      client_secret: management.clientSecret,
      audience: `${publicUrl}/api/v2/`,
    },
  })
  const token = answer.access_token
  assert.ok(token, text)
  const below =
    (prefix: string): AskManagement =>
    (target, method = 'GET', body) =>
      otpost.call(`${prefix}${target}`, { method, token, ...(body !== undefined && { body }) })
  return { ask: below('/api/v2'), native: below('/v1') }
}
