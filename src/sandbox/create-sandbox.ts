// The sandbox as the rest of Otpost sees it. Nothing starts before the first call or `warmUp`; after `close` nothing of
// it is left, neither process nor file.

import { hash } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { RefusedBlocks } from '#src/egress/refused-blocks.ts'
import type { Json } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import { createActionCache } from './action-cache.ts'
import { denoCommand } from './deno-command.ts'
import { createMemoryWatch } from './memory-watch.ts'
import { createProcessPool, NoProcess, type ProcessPool } from './process-pool.ts'
import { runOnProcess } from './run-on-process.ts'
import { RunnerProcess } from './runner-process.ts'
import type { RunScript, ScriptBuild, ScriptCall, ScriptEntry, ScriptRun } from './types.ts'

export interface SandboxOptions {
  /** What scripts may not call. */
  readonly refused: RefusedBlocks
  readonly log: { warn(fields: object, message: string): void }
  /** @default 32 */
  readonly maxProcesses?: number
  /** Calls that may wait for a process. @default 1000 */
  readonly maxWaiting?: number
  /** Of one process, beyond V8's own limit of its heap. @default 256 MiB */
  readonly memoryBytes?: number
}

export interface Sandbox {
  readonly run: RunScript
  /** Starts the process that the first call would otherwise wait for. */
  warmUp(): Promise<void>
  stats(): { readonly processes: number; readonly idle: number; readonly waiting: number }
  /** Ends every process it started and waits until they are gone. Running calls end as `exited`. */
  close(): Promise<void>
}

interface Started {
  readonly folder: string
  readonly pool: ProcessPool
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const { refused, log, maxProcesses = 32, maxWaiting = 1_000, memoryBytes = 256 * 1024 * 1024 } = options
  const memory = createMemoryWatch(memoryBytes)
  const cache = createActionCache()
  let starting: Promise<Started> | undefined
  let pool: ProcessPool | undefined
  let isClosed = false
  let runs = 0

  async function start(): Promise<Started> {
    const folder = await mkdtemp(path.join(tmpdir(), 'otpost-sandbox-'))
    const cwd = path.join(folder, 'empty')
    await mkdir(cwd)
    const command = denoCommand(refused, path.join(folder, 'deno'))
    pool = createProcessPool({ start: () => new RunnerProcess(command, cwd), maxProcesses, maxWaiting })
    return { folder, pool }
  }

  async function started(): Promise<ProcessPool> {
    if (isClosed) throw new NoProcess('Otpost is stopping')
    starting ??= start().catch((error: unknown) => {
      // The next call tries again.
      starting = undefined
      throw error
    })
    return (await starting).pool
  }

  async function run(call: ScriptCall, signal: AbortSignal): Promise<ScriptRun> {
    const startedAt = performance.now()
    try {
      const running = pool ?? (await started())
      const runner = await running.acquire(ownerOf(call), signal)
      return { ...(await runOn(runner, running, call, signal)), durationMs: performance.now() - startedAt }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.warn({ err: error, tenantId: call.tenantId, buildId: call.buildId }, 'A script could not be run')
      return notRun(`The script did not run. ${reason}`, performance.now() - startedAt)
    }
  }

  /** Rejects when nothing was sent to the process. */
  async function runOn(runner: RunnerProcess, running: ProcessPool, call: ScriptCall, signal: AbortSignal) {
    let build: ScriptBuild | undefined
    try {
      if (!runner.isLoaded) build = await call.loadBuild()
      signal.throwIfAborted()
    } catch (error) {
      if (runner.isLoaded) running.release(runner)
      else running.retire(runner)
      throw signal.aborted ? new NoProcess('The time was up before it could start') : error
    }
    if (build !== undefined) runner.load(build.sourceMap)
    const scope = call.cacheScope ?? ''
    runs += 1
    const { cacheChanges, ...rest } = await runOnProcess({
      runner,
      signal,
      memory,
      message: {
        type: 'run',
        id: runs,
        ...(build === undefined ? {} : { build: buildFor(build) }),
        entry: call.entry,
        env: call.env ?? {},
        cache: call.entry.dialect === 'action' ? cache.read(call.tenantId, scope) : [],
      },
      onAnswered: () => running.expect(runner),
      onDone: (isReusable) => (isReusable ? running.release(runner) : running.retire(runner)),
    })
    cache.apply(call.tenantId, scope, cacheChanges)
    return rest.consoleTruncated ? { ...rest, console: [...rest.console, cutOff] } : rest
  }

  return {
    run,
    warmUp: async () => (await started()).warmUp(),
    stats: () => pool?.stats() ?? { processes: 0, idle: 0, waiting: 0 },
    async close() {
      isClosed = true
      const running = await starting?.catch(() => undefined)
      if (running === undefined) return
      await running.pool.close()
      await rm(running.folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Whose process a call may use. What a script keeps in variables of its own, such as a client made with a key, is not
 * for calls with other secrets, nor for tests what messages left there.
 */
function ownerOf({ tenantId, buildId, cacheScope, env, entry }: ScriptCall): string {
  const secrets = hash('sha256', JSON.stringify([env, secretsIn(entry)]))
  return JSON.stringify([tenantId, buildId, cacheScope, secrets])
}

function secretsIn(entry: ScriptEntry): Json | undefined {
  if (entry.dialect === 'authgear') return undefined
  if (entry.dialect === 'action') return memberOf(entry.event, 'secrets')
  return memberOf(memberOf(entry.context, 'webtask'), 'secrets')
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined
}

/** Whoever reads the output is told where it ends early. */
const cutOff = { level: 'warn', text: 'What the script printed after this was not kept.' } as const

const buildFor = ({ dialect, code, dependencies }: ScriptBuild) => ({
  dialect,
  code,
  ...(dependencies === undefined ? {} : { dependencies }),
})

function notRun(message: string, durationMs: number): ScriptRun {
  return {
    result: { end: 'failed', kind: 'not_run', error: { name: 'Error', message } },
    console: [],
    consoleTruncated: false,
    refusedAddresses: [],
    durationMs,
  }
}
