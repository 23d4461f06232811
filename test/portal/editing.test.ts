// Two who edit the same thing: the second is told.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import type { CallOptions, TestServer } from '#test/support/server.ts'

async function caller(server: TestServer) {
  const token = await server.managementToken()
  return (path: string, options: CallOptions = {}) => server.call(path, { ...options, token })
}

test('what was loaded before somebody else saved cannot be saved over it', async (t) => {
  const server = await startPortalServer(t)
  const call = await caller(server)
  const hook = await call('/api/v2/hooks', {
    body: { name: 'A hook', triggerId: 'send-phone-message', script: 'module.exports = () => {}' },
  })
  assert.equal(hook.status, 201, hook.text)
  const client = await call('/api/v2/clients', { body: { name: 'An app' } })
  const action = await call('/api/v2/actions/actions', {
    body: {
      name: 'An action',
      supported_triggers: [{ id: 'custom-phone-provider' }],
      code: 'exports.onExecuteCustomPhoneProvider = async () => {}',
    },
  })
  assert.equal(action.status, 201, action.text)
  const [connection] = (await call('/api/v2/connections')).body
  const ask: AskManagement = (path, method = 'GET', body) =>
    call(`/api/v2${path}`, { method, ...(body !== undefined && { body }) })
  const bound = await deployAction(ask, {
    name: 'A bound action',
    trigger: { id: 'send-phone-message', version: 'v2' },
    code: 'exports.onExecuteSendPhoneMessage = async () => {}',
  })
  const administrator = await call('/v1/administrators', { body: { email: 'a@example.com', role: 'viewer' } })
  const bind = (bindings: object[]) => ({ bindings })
  const edits: readonly (readonly [string, string, object, object])[] = [
    ['/api/v2/guardian/policies', 'PUT', ['all-applications'], []],
    [
      '/api/v2/guardian/factors/phone/message-types',
      'PUT',
      { message_types: ['sms'] },
      { message_types: ['voice'] },
    ],
    [
      '/api/v2/guardian/factors/phone/providers/twilio',
      'PUT',
      { sid: 'AC1', auth_token: 'one' },
      { sid: 'AC1', auth_token: 'two' },
    ],
    [
      '/api/v2/guardian/factors/sms/selected-provider',
      'PUT',
      { provider: 'twilio' },
      { provider: 'phone-message-hook' },
    ],
    ['/api/v2/attack-protection/brute-force-protection', 'PATCH', { max_attempts: 7 }, { max_attempts: 8 }],
    ['/api/v2/attack-protection/suspicious-ip-throttling', 'PATCH', { enabled: false }, { enabled: true }],
    [
      '/api/v2/actions/triggers/send-phone-message/bindings',
      'PATCH',
      bind([{ ref: { type: 'action_id', value: bound } }]),
      bind([]),
    ],
    [`/v1/administrators/${administrator.body.id}`, 'PATCH', { role: 'editor' }, { role: 'owner' }],
    ['/v1/phone-provider', 'PUT', { kind: 'inbox' }, { kind: 'inbox', delivery_methods: ['text'] }],
    [`/api/v2/connections/${connection.id}`, 'PATCH', { display_name: 'one' }, { display_name: 'two' }],
    [`/api/v2/clients/${client.body.client_id}`, 'PATCH', { name: 'one' }, { name: 'two' }],
    [`/api/v2/hooks/${hook.body.id}`, 'PATCH', { name: 'one' }, { name: 'two' }],
    [`/api/v2/actions/actions/${action.body.id}`, 'PATCH', { name: 'one' }, { name: 'two' }],
  ]
  for (const [path, method, one, two] of edits) {
    const seen = (await call(path)).headers.get('etag') ?? ''
    assert.match(seen, /^"[\w-]{22}"$/, path)
    const ifSeen = { 'if-match': seen }
    const changes = path === '/v1/phone-provider' ? [two, one] : [one, two]
    const first = await call(path, { method, body: changes[0], headers: ifSeen })
    assert.equal(first.status, 200, `${path}: ${first.text}`)
    const now = first.headers.get('etag') ?? ''
    assert.match(now, /^"[\w-]{22}"$/, path)
    assert.notEqual(now, seen, path)
    assert.equal((await call(path)).headers.get('etag'), now, path)

    const late = await call(path, { method, body: changes[1], headers: ifSeen })
    assert.equal(late.status, 412, `${path}: ${late.text}`)
    if (path.startsWith('/v1')) assertProblem(late, 412, 'conflict')
    else assert.deepEqual([late.body.statusCode, late.body.error], [412, 'Precondition Failed'])
    assert.equal((await call(path)).headers.get('etag'), now, 'nothing was overwritten')

    assert.equal(
      (await call(path, { method, body: changes[1], headers: { 'if-match': `"x", W/${now}` } })).status,
      200,
    )
    assert.equal((await call(path, { method, body: changes[0], headers: { 'if-match': '*' } })).status, 200)
    assert.equal((await call(path, { method, body: changes[1] })).status, 200, 'without If-Match as ever')
  }
  const path = `/api/v2/clients/${client.body.client_id}`
  assert.equal((await call(path, { method: 'DELETE', headers: { 'if-match': '"old"' } })).status, 412)
  assert.equal((await call(path)).status, 200)
  const { headers } = await call(path)
  assert.equal(
    (await call(path, { method: 'DELETE', headers: { 'if-match': headers.get('etag') ?? '' } })).status,
    204,
  )
})

