import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDb } from '#src/storage/database.ts'
import { createSweep } from '#src/storage/sweep.ts'
import { callNative, openPool } from '#test/support/native.ts'
import { owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { management } from '#test/support/server.ts'

test('every change leaves a row: who, what, under which request, and no value', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const token = await server.managementToken()
  const secret = 'a-secret-value-that-must-stay-out-of-the-log'
  const client = await browser.call('/api/v2/clients', { body: { name: 'An app', client_secret: secret } })
  assert.equal(client.status, 201, client.text)
  const clientId = client.body.client_id
  await browser.call(`/api/v2/clients/${clientId}`, { method: 'PATCH', body: { name: 'Another name' } })
  await browser.call(`/api/v2/clients/${clientId}/rotate-secret`, { method: 'POST' })
  const put = { kind: 'webhook', webhook: { url: `https://example.com/${secret}` } }
  const changed = await server.call('/v1/phone-provider', { method: 'PUT', token, body: put })
  assert.equal(changed.status, 200, changed.text)
  await browser.call(`/api/v2/clients/${clientId}`, { method: 'DELETE' })
  // What was refused, what only reads and what applications do all day is no change.
  await browser.call('/api/v2/clients', { body: {} })
  await browser.call('/api/v2/clients')
  await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  await browser.call('/portal/api/session/confirm', { body: { password: owner.password } })
  await browser.call('/portal/api/session', { method: 'DELETE' })

  const { body, text } = await callNative(server, '/audit-log')
  const administrator = { kind: 'administrator', id: browser.administrator.id, email: owner.email }
  const expected = [
    [administrator, 'sign_out', 'session', []],
    [administrator, 'confirm', 'session', ['password']],
    [administrator, 'delete', `clients/${clientId}`, []],
    [{ kind: 'client', id: management.clientId }, 'update', 'phone-provider', ['kind', 'webhook']],
    [administrator, 'rotate_secret', `clients/${clientId}`, []],
    [administrator, 'update', `clients/${clientId}`, ['name']],
    [administrator, 'create', `clients/${clientId}`, ['name', 'client_secret']],
    [administrator, 'sign_in', 'session', ['email', 'password']],
  ]
  assert.deepEqual(
    body.entries.map((entry: Record<string, unknown>) => [
      entry.actor,
      entry.action,
      entry.resource,
      entry.fields,
    ]),
    expected,
  )
  assert.ok(!text.includes(secret) && !text.includes(owner.password))
  const [first] = body.entries
  const logged = server.logLines.some((line) => line.includes(first.request_id) && line.includes('"DELETE"'))
  assert.ok(logged, 'the request is found in the log')

  const one = await callNative(server, '/audit-log?limit=3')
  const two = await callNative(server, `/audit-log?limit=100&cursor=${one.body.next_cursor}`)
  assert.deepEqual([...one.body.entries, ...two.body.entries], body.entries)
  assert.equal(two.body.next_cursor, undefined)
  assert.equal((await callNative(server, '/audit-log?cursor=nonsense')).status, 400)

  const pool = openPool(t, server)
  await pool.query(`update otpost.audit_log set at = now() - interval '366 days' where action = 'sign_in'`)
  await pool.query(`update otpost.admin_sessions set expires_at = now() - interval '1 minute'`)
  await createSweep(createDb(pool)).run()
  const kept = await callNative(server, '/audit-log')
  assert.equal(kept.body.entries.length, expected.length - 1)
})
