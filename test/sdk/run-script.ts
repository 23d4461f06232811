// Runs tests of test/sdk/scripts in a process of their own: which certificates a process trusts is settled when it
// starts, and Auth0's SDKs are to check ours as they do anywhere.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { management, type TestServer } from '#test/support/server.ts'
import type { Setup } from './setup.ts'

export async function runScript(
  name: string,
  { url, caFile }: TestServer,
  given: Partial<Setup> = {},
): Promise<void> {
  assert.ok(caFile, 'the server has no certificate of its own')
  const setup: Setup = { domain: new URL(url).host, ...management, sdk: '7', ...given }
  const { NODE_TEST_CONTEXT: _, NODE_TLS_REJECT_UNAUTHORIZED: __, ...env } = process.env
  const script = fileURLToPath(new URL(`./scripts/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--test-reporter=spec', script], {
    env: { ...env, NODE_EXTRA_CA_CERTS: caFile, OTPOST_TEST_SETUP: JSON.stringify(setup) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  assert.equal(code, 0, `${stdout}\n${stderr}`)
  assert.match(stdout, /pass [1-9]/)
}
