/**
 * Keeps a PostgreSQL server running until it is told to stop: one that ends by itself is started again, after a
 * pause that grows to a bound. It never gives up, because a disk that is full now may have room later; meanwhile
 * queries fail and readiness says so.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import { type Address, type Postmaster, startPostmaster, stopOrphan } from './postmaster.ts'
import { boundServerLog } from './server-log.ts'

/** The part of a logger that this folder needs; pino fits. */
export interface SuperviseLog {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

export interface SupervisedServer {
  address: Address
  stop(): Promise<void>
}

const minPauseMs = 50
const maxPauseMs = 10_000
/** A server that ran this long was well: its end is a new trouble, with a short first pause. */
const steadyMs = 60_000
const logCheckMs = 60_000

export async function supervise(
  folder: DataFolder,
  binaries: Binaries,
  log: SuperviseLog,
): Promise<SupervisedServer> {
  const stopping = new AbortController()
  let server: Postmaster | undefined = await startFirst(folder, binaries)
  const { address } = server

  // An Otpost that ends without a stop (a bug, process.exit) takes the server along.
  const onExit = () => {
    if (server) tryKill(server.pid)
  }
  process.once('exit', onExit)
  const logCheck = setInterval(() => {
    boundServerLog(folder.dataDir).catch((error) => log.warn({ err: error }, "cannot bound PostgreSQL's log"))
  }, logCheckMs).unref()

  const watching = watch(server)

  async function watch(first: Postmaster): Promise<void> {
    let current = first
    let pauseMs = minPauseMs
    for (;;) {
      const startedAt = performance.now()
      const how = await current.ended
      server = undefined
      if (stopping.signal.aborted) return
      log.error({ how }, 'PostgreSQL ended unexpectedly; starting it again')
      if (performance.now() - startedAt > steadyMs) pauseMs = minPauseMs
      const next = await restart(pauseMs)
      if (!next) return
      server = current = next
      pauseMs = Math.min(pauseMs * 2, maxPauseMs)
      log.info({ pid: next.pid }, 'PostgreSQL runs again')
      if (stopping.signal.aborted) await next.stop()
    }
  }

  async function restart(firstPauseMs: number): Promise<Postmaster | undefined> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return undefined
      try {
        // Its number may belong to another process by now, which would keep PostgreSQL from starting.
        await stopOrphan(folder, binaries)
        return await startPostmaster(folder, binaries, address)
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL cannot be started again yet')
      }
    }
  }

  return {
    address,
    stop: async () => {
      stopping.abort()
      clearInterval(logCheck)
      await server?.stop()
      await watching
      process.removeListener('exit', onExit)
    },
  }
}

/** Processes of a killed server hold its shared memory for a moment longer; the new one has to wait for them. */
async function startFirst(folder: DataFolder, binaries: Binaries): Promise<Postmaster> {
  const deadline = performance.now() + 10_000
  for (;;) {
    try {
      return await startPostmaster(folder, binaries)
    } catch (error) {
      const isHeld = error instanceof Error && error.message.includes('shared memory block')
      if (!isHeld || performance.now() > deadline) throw error
      await sleep(100)
    }
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // It has ended by itself.
  }
}
