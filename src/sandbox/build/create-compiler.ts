// esbuild as a builder uses it: never reads a tsconfig.json, never writes a file, never says anything, never takes
// longer than a script is worth. Its process is started when it is needed and ended when nothing was compiled lately.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build, type Message, type Metafile, type Plugin, stop } from 'esbuild'

import { refused } from './problems.ts'

const timeoutMs = 30_000
const idleMs = 5_000
const maxAttempts = 3

export type Compiled =
  | {
      readonly ok: true
      readonly code: string
      readonly sourceMap?: string
      readonly metafile: Metafile
      readonly warnings: readonly Message[]
    }
  | { readonly ok: false; readonly errors: readonly Message[] }

export type CompileOptions = Pick<
  BuildOptions,
  'define' | 'minifySyntax' | 'minifyWhitespace' | 'sourcemap'
> & {
  readonly format: 'cjs' | 'esm'
  readonly target?: string
  readonly stdin?: { readonly contents: string; readonly sourcefile: string }
  readonly entryPoint?: string
  /** What paths in the code begin at; they would otherwise name a folder of this moment. */
  readonly root?: string
  readonly plugins: Plugin[]
}

export interface Compiler {
  /** What stands for the folder of a module that has none: relative paths find nothing there. */
  readonly nowhere: string
  compile(options: CompileOptions): Promise<Compiled>
  close(): Promise<void>
}

/** What CommonJS modules have that those of a bundle have not. */
export const nodeGlobals = { __filename: '"/script/dependencies.cjs"', __dirname: '"/script"' }

// No such folder exists. It is deep, because a script may begin at its folder and climb: require('../../' + name) is
// searched for.
const nowhere = join(tmpdir(), 'otpost-nowhere', 'nowhere/'.repeat(50))

// The library has one process for everyone in this one, so there is one of this as well.
const service = createService()

export function createCompiler(): Compiler {
  const closing = new AbortController()

  async function compile(options: CompileOptions): Promise<Compiled> {
    const deadline = Date.now() + timeoutMs
    for (let attempt = 1; ; attempt += 1) {
      // Ending its process is the only way to end what it does. What it compiles for others is begun again.
      const timer = setTimeout(service.end, deadline - Date.now())
      try {
        closing.signal.throwIfAborted()
        return await service.use(() => compileOnce(options), closing.signal)
      } catch (error) {
        if (isBuildFailure(error)) return { ok: false, errors: error.errors }
        const late = Date.now() >= deadline
        if (late || closing.signal.aborted || attempt === maxAttempts) return failed(late ? tooLong : gaveUp)
        await service.end()
      } finally {
        clearTimeout(timer)
      }
    }
  }

  return {
    compile,
    nowhere,
    async close() {
      closing.abort()
      await service.endIfIdle()
    },
  }
}

function createService() {
  const jobs = new Set<{ readonly interrupt: () => void }>()
  let idleTimer: NodeJS.Timeout | undefined

  /** The library forgets what its process was working on, so its promises stay open. */
  async function end(): Promise<void> {
    await stop()
    for (const { interrupt } of jobs) interrupt()
  }

  async function endIfIdle(): Promise<void> {
    clearTimeout(idleTimer)
    if (jobs.size === 0) await end()
  }

  return {
    end,
    endIfIdle,
    /** Rejects when the process ends, and when the signal fires. */
    async use<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
      const interrupted = Promise.withResolvers<never>()
      const job = { interrupt: () => interrupted.reject(new Error('interrupted')) }
      clearTimeout(idleTimer)
      jobs.add(job)
      signal.addEventListener('abort', job.interrupt)
      try {
        return await Promise.race([work(), interrupted.promise])
      } finally {
        signal.removeEventListener('abort', job.interrupt)
        jobs.delete(job)
        if (jobs.size === 0) idleTimer = setTimeout(endIfIdle, idleMs).unref()
      }
    },
  }
}

const tooLong = `Compiling took longer than ${timeoutMs / 1000} s`
const gaveUp = 'The compiler gave up on this script'

async function compileOnce(options: CompileOptions): Promise<Compiled> {
  const { stdin, entryPoint, root = nowhere, ...rest } = options
  const { outputFiles, metafile, warnings } = await build({
    ...rest,
    ...(stdin === undefined ? {} : { stdin: { ...stdin, loader: 'js' } }),
    ...(entryPoint === undefined ? {} : { entryPoints: [entryPoint] }),
    absWorkingDir: root,
    outfile: 'out.js',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    // Without it there would be a condition that Node does not know, `module`.
    conditions: [],
    mainFields: ['main'],
    legalComments: 'none',
    logLevel: 'silent',
    logLimit: 0,
    tsconfigRaw: '{}',
  })
  const textOf = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text
  const sourceMap = textOf('.js.map')
  return {
    ok: true,
    code: textOf('.js') ?? '',
    ...(sourceMap === undefined ? {} : { sourceMap }),
    metafile,
    warnings,
  }
}

const failed = (text: string): Compiled => ({
  ok: false,
  errors: [{ id: '', pluginName: '', text, location: null, notes: [], detail: refused }],
})

function isBuildFailure(error: unknown): error is { readonly errors: Message[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
}
