// The runner is Deno code, which the project's own type check does not see.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import { tempFolder } from '#test/support/temp-folder.ts'

test('the types of the runner are right', async (t) => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('deno/package.json'))
  const { status, stderr } = spawnSync(
    path.join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno'),
    [
      'check',
      '--quiet',
      '--no-lock',
      '--no-remote',
      '--config',
      'sandbox-runner/deno.json',
      'sandbox-runner/main.ts',
    ],
    { encoding: 'utf8', env: { NO_COLOR: '1', DENO_DIR: await tempFolder(t), DENO_NO_UPDATE_CHECK: '1' } },
  )
  assert.equal(stderr, '')
  assert.equal(status, 0)
})
