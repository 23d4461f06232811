// Who may do what. Every route that changes something is asked, so that a new one cannot be forgotten.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertProblem, callNative, openPool } from '#test/support/native.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { watchRoutes } from '#test/support/routes.ts'

test('a viewer changes nothing, on whatever route', async (t) => {
  const known = watchRoutes(t)
  const server = await startPortalServer(t)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  await viewer.call('/portal/api/session/confirm', { body: { password: viewer.password } })
  const routes = known.filter(
    ({ method, url, config }) =>
      ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) &&
      /^\/(?:v1|api\/v2)\//.test(url) &&
      !config.onlyReads,
  )
  assert.ok(routes.length > 80, `${routes.length} routes`)
  for (const { method, url: path } of routes) {
    const { status, body } = await viewer.call(path.replaceAll(/:\w+/g, 'x'), { method, body: {} })
    assert.equal(status, 403, `${method} ${path} was answered ${status}`)
    assert.ok(body.errorCode === 'insufficient_scope' || body.type === '/problems/insufficient-scope', path)
  }
})

test('a viewer reads, but not administrators and not secrets', async (t) => {
  const server = await startPortalServer(t)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  await viewer.call('/portal/api/session/confirm', { body: { password: viewer.password } })
  for (const path of [
    '/v1/messages',
    '/v1/overview',
    '/v1/audit-log',
    '/v1/phone-provider',
    '/api/v2/connections',
    '/api/v2/organizations',
  ]) {
    assert.equal((await viewer.call(path)).status, 200, path)
  }
  assertProblem(await viewer.call('/v1/administrators'), 403, 'insufficient-scope')
  assertProblem(await viewer.call('/v1/phone-provider/webhook-secret'), 403, 'insufficient-scope')
  const clients = await viewer.call('/api/v2/clients')
  assert.ok(clients.body.length > 0)
  assert.ok(!clients.text.includes('client_secret"'), clients.text)
})

test('an editor changes what is configured and not who administrates', async (t) => {
  const server = await startPortalServer(t)
  const editor = await addAdministrator(server, await signIn(server), 'editor')
  const made = await editor.call('/api/v2/clients', { body: { name: 'By an editor' } })
  assert.equal(made.status, 201, made.text)
  const organization = await editor.call('/api/v2/organizations', { body: { name: 'by-an-editor' } })
  assert.equal(organization.status, 201, organization.text)
  const [newest] = (await editor.call('/v1/audit-log?limit=1')).body.entries
  assert.deepEqual([newest.action, newest.resource], ['create', `organizations/${organization.body.id}`])
  assert.equal((await editor.call('/v1/inbox', { method: 'DELETE' })).status, 204)
  assertProblem(await editor.call('/v1/administrators'), 403, 'insufficient-scope')
  assertProblem(
    await editor.call('/v1/administrators', { body: { email: 'a@b', role: 'owner' } }),
    403,
    'insufficient-scope',
  )
})

test('secrets are shown to a session for five minutes after the password was given again', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const browser = await signIn(server)
  const secret = () => browser.call('/v1/phone-provider/webhook-secret')
  const clients = async () => (await browser.call('/api/v2/clients')).text.includes('"client_secret"')
  const rotate = () => browser.call('/v1/phone-provider/webhook-secret/rotate', { method: 'POST' })
  assertProblem(await secret(), 403, 'confirmation-required')
  assertProblem(await rotate(), 403, 'confirmation-required')
  assert.equal(await clients(), false)

  assertProblem(
    await browser.call('/portal/api/session/confirm', { body: { password: 'wrong' } }),
    403,
    'wrong-password',
  )
  assertProblem(await secret(), 403, 'confirmation-required')
  const confirmed = await browser.call('/portal/api/session/confirm', { body: { password: owner.password } })
  assert.equal(confirmed.status, 200, confirmed.text)
  assert.equal(confirmed.body.csrf_token, browser.csrfToken)
  const minutes = (Date.parse(confirmed.body.confirmed_until) - Date.now()) / 60_000
  assert.ok(minutes > 4 && minutes <= 5, String(minutes))
  assert.equal((await secret()).status, 200)
  assert.equal((await rotate()).status, 200)
  assert.equal(await clients(), true)

  await pool.query('update otpost.admin_sessions set confirmed_until = now()')
  assertProblem(await secret(), 403, 'confirmation-required')
  assert.equal(await clients(), false)
  assert.equal(
    (await callNative(server, '/v1/phone-provider/webhook-secret'.slice(3))).status,
    200,
    'a client as before',
  )
})

