// Who gets which runner process. A call takes an idle process of its owner, else a blank one; at most so many
// processes exist, and calls beyond wait in order. A process never changes its owner: it is ended and another started.

import type { RunnerProcess } from './runner-process.ts'

export interface PoolOptions {
  readonly start: () => RunnerProcess
  readonly maxProcesses: number
  readonly maxWaiting: number
}

export interface ProcessPool {
  /** Rejects with `NoProcess` when none starts, too many calls wait, or the signal fires while waiting. */
  acquire(owner: string, signal: AbortSignal): Promise<RunnerProcess>
  /** Says that its call is answered, and that it will be released or retired in a moment. */
  expect(process: RunnerProcess): void
  /** Gives it back, ready for another call of its owner. */
  release(process: RunnerProcess): void
  /** Ends it. */
  retire(process: RunnerProcess): void
  /** Has a blank process ready. */
  warmUp(): Promise<void>
  stats(): { readonly processes: number; readonly idle: number; readonly waiting: number }
  close(): Promise<void>
}

export class NoProcess extends Error {}

interface Waiting {
  readonly owner: string
  readonly since: number
  readonly resolve: (process: RunnerProcess) => void
  readonly reject: (error: Error) => void
}

/** A process that sat idle this long has to answer before it gets a call. */
const trustedMs = 1_000
const pingMs = 250
/** How long a call waits for a process of its own build that has just answered, before it takes another. */
const expectMs = 20
/** A process may serve later calls of its own build before a first one that has waited less than this. */
const patienceMs = 100
const sweepEveryMs = 10_000
const idleMs = 60_000
/** For the one of each build that was used last. */
const lastIdleMs = 10 * 60_000

