// One call on one process: sends it, listens, and says how it ended. It settles once, and the process is either given
// back or ended; nothing of the run goes on in a process that another call gets.

import type { ConsoleLine } from '#src/messaging/types.ts'
import type { Json } from '#src/settings/records.ts'
import { parseJson } from '#src/values/json.ts'
import type { MemoryWatch } from './memory-watch.ts'
import {
  type CacheChange,
  type FromRunner,
  type RunMessage,
  type RunnerError,
  runLimits,
} from './runner-messages.ts'
import type { RunnerExit, RunnerProcess } from './runner-process.ts'
import { toScriptError } from './script-error.ts'
import type { ScriptFailureKind, ScriptResult } from './types.ts'

/** How long what a script left behind may go on after its answer, before its process is ended. */
const drainMs = 250
/** Runs shorter than this are not watched: they have no time to fill the memory. */
const watchAfterMs = 20
/** A process that has computed this long is replaced: the system ends it at 150 s. */
const maxCpuMs = 60_000
const maxRefusedAddresses = 20

export interface ProcessRun {
  readonly result: ScriptResult
  readonly console: readonly ConsoleLine[]
  readonly consoleTruncated: boolean
  readonly refusedAddresses: readonly string[]
  readonly cacheChanges: readonly CacheChange[]
}

export interface ProcessRunOptions {
  readonly runner: RunnerProcess
  readonly message: RunMessage
  readonly signal: AbortSignal
  readonly memory: MemoryWatch
  /** Called with the answer, before the process is free again. */
  readonly onAnswered: () => void
  /** Called when the process is free for another call, or is not to be used again. */
  readonly onDone: (isReusable: boolean) => void
}

export function runOnProcess(options: ProcessRunOptions): Promise<ProcessRun> {
  return new Promise((resolve) => new Run(options, resolve).start())
}

/** A class because it is a small state machine that process, signal and timers call. */
class Run {
  readonly #options: ProcessRunOptions
  readonly #resolve: (run: ProcessRun) => void
  readonly #console: ConsoleLine[] = []
  readonly #refused = new Set<string>()
  #printedBytes = 0
  #isTruncated = false
  #isAnswered = false
  #isOver = false
  #killedFor: ScriptFailureKind | undefined
  #unwatch: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: ProcessRunOptions, resolve: (run: ProcessRun) => void) {
    this.#options = options
    this.#resolve = resolve
  }

  start(): void {
    const { runner, message, signal, memory } = this.#options
    signal.addEventListener('abort', this)
    this.#timer = setTimeout(() => {
      this.#unwatch = memory.watch(runner.pid, () => this.#kill('out_of_memory'))
    }, watchAfterMs)
    runner.listen({ onMessage: (from) => this.#hear(from), onExit: (exit) => this.#hearExit(exit) })
    runner.send(message)
    if (signal.aborted) this.#kill('timed_out')
  }

  /** The signal fired. */
  handleEvent(): void {
    this.#kill('timed_out')
  }

  #kill(kind: ScriptFailureKind): void {
    if (this.#isAnswered) return
    this.#options.runner.kill()
    // Not at the exit: the time is up for who waits, too.
    this.#killedFor = kind
    this.#fail(kind, messages[kind])
    this.#end(false)
  }

  #hear(message: FromRunner): void {
    if (message.type === 'ready' || message.type === 'pong' || message.id !== this.#options.message.id) return
    if (message.type === 'idle') {
      if (this.#isAnswered) this.#end(message.reusable && message.cpuMs < maxCpuMs)
      return
    }
    if (this.#isAnswered) return
    switch (message.type) {
      case 'console':
        this.#print(message)
        break
      case 'truncated':
        this.#isTruncated = true
        break
      case 'refused':
        if (this.#refused.size < maxRefusedAddresses) this.#refused.add(message.address.slice(0, 64))
        break
      case 'failed':
        this.#fail(message.kind, message.error)
        break
      case 'decided':
        this.#answer({ end: message.end, reason: message.reason }, message.changes)
        break
      case 'returned': {
        const value = readResult(message.json)
        if (value === undefined) this.#fail('bad_result', messages.bad_result)
        else this.#answer({ end: 'returned', value }, message.changes)
      }
    }
  }

  #print({ level, text }: ConsoleLine): void {
    this.#printedBytes += Buffer.byteLength(text)
    const fits = this.#printedBytes <= runLimits.consoleBytes && this.#console.length < runLimits.consoleLines
    if (fits) this.#console.push({ level, text })
    else this.#isTruncated = true
  }

  #hearExit({ code, signal, stderr, isFlood }: RunnerExit): void {
    if (!this.#isAnswered) {
      const uncaught = /^error: Uncaught (?:\(in promise\) )?(?:(\w+): )?(.*)$/m.exec(stderr)
      if (isFlood) this.#fail('exited', 'The script wrote more than it may and was stopped')
      else if (/out of memory|Last few GCs/i.test(stderr)) this.#fail('out_of_memory', messages.out_of_memory)
      else if (uncaught) {
        this.#fail('threw', { name: uncaught[1] ?? 'Error', message: uncaught[2] ?? '' })
      } else this.#fail('exited', `The script ended its process (${signal ?? code})`)
    }
    this.#end(false)
  }

  #fail(kind: ScriptFailureKind, error: RunnerError | string): void {
    const { runner, message } = this.#options
    const raw = typeof error === 'string' ? { name: 'Error', message: error } : error
    const { dialect } = message.entry
    const clean = typeof error === 'string' ? raw : toScriptError(raw, dialect, runner.sourceMap)
    this.#answer({ end: 'failed', kind, error: clean }, [])
  }

  #answer(result: ScriptResult, cacheChanges: readonly CacheChange[]): void {
    this.#isAnswered = true
    this.#options.signal.removeEventListener('abort', this)
    this.#stopWatching()
    if (this.#killedFor === undefined) this.#timer = setTimeout(() => this.#end(false), drainMs)
    this.#options.onAnswered()
    this.#resolve({
      result,
      console: this.#console,
      consoleTruncated: this.#isTruncated,
      refusedAddresses: [...this.#refused],
      cacheChanges,
    })
  }

  #end(isReusable: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopWatching()
    this.#options.runner.listen(undefined)
    this.#options.onDone(isReusable)
  }

  #stopWatching(): void {
    clearTimeout(this.#timer)
    this.#unwatch?.()
    this.#unwatch = undefined
  }
}

const messages = {
  threw: 'The script failed',
  no_function: 'The script has no function to call',
  timed_out: 'The script did not answer within its time limit and was stopped',
  out_of_memory: 'The script used more memory than it may and was stopped',
  exited: 'The script ended its process',
  bad_result: 'The answer of the script is too large or nested too deeply',
  not_run: 'The script did not run',
} as const satisfies Record<ScriptFailureKind, string>

function readResult(json: string): Json | undefined {
  if (json.length > runLimits.resultBytes || depthOf(json) > runLimits.resultDepth) return undefined
  return parseJson(json)
}

/** How deeply the text nests, without building what it describes. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let isString = false
  for (let i = 0; i < json.length; i += 1) {
    const char = json[i]
    if (isString) {
      if (char === '\\') i += 1
      else if (char === '"') isString = false
    } else if (char === '"') isString = true
    else if (char === '[' || char === '{') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (char === ']' || char === '}') depth -= 1
  }
  return deepest
}
