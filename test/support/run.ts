/**
 * `npm test [part of a file name …] [--node-test-flags]`: every test of the project with one PostgreSQL and one
 * browser for all of them. The exit code is node's.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { startBrowserServer } from './chromium.ts'
import { startTestDatabaseServer } from './test-database-server.ts'

const args = process.argv.slice(2)
const flags = args.filter((arg) => arg.startsWith('-'))
const wanted = args.filter((arg) => !arg.startsWith('-'))
const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'])
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()
if (files.length === 0) throw new Error(`no test file has ${wanted.join(' or ')} in its name`)

// Each file is a process, and most of them load the whole server. The folder is the one of src/main.ts.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/otpost', import.meta.url))

// Each file waits for its server and its database more than it computes; too many at once run out of connections.
const concurrency = Math.min(4, Math.max(2, availableParallelism()))
const server = await startTestDatabaseServer()
const browser = files.some((file) => file.startsWith('test/browser/'))
  ? await startBrowserServer()
  : undefined
try {
  const tests = spawn(
    process.execPath,
    ['--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...flags, ...files],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        OTPOST_TEST_DATABASE: JSON.stringify({ connection: server.connection, secretKey: server.secretKey }),
        ...(browser && { OTPOST_TEST_BROWSER: browser.endpoint }),
      },
    },
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal))
  const [code] = await once(tests, 'exit')
  process.exitCode = code ?? 1
} finally {
  await browser?.stop()
  await server.stop()
}
