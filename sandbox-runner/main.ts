// The process in which scripts run, one call at a time, all of one tenant, one build and one set of secrets. It loads
// the build with its first call, streams what the script prints, answers once, and then says whether it may be used
// again. It is started by `src/sandbox/` with Deno's permissions closed but for public addresses; nothing here is
// trusted by the host.

import { Buffer } from 'node:buffer'
import process from 'node:process'
import { inspect } from 'node:util'
import type { CacheChange, FromRunner, RunMessage, ToRunner } from '../src/sandbox/runner-messages.ts'
import { callScript, NoFunction } from './call-script.ts'
import { openChannel } from './channel.ts'
import { watchIntrinsics } from './intrinsics.ts'
import { loadScript, type Script } from './load-script.ts'
import { lockDown } from './lockdown.ts'
import { guardNetwork } from './network.ts'
import { captureConsole } from './script-console.ts'
import { trackTimers } from './script-timers.ts'

interface RunnerSettings {
  readonly refusedIpv6: readonly string[]
  readonly checkNames: boolean
  readonly limits: {
    readonly consoleBytes: number
    readonly consoleLines: number
    readonly resultBytes: number
    readonly errorCharacters: number
  }
}

// Captured before the first script runs.
const stringify = JSON.stringify
const cpuUsage = process.cpuUsage.bind(process)
const byteLength = Buffer.byteLength
const { refusedIpv6, checkNames, limits }: RunnerSettings = JSON.parse(process.argv[2] ?? '{}')

let runId = 0
let isAnswered = true
/** The run is answered, and the process waits until nothing of it is left to do. */
let isDraining = false
let isSpoiled = false
let printedBytes = 0
let printedLines = 0
let script: Promise<Script> | undefined
let isUnchanged = () => true

const channel = openChannel(receive)
const { send } = channel
const clearTimers = trackTimers()
captureConsole((level, text) => {
  // What a run prints after its answer belongs to nobody.
  if (isAnswered || printedLines > limits.consoleLines || printedBytes > limits.consoleBytes) return
  printedLines += 1
  printedBytes += byteLength(text)
  if (printedLines > limits.consoleLines || printedBytes > limits.consoleBytes)
    send({ type: 'truncated', id: runId })
  else send({ type: 'console', id: runId, level, text })
})
guardNetwork({ refusedIpv6, checkNames, report: (address) => send({ type: 'refused', id: runId, address }) })
const environment = lockDown()

// An error that nobody caught fails the run at once: its promise may never settle now.
for (const [type, reasonOf] of [
  ['error', (event: Event) => (event as ErrorEvent).error],
  ['unhandledrejection', (event: Event) => (event as PromiseRejectionEvent).reason],
] as const) {
  globalThis.addEventListener(type, (event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    if (isAnswered) isSpoiled = true
    else fail('threw', reasonOf(event))
  })
}
process.on('beforeExit', () => {
  if (!isDraining) return
  isDraining = false
  channel.hold()
  const { user, system } = cpuUsage()
  send({ type: 'idle', id: runId, reusable: !isSpoiled && isUnchanged(), cpuMs: (user + system) / 1000 })
})
send({ type: 'ready' })

function receive(message: ToRunner): void {
  if (message.type === 'ping') send({ type: 'pong', id: message.id })
  else if (isAnswered && !isDraining) void run(message)
}

async function run({ id, build, entry, env, cache }: RunMessage): Promise<void> {
  runId = id
  isAnswered = false
  printedBytes = 0
  printedLines = 0
  environment.show(env)
  try {
    if (script === undefined) {
      if (build === undefined) throw new Error('There is no script')
      script = loadScript(build)
      await script
      isUnchanged = watchIntrinsics()
    }
    const { value, action } = await callScript(await script, entry, cache)
    const verdict = action?.verdict()
    const changes = action?.changes ?? []
    if (verdict) answer({ type: 'decided', id, ...verdict, changes })
    else returned(id, value, changes)
  } catch (error) {
    if (runId === id && !isAnswered) fail(error instanceof NoFunction ? 'no_function' : 'threw', error)
  }
}

function returned(id: number, value: unknown, changes: readonly CacheChange[]): void {
  let json: string
  try {
    json = stringify(value) ?? 'null'
  } catch (error) {
    fail('bad_result', error)
    return
  }
  if (byteLength(json) <= limits.resultBytes) answer({ type: 'returned', id, json, changes })
  else fail('bad_result', new Error(`The answer is longer than ${limits.resultBytes} bytes`))
}

function fail(kind: 'threw' | 'no_function' | 'bad_result', error: unknown): void {
  answer({ type: 'failed', id: runId, kind, error: describe(error) })
}

function answer(message: FromRunner): void {
  if (isAnswered) return
  isAnswered = true
  send(message)
  clearTimers()
  isDraining = true
  channel.release()
}

function describe(error: unknown): { name: string; message: string; stack?: string } {
  const cut = (text: unknown) => `${text}`.slice(0, limits.errorCharacters)
  try {
    if (!(error instanceof Error)) {
      return { name: 'Error', message: cut(typeof error === 'string' ? error : inspect(error, { depth: 2 })) }
    }
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    const { name, message, stack } = error
    return {
      name: cut(name),
      message: cut(`${message}${cause}`),
      ...(stack === undefined ? {} : { stack: cut(stack) }),
    }
  } catch {
    return { name: 'Error', message: 'The script threw something that cannot be read' }
  }
}
