/**
 * `npm test [part of a file name …] [--node-test-flags]`: every test of the project with one PostgreSQL for all of
 * them. The exit code is that of run-files.ts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { launchOptions } from './chromium.ts'
import { shareProcesses } from './share-processes.ts'
import { makeTempFolder } from './temp-folder.ts'
import { startTestDatabaseServer } from './test-database-server.ts'

/**
 * What takes the longest begins first, so that a run does not end with one file on one core. A part of a path each; the
 * table at the end of a run says what belongs here.
 */
const long = [
  'test/browser/every-screen.test.ts',
  'test/contract/',
  'test/bad-input.test.ts',
  'test/crash/',
  'test/operating/',
  'test/golden/',
  'test/browser/hooks.test.ts',
  'test/browser/',
  'test/native/',
  'test/portal/',
  'test/scripts/',
  'test/deploy-cli/',
  'test/guides/',
  'test/sdk/',
  'test/sandbox/',
  'test/secrecy.test.ts',
]

const args = process.argv.slice(2)
const flags = args.filter((arg) => arg.startsWith('-'))
const wanted = args.filter((arg) => !arg.startsWith('-'))
const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'])
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()
  .sort((one, other) => turnOf(one) - turnOf(other))
if (files.length === 0) throw new Error(`no test file has ${wanted.join(' or ')} in its name`)

// Each file is a process, and most of them load the whole server. The folder is the one of src/main.ts.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/otpost', import.meta.url))

// A file waits for its server, its database and its page as much as it computes, so there is one more than there are
// cores. Too many at once run out of connections.
const atOnce = flags.find((flag) => flag.startsWith('--test-concurrency='))?.split('=')[1]
const concurrency = atOnce ?? String(Math.min(4, availableParallelism() + 1))
const folder = await makeTempFolder()
const server = await startTestDatabaseServer()
// Unpacks the browser, which the first run does once for all of its files.
if (files.some((file) => file.startsWith('test/browser/'))) await launchOptions()
try {
  const tests = spawn(
    process.execPath,
    [
      ...flags.filter((flag) => !isNamePattern(flag)),
      fileURLToPath(new URL('./run-files.ts', import.meta.url)),
      concurrency,
      ...flags.filter(isNamePattern),
      ...(await shareProcesses(files, folder)),
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        OTPOST_TEST_DATABASE: JSON.stringify({ connection: server.connection, secretKey: server.secretKey }),
      },
    },
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal))
  const [code] = await once(tests, 'exit')
  process.exitCode = code ?? 1
} finally {
  await server.stop()
  await rm(folder, { recursive: true })
}

function isNamePattern(flag: string): boolean {
  return flag.startsWith('--test-name-pattern=')
}

function turnOf(file: string): number {
  const turn = long.findIndex((part) => file.includes(part))
  return turn === -1 ? long.length : turn
}