test('owners make, change and remove administrators', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const generated = await browser.call('/v1/administrators', {
    body: { email: 'New@Example.com', role: 'viewer' },
  })
  assert.equal(generated.status, 201, generated.text)
  const { id, email, password } = generated.body
  assert.equal(email, 'new@example.com')
  const viewer = await signIn(server, { email, password })
  assertProblem(
    await browser.call('/v1/administrators', { body: { email: 'NEW@example.com', role: 'viewer' } }),
    409,
    'email-taken',
  )
  const listed = await browser.call('/v1/administrators')
  assert.deepEqual(
    listed.body.administrators.map((one: { email: string; role: string }) => [one.email, one.role]),
    [
      [owner.email, 'owner'],
      ['new@example.com', 'viewer'],
    ],
  )
  assert.ok(!listed.text.includes('password'))

  // A role counts from the next request on; a new password ends the sessions.
  const change = (body: object) => browser.call(`/v1/administrators/${id}`, { method: 'PATCH', body })
  assert.equal((await viewer.call('/v1/inbox', { method: 'DELETE' })).status, 403)
  assert.equal((await change({ role: 'editor' })).body.role, 'editor')
  assert.equal((await viewer.call('/v1/inbox', { method: 'DELETE' })).status, 204)
  assertProblem(await change({ password: 'short' }), 400, 'invalid-request')
  assert.equal((await change({ password: 'a password for somebody else' })).status, 200)
  assert.equal((await viewer.call('/v1/messages')).status, 401)
  const again = await signIn(server, { email, password: 'a password for somebody else' })

  assert.equal((await browser.call(`/v1/administrators/${id}`, { method: 'DELETE' })).status, 204)
  assert.equal((await again.call('/v1/messages')).status, 401, 'removed, and signed out at once')
  assertProblem(await browser.call(`/v1/administrators/${id}`, { method: 'DELETE' }), 404, 'not-found')
})

test('one who is locked out is shown so, and let in again by a new password', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const { administrator } = await addAdministrator(server, browser, 'viewer', 'locked@example.com')
  for (let index = 0; index < 10; index += 1) {
    await server.call('/portal/api/session', { body: { email: 'locked@example.com', password: 'wrong' } })
  }
  const shown = async () =>
    (await browser.call('/v1/administrators')).body.administrators.find(
      ({ id }: { id: string }) => id === administrator.id,
    )
  const minutes = (Date.parse((await shown()).locked_until) - Date.now()) / 60_000
  assert.ok(minutes > 3 && minutes < 6, String(minutes))
  const password = 'a new password for the one locked out'
  await browser.call(`/v1/administrators/${administrator.id}`, { method: 'PATCH', body: { password } })
  assert.equal((await shown()).locked_until, undefined)
  await signIn(server, { email: 'locked@example.com', password })
})

test('however many are changed at once, one owner is left', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const { administrator: second } = await addAdministrator(server, browser, 'owner')
  const ids = [browser.administrator.id, second.id]
  const answers = await Promise.all([
    ...ids.map((id) =>
      callNative(server, `/administrators/${id}`, { method: 'PATCH', body: { role: 'viewer' } }),
    ),
    ...ids.map((id) => callNative(server, `/administrators/${id}`, { method: 'DELETE' })),
  ])
  assert.ok(answers.some(({ status }) => status === 409))
  const { body } = await callNative(server, '/administrators')
  const owners = body.administrators.filter(({ role }: { role: string }) => role === 'owner')
  assert.equal(owners.length, 1)
})
