// What Hooks owe beside their contract: one enabled hook per trigger whoever asks at once, and nothing saved that does
// not build.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeTenant } from './support/change-tenant.ts'
import { startTestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const script = 'module.exports = function (recipient, text, context, cb) { cb(null, { recipient }) }'

test('of hooks that are enabled at once one stays enabled', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const ask = (path: string, method: string, body?: unknown) =>
    server.call(`/api/v2/hooks${path}`, { method, token, body })
  const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']
  const made = await Promise.all(
    names.map((name) =>
      ask('', 'POST', { name, script, triggerId: 'send-phone-message', enabled: name < 'c' }),
    ),
  )
  for (const { status, text } of made) assert.equal(status, 201, text)
  const changed = await Promise.all(
    made.map(({ body }) => ask(`/${body.id}`, 'PATCH', { enabled: true, script: `${script} // changed` })),
  )
  for (const { status, text } of changed) assert.equal(status, 200, text)
  const { body: hooks } = await ask('', 'GET')
  assert.equal(hooks.length, names.length)
  assert.equal(hooks.filter(({ enabled }: { enabled: boolean }) => enabled).length, 1)
})

test('of requests that give a name away at once one gets it', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const body = { name: 'wanted', script, triggerId: 'send-phone-message' }
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => server.call('/api/v2/hooks', { token, body })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409])
})

test('the value of a secret is in no answer and in no line of the log', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const value = 'a-value-that-is-nowhere-else'
  const { body: hook } = await server.call('/api/v2/hooks', {
    token,
    body: { name: 'discreet', script, triggerId: 'send-phone-message' },
  })
  const path = `/api/v2/hooks/${hook.id}`
  const answers = [
    await server.call(`${path}/secrets`, { token, body: { KEY: value } }),
    await server.call(`${path}/secrets`, { token, method: 'PATCH', body: { KEY: `${value}-2` } }),
    await server.call(`${path}/secrets`, { token }),
    await server.call(path, { token, method: 'PATCH', body: { enabled: true } }),
    await server.call(path, { token }),
    await server.call('/api/v2/hooks', { token }),
    await server.call(`${path}/test`, { token, method: 'POST' }),
  ]
  for (const { status, text } of answers) {
    assert.ok(status < 300, text)
    assert.ok(!text.includes(value), text)
  }
  assert.ok(server.logLines.every((line) => !line.includes(value)))
})

test('a hook that was saved before its export was asked for is still there, can be renamed, and says at a run what it lacks', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const at = new Date()
  const old = { id: 'old', name: 'old', triggerId: 'send-phone-message', enabled: false, script: '// to do' }
  await changeTenant(server.env, (writer) =>
    writer.putHook({ ...old, dependencies: [], secrets: [], createdAt: at, updatedAt: at }),
  )
  const ask = (path = '', method = 'GET', body?: unknown) =>
    server.call(`/api/v2/hooks/old${path}`, { method, token, body })
  await waitFor('the hook', async () => (await ask()).status === 200)
  const renamed = await ask('', 'PATCH', { name: 'older', script: old.script, enabled: true })
  assert.equal(renamed.status, 200, renamed.text)
  const ran = await ask('/test', 'POST')
  assert.match(ran.body.error.message, /^The Hook has to export a function: module\.exports = function/)
})
