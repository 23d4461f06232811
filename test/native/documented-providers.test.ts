// The examples of docs/providers.md are what people paste first.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { providerKinds } from '#src/providers/registry.ts'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer } from '#test/support/server.ts'

const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json\n(\{\n {2}"kind": [\s\S]*?\n\})\n```$/gm)].map(
  ([, json = '']) => json,
)

test('each kind of provider has an example on its page, and each example can be saved as it stands', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  // What the examples of scripts that are kept elsewhere stand for.
  await deployAction(ask, { code: 'exports.onExecuteCustomPhoneProvider = async () => {}' })
  const hook = { triggerId: 'send-phone-message', name: 'sends', enabled: true }
  const script = 'module.exports = function (recipient, text, context, cb) { cb(null, {}) }'
  assert.equal((await ask('/hooks', 'POST', { ...hook, script })).status, 201)

  const kinds = examples.map((json): string => JSON.parse(json).kind)
  assert.deepEqual(kinds.sort(), providerKinds.map(({ kind }) => kind).sort())
  for (const json of examples) {
    const { status, text } = await callNative(server, '/phone-provider', {
      method: 'PUT',
      body: JSON.parse(json),
    })
    assert.equal(status, 200, `${json}\n${text}`)
  }
})