export function createProcessPool({ start, maxProcesses, maxWaiting }: PoolOptions): ProcessPool {
  const all = new Set<RunnerProcess>()
  /** Used longest ago first. */
  const idle: RunnerProcess[] = []
  const waiting: Waiting[] = []
  /** Answered, and busy with what the call left behind. */
  const expected = new Set<RunnerProcess>()
  const hoping: { readonly owner: string; readonly resolve: (process: RunnerProcess | undefined) => void }[] =
    []
  let spare: RunnerProcess | undefined
  let pings = 0
  let isClosed = false
  let sweeping: NodeJS.Timeout | undefined

  function launch(): RunnerProcess {
    const process = start()
    all.add(process)
    sweeping ??= setInterval(sweep, sweepEveryMs).unref()
    void process.exited.then(() => forget(process))
    return process
  }

  function forget(process: RunnerProcess): void {
    expected.delete(process)
    if (!all.delete(process)) return
    if (spare === process) spare = undefined
    const at = idle.indexOf(process)
    if (at !== -1) idle.splice(at, 1)
    serveNext()
  }

  function retire(process: RunnerProcess): void {
    process.kill()
    forget(process)
  }

  function keepSpare(): void {
    if (isClosed || spare !== undefined || all.size >= maxProcesses) return
    spare = launch()
  }

  /** A process for the owner if one can be had without waiting. */
  function take(owner: string): RunnerProcess | undefined {
    const at = idle.findLastIndex((process) => process.owner === owner)
    if (at !== -1) return idle.splice(at, 1)[0]
    const blank = spare
    if (blank !== undefined) {
      spare = undefined
      setImmediate(keepSpare)
    } else if (all.size >= maxProcesses) {
      const oldest = idle.shift()
      if (oldest === undefined) return undefined
      all.delete(oldest)
      oldest.kill()
    }
    const process = blank ?? launch()
    process.owner = owner
    return process
  }

  async function acquire(owner: string, signal: AbortSignal): Promise<RunnerProcess> {
    for (;;) {
      if (isClosed) throw new NoProcess('Otpost is stopping')
      if (signal.aborted) throw new NoProcess('The time was up before it could start')
      const process = (await hope(owner)) ?? take(owner) ?? (await waitForTurn(owner, signal))
      try {
        await process.ready
      } catch (error) {
        forget(process)
        throw new NoProcess(error instanceof Error ? error.message : String(error))
      }
      setImmediate(keepSpare)
      if (process.hasExited) continue
      if (performance.now() - process.idleSince < trustedMs || (await answers(process))) return process
      retire(process)
    }
  }

  /** Starting another process costs more than the moment that one needs to come free. */
  async function hope(owner: string): Promise<RunnerProcess | undefined> {
    if (expected.size === 0 || idle.some((process) => process.owner === owner)) return undefined
    const hopes = hoping.filter((other) => other.owner === owner).length
    const hoped = [...expected].filter((process) => process.owner === owner).length
    if (hopes >= hoped) return undefined
    return new Promise((resolve) => {
      const settle = (process: RunnerProcess | undefined) => {
        clearTimeout(timer)
        const at = hoping.indexOf(entry)
        if (at !== -1) hoping.splice(at, 1)
        resolve(process)
      }
      const timer = setTimeout(settle, expectMs, undefined)
      const entry = { owner, resolve: settle }
      hoping.push(entry)
    })
  }

  function waitForTurn(owner: string, signal: AbortSignal): Promise<RunnerProcess> {
    if (waiting.length >= maxWaiting)
      throw new NoProcess(`${waiting.length} calls already wait for a process`)
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const at = waiting.indexOf(entry)
        if (at !== -1) waiting.splice(at, 1)
        reject(new NoProcess(`All ${maxProcesses} processes were busy until the time limit`))
      }
      const entry: Waiting = {
        owner,
        since: performance.now(),
        resolve: (process) => {
          signal.removeEventListener('abort', onAbort)
          resolve(process)
        },
        reject: (error) => {
          signal.removeEventListener('abort', onAbort)
          reject(error)
        },
      }
      signal.addEventListener('abort', onAbort)
      waiting.push(entry)
    })
  }

  /** Gives the first call that waits a process, and the next one, while there are any to be had. */
  function serveNext(): void {
    while (!isClosed) {
      const [first] = waiting
      if (first === undefined) return
      const process = takeOrFail(first)
      if (process === undefined) return
      waiting.shift()
      if (process instanceof Error) first.reject(process)
      else first.resolve(process)
    }
  }

  function takeOrFail({ owner }: Waiting): RunnerProcess | NoProcess | undefined {
    try {
      return take(owner)
    } catch (error) {
      return new NoProcess(error instanceof Error ? error.message : String(error))
    }
  }

  function answers(process: RunnerProcess): Promise<boolean> {
    pings += 1
    const id = pings
    return new Promise((resolve) => {
      const settle = (isAlive: boolean) => {
        clearTimeout(timer)
        process.listen(undefined)
        resolve(isAlive)
      }
      const timer = setTimeout(() => settle(false), pingMs)
      process.listen({
        onMessage: (message) => {
          if (message.type === 'pong' && message.id === id) settle(true)
        },
        onExit: () => settle(false),
      })
      process.send({ type: 'ping', id })
    })
  }

  function sweep(): void {
    const now = performance.now()
    const seen = new Set<string | undefined>()
    for (const process of [...idle].reverse()) {
      const limit = seen.has(process.owner) ? idleMs : lastIdleMs
      seen.add(process.owner)
      if (now - process.idleSince > limit) retire(process)
    }
  }

  return {
    acquire,
    expect: (process) => void expected.add(process),
    release(process) {
      expected.delete(process)
      if (process.hasExited || !all.has(process)) return
      process.idleSince = performance.now()
      const hopeful = hoping.find(({ owner }) => owner === process.owner)
      if (hopeful) return hopeful.resolve(process)
      const [first] = waiting
      const at =
        first !== undefined && performance.now() - first.since < patienceMs
          ? waiting.findIndex(({ owner }) => owner === process.owner)
          : -1
      const next = at === -1 ? undefined : waiting.splice(at, 1)[0]
      if (next) return next.resolve(process)
      idle.push(process)
      serveNext()
    },
    retire,
    async warmUp() {
      keepSpare()
      await spare?.ready
    },
    stats: () => ({ processes: all.size, idle: idle.length, waiting: waiting.length }),
    async close() {
      isClosed = true
      clearInterval(sweeping)
      for (const { reject } of waiting.splice(0)) reject(new NoProcess('Otpost is stopping'))
      const processes = [...all]
      for (const process of processes) process.kill()
      await Promise.all(processes.map(({ exited }) => exited))
    },
  }
}
