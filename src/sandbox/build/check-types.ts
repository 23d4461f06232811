// The compiler's opinion of an Authgear script, as `deno check` gives it. It works on a folder that holds the script and
// Authgear's types. It is given no way to the network and none to another file: each address that is none of these
// stands for a module of which nothing is known.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pLimit from 'p-limit'
import type { Log } from '#src/observability/log.ts'
import type { ScriptProblem } from '#src/settings/records.ts'
import { isAuthgearTypes, readAuthgearTypes } from './authgear-types.ts'
import { findDeno } from './deno-file.ts'
import { readTypeErrors } from './type-errors.ts'

const usualTimeoutMs = 15_000
const maxHeapMb = 512
const maxOutputBytes = 1024 * 1024
const maxAtOnce = 2

export interface TypeChecker {
  check(code: string): Promise<readonly ScriptProblem[]>
  close(): void
}

export interface TypeCheckerOptions {
  readonly folder: () => Promise<string>
  readonly log: Log
  readonly timeoutMs?: number
}

export function createTypeChecker(options: TypeCheckerOptions): TypeChecker {
  const { folder, log, timeoutMs = usualTimeoutMs } = options
  const limit = pLimit(maxAtOnce)
  const closing = new AbortController()
  return {
    check: (code) =>
      limit(async () => {
        const cache = join(await folder(), 'deno')
        await mkdir(cache, { recursive: true })
        const place = await mkdtemp(join(await folder(), 'check-'))
        try {
          const hasUnknown = await writeModules(place, code)
          return await runDeno({ place, hasUnknown, cache, signal: closing.signal, log, timeoutMs })
        } finally {
          await rm(place, { recursive: true, force: true })
        }
      }),
    close: () => closing.abort(),
  }
}

/** Says whether there are modules of which nothing is known. */
async function writeModules(place: string, code: string): Promise<boolean> {
  const imported = importable(code)
  const unknown = imported.filter((specifier) => !isAuthgearTypes(specifier))
  const known = imported.filter(isAuthgearTypes)
  const imports = Object.fromEntries([
    ...known.map((specifier) => [specifier, './authgear.ts']),
    ...unknown.map((specifier) => [specifier, './unknown.ts']),
    // Nothing else may be read: the compiler quotes what it reads.
    ...['file:///', 'data:', 'blob:'].map((prefix) => [prefix, null]),
  ])
  const declarations = unknown.map((specifier) => `declare module ${JSON.stringify(specifier)}`)
  await Promise.all([
    writeFile(join(place, 'script.ts'), code),
    writeFile(join(place, 'authgear.ts'), await readAuthgearTypes()),
    writeFile(join(place, 'unknown.ts'), 'export {}\n'),
    writeFile(join(place, 'unknown.d.ts'), `${declarations.join('\n')}\n`),
    writeFile(join(place, 'imports.json'), JSON.stringify({ imports })),
  ])
  return unknown.length > 0
}

/** Every address in quotes, whether it is imported or not. */
function importable(code: string): readonly string[] {
  const found = [...code.matchAll(/(["'`])((?:https?|npm):[^"'`\s\\]+)\1/g)].map(
    ([, , specifier = '']) => specifier,
  )
  return [...new Set(found)]
}

interface DenoRun {
  readonly place: string
  readonly hasUnknown: boolean
  readonly cache: string
  readonly signal: AbortSignal
  readonly log: Log
  readonly timeoutMs: number
}

function runDeno({
  place,
  hasUnknown,
  cache,
  signal,
  log,
  timeoutMs,
}: DenoRun): Promise<readonly ScriptProblem[]> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const flags = [
    '--quiet',
    '--no-config',
    '--no-lock',
    '--no-remote',
    '--no-npm',
    '--import-map=imports.json',
  ]
  return new Promise((resolve) => {
    execFile(
      findDeno(),
      ['check', ...flags, `--v8-flags=--max-old-space-size=${maxHeapMb}`, 'script.ts', 'unknown.d.ts'],
      {
        cwd: place,
        env: {
          DENO_DIR: cache,
          HOME: cache,
          NO_COLOR: '1',
          DENO_NO_UPDATE_CHECK: '1',
          DENO_NO_PACKAGE_JSON: '1',
        },
        killSignal: 'SIGKILL',
        maxBuffer: maxOutputBytes,
        signal: AbortSignal.any([signal, deadline]),
      },
      (failure, _stdout, stderr) => {
        if (failure === null) return resolve([])
        if (deadline.aborted)
          return resolve([{ message: `Checking the types took longer than ${timeoutMs / 1000} s` }])
        if (failure.code === 1)
          return resolve(readTypeErrors(stderr, { folder: pathToFileURL(place).href, hasUnknown }))
        log.warn({ code: failure.code, signal: failure.signal }, 'the type check of a script broke off')
        resolve([{ message: 'The types could not be checked: the compiler gave up on this script' }])
      },
    )
  })
}
