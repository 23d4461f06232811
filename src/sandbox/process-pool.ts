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
  expect(runner: RunnerProcess): void
  /** Gives it back, ready for another call of its owner. */
  release(runner: RunnerProcess): void
  /** Ends it. */
  retire(runner: RunnerProcess): void
  /** Has a blank process ready. */
  warmUp(): Promise<void>
  stats(): { readonly processes: number; readonly idle: number; readonly waiting: number }
  close(): Promise<void>
}

export class NoProcess extends Error {}

interface Waiting {
  readonly owner: string
  readonly since: number
  readonly resolve: (runner: RunnerProcess) => void
  readonly reject: (error: Error) => void
}

/** A process that sat idle this long has to answer before it gets a call. */
const maxUnpingedIdleMs = 1_000
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
  const waitingForExpected: {
    readonly owner: string
    readonly resolve: (runner: RunnerProcess | undefined) => void
  }[] = []
  let spare: RunnerProcess | undefined
  let pings = 0
  let isClosed = false
  let sweeping: NodeJS.Timeout | undefined

  function launch(): RunnerProcess {
    const runner = start()
    all.add(runner)
    sweeping ??= setInterval(sweep, sweepEveryMs).unref()
    void runner.exited.then(() => forget(runner))
    return runner
  }

  function forget(runner: RunnerProcess): void {
    expected.delete(runner)
    if (!all.delete(runner)) return
    if (spare === runner) spare = undefined
    const at = idle.indexOf(runner)
    if (at !== -1) idle.splice(at, 1)
    serveNext()
  }

  function retire(runner: RunnerProcess): void {
    runner.kill()
    forget(runner)
  }

  function keepSpare(): void {
    if (isClosed || spare !== undefined || all.size >= maxProcesses) return
    spare = launch()
  }

  /** A process for the owner if one can be had without waiting. */
  function take(owner: string): RunnerProcess | undefined {
    const at = idle.findLastIndex((runner) => runner.owner === owner)
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
    const runner = blank ?? launch()
    runner.owner = owner
    return runner
  }

  async function acquire(owner: string, signal: AbortSignal): Promise<RunnerProcess> {
    for (;;) {
      if (isClosed) throw new NoProcess('Otpost is stopping')
      if (signal.aborted) throw new NoProcess('The time was up before it could start')
      const runner = (await waitForExpected(owner)) ?? take(owner) ?? (await waitForTurn(owner, signal))
      try {
        await runner.ready
      } catch (error) {
        forget(runner)
        throw new NoProcess(error instanceof Error ? error.message : String(error))
      }
      setImmediate(keepSpare)
      if (runner.hasExited) continue
      if (performance.now() - runner.idleSince < maxUnpingedIdleMs || (await answers(runner))) return runner
      retire(runner)
    }
  }

  /** Starting another process costs more than the moment that one needs to come free. */
  async function waitForExpected(owner: string): Promise<RunnerProcess | undefined> {
    if (expected.size === 0 || idle.some((runner) => runner.owner === owner)) return undefined
    const waiters = waitingForExpected.filter((other) => other.owner === owner).length
    const expectedOfOwner = [...expected].filter((runner) => runner.owner === owner).length
    if (waiters >= expectedOfOwner) return undefined
    return new Promise((resolve) => {
      const settle = (runner: RunnerProcess | undefined) => {
        clearTimeout(timer)
        const at = waitingForExpected.indexOf(entry)
        if (at !== -1) waitingForExpected.splice(at, 1)
        resolve(runner)
      }
      const timer = setTimeout(settle, expectMs, undefined)
      const entry = { owner, resolve: settle }
      waitingForExpected.push(entry)
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
        resolve: (runner) => {
          signal.removeEventListener('abort', onAbort)
          resolve(runner)
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
      const runner = takeOrFail(first)
      if (runner === undefined) return
      waiting.shift()
      if (runner instanceof Error) first.reject(runner)
      else first.resolve(runner)
    }
  }

  function takeOrFail({ owner }: Waiting): RunnerProcess | NoProcess | undefined {
    try {
      return take(owner)
    } catch (error) {
      return new NoProcess(error instanceof Error ? error.message : String(error))
    }
  }

  function answers(runner: RunnerProcess): Promise<boolean> {
    pings += 1
    const id = pings
    return new Promise((resolve) => {
      const settle = (isAlive: boolean) => {
        clearTimeout(timer)
        runner.listen(undefined)
        resolve(isAlive)
      }
      const timer = setTimeout(() => settle(false), pingMs)
      runner.listen({
        onMessage: (message) => {
          if (message.type === 'pong' && message.id === id) settle(true)
        },
        onExit: () => settle(false),
      })
      runner.send({ type: 'ping', id })
    })
  }

  function sweep(): void {
    const now = performance.now()
    const seen = new Set<string | undefined>()
    for (const runner of [...idle].reverse()) {
      const limit = seen.has(runner.owner) ? idleMs : lastIdleMs
      seen.add(runner.owner)
      if (now - runner.idleSince > limit) retire(runner)
    }
  }

  return {
    acquire,
    expect: (runner) => void expected.add(runner),
    release(runner) {
      expected.delete(runner)
      if (runner.hasExited || !all.has(runner)) return
      runner.idleSince = performance.now()
      const waiter = waitingForExpected.find(({ owner }) => owner === runner.owner)
      if (waiter) return waiter.resolve(runner)
      const [first] = waiting
      const at =
        first !== undefined && performance.now() - first.since < patienceMs
          ? waiting.findIndex(({ owner }) => owner === runner.owner)
          : -1
      const next = at === -1 ? undefined : waiting.splice(at, 1)[0]
      if (next) return next.resolve(runner)
      idle.push(runner)
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
      for (const runner of processes) runner.kill()
      await Promise.all(processes.map(({ exited }) => exited))
    },
  }
}