test('resources that one form edits share a tag, and the next of one is good for the others', async (t) => {
  const server = await startPortalServer(t)
  const call = await caller(server)
  const guardian = '/api/v2/guardian'
  const tagOf = async (path: string) => (await call(guardian + path)).headers.get('etag') ?? ''
  const put = (path: string, body: object, tag: string) =>
    call(guardian + path, { method: 'PUT', body, headers: { 'if-match': tag } })
  const seen = await tagOf('/policies')
  assert.match(seen, /^"/)
  assert.equal(await tagOf('/factors'), seen)
  const first = await put('/policies', ['all-applications'], seen)
  const next = first.headers.get('etag') ?? ''
  assert.equal((await put('/factors/otp', { enabled: true }, seen)).status, 412)
  assert.equal((await put('/factors/otp', { enabled: true }, next)).status, 200)
  assert.notEqual(await tagOf('/factors'), next)
})

test('of any number that save at once what they all have seen, exactly one is right', async (t) => {
  const server = await startPortalServer(t)
  const call = await caller(server)
  const { body: client } = await call('/api/v2/clients', { body: { name: 'An app' } })
  const path = `/api/v2/clients/${client.client_id}`
  for (let round = 0; round < 3; round += 1) {
    const etag = (await call(path)).headers.get('etag') ?? ''
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(path, {
          method: 'PATCH',
          body: { name: `round ${round} by ${index}` },
          headers: { 'if-match': etag },
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status).sort()
    assert.deepEqual(statuses, [200, ...Array.from({ length: 7 }, () => 412)])
    const [winner] = answers.filter(({ status }) => status === 200)
    const now = await call(path)
    assert.equal(now.body.name, winner?.body.name)
    assert.equal(now.headers.get('etag'), winner?.headers.get('etag') ?? now.headers.get('etag'))
  }
})

test('a user is guarded in its row, and logins do not count as edits', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const call = await caller(server)
  await pool.query(
    `insert into otpost.users (tenant_id, user_id, connection_id, phone_number, profile)
     select 'default', 'sms|0123456789abcdef01234567', id, '+442079460123', '{}' from otpost.connections where strategy = 'sms'`,
  )
  const path = '/api/v2/users/sms%7C0123456789abcdef01234567'
  const etag = (await call(path)).headers.get('etag') ?? ''
  assert.match(etag, /^"/)
  await pool.query('update otpost.users set logins_count = 7, last_login = now()')
  assert.equal((await call(path)).headers.get('etag'), etag)
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      call(path, { method: 'PATCH', body: { name: `by ${index}` }, headers: { 'if-match': etag } }),
    ),
  )
  const statuses = answers.map(({ status }) => status).sort()
  assert.deepEqual(statuses, [200, 412, 412, 412, 412, 412], answers.map(({ text }) => text).join('\n'))
  const [winner] = answers.filter(({ status }) => status === 200)
  assert.equal((await call(path)).headers.get('etag'), winner?.headers.get('etag'))
  assert.equal((await call(path, { method: 'DELETE', headers: { 'if-match': etag } })).status, 412)
  assert.equal((await call(path)).status, 200)
})

test('building and deploying an action is no edit of its draft', async (t) => {
  const server = await startPortalServer(t)
  const call = await caller(server)
  const { body } = await call('/api/v2/actions/actions', {
    body: {
      name: 'An action',
      supported_triggers: [{ id: 'custom-phone-provider' }],
      code: 'exports.onExecuteCustomPhoneProvider = async () => {}',
      deploy: true,
    },
  })
  const path = `/api/v2/actions/actions/${body.id}`
  const before = (await call(path)).headers.get('etag')
  await call(`${path}/deploy`, { method: 'POST' })
  assert.equal((await call(path)).headers.get('etag'), before)
})

test('signing in is no edit of an administrator, and removing one that was edited is refused', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const viewer = await addAdministrator(server, browser, 'viewer')
  const path = `/v1/administrators/${viewer.administrator.id}`
  const shown = await browser.call(path)
  const etag = shown.headers.get('etag') ?? ''
  assert.equal(shown.body.email, viewer.administrator.email)
  await signIn(server, { email: viewer.administrator.email, password: viewer.password })
  assert.equal((await browser.call(path)).headers.get('etag'), etag)
  const saved = await browser.call(path, { method: 'PATCH', body: { role: 'editor' } })
  assert.notEqual(saved.headers.get('etag'), etag)
  const headers = { 'if-match': etag }
  assertProblem(await browser.call(path, { method: 'DELETE', headers }), 412, 'conflict')
  assertProblem(await browser.call('/v1/administrators/adm_none'), 404, 'not-found')
})

test('a tag says nothing of the secrets that it stands for, beyond that they changed', async (t) => {
  const server = await startPortalServer(t)
  const other = await startPortalServer(t, { OTPOST_SECRET_KEY: randomBytes(32).toString('base64') })
  const tags = await Promise.all(
    [server, other].map(async (one) => (await callNative(one, '/phone-provider')).headers.get('etag')),
  )
  assert.notEqual(tags[0], tags[1], 'the same setting under two keys')
})
