// One `npm install` in a folder of its own. The npm of this installation, run with its configuration; no script of any
// package runs, and nothing but the registry is installed from.

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describeNpmError, type NpmError, readNpmError } from './npm-problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface NpmInstall {
  readonly folder: string
  /** As in a package.json. */
  readonly dependencies: Readonly<Record<string, string>>
  /** How the packages are called in a message. */
  readonly wanted: readonly string[]
  readonly registryUrl?: string
  readonly environment: Environment
  readonly signal: AbortSignal
}

export type NpmResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly error?: NpmError }

const timeoutMs = 60_000
const maxOutputBytes = 1024 * 1024

const flags = [
  '--json',
  '--loglevel=error',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--no-package-lock',
  '--no-save',
  '--no-global',
  '--no-dry-run',
  '--install-strategy=hoisted',
  '--omit=dev',
  '--omit=optional',
  '--allow-git=none',
  '--allow-remote=none',
  '--allow-file=none',
  '--allow-directory=none',
  // Whoever saves a script waits for this.
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=500',
]

const npmCli = join(dirname(createRequire(import.meta.url).resolve('npm/package.json')), 'bin', 'npm-cli.js')

export async function runNpm(install: NpmInstall): Promise<NpmResult> {
  const { folder, dependencies, wanted, registryUrl, environment, signal } = install
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const registry = registryUrl === undefined ? [] : registryFlags(registryUrl, Object.keys(dependencies))
  const deadline = AbortSignal.timeout(timeoutMs)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [npmCli, 'install', `--prefix=${folder}`, ...flags, ...registry],
      {
        cwd: folder,
        env: npmEnvironment(environment),
        maxBuffer: maxOutputBytes,
        killSignal: 'SIGKILL',
        signal: AbortSignal.any([signal, deadline]),
      },
      (failure, stdout) => {
        if (failure === null) return resolve({ ok: true })
        if (deadline.aborted)
          return resolve({ ok: false, problem: `npm took longer than ${timeoutMs / 1000} s` })
        const error = readNpmError(stdout)
        const problem = describeNpmError(error, wanted)
        resolve({ ok: false, problem, ...(error === undefined ? {} : { error }) })
      },
    )
  })
}

/** A scope that is configured to come from elsewhere would otherwise go on coming from there. */
function registryFlags(registryUrl: string, names: readonly string[]): readonly string[] {
  const scopes = new Set(
    names.flatMap((name) => (name.startsWith('@') ? [name.slice(0, name.indexOf('/'))] : [])),
  )
  return [`--registry=${registryUrl}`, ...[...scopes].map((scope) => `--${scope}:registry=${registryUrl}`)]
}

/** npm's own settings are its business, but not what is true only of the npm that started us. */
function npmEnvironment(environment: Environment): Record<string, string | undefined> {
  const foreign = /^npm_config_(local_prefix|global(_prefix)?|prefix|workspace.*)$/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}
