/** Runs test/support/embedded-process.ts, so that a test can kill what would otherwise be the test itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findBinaries } from '#src/storage/embedded/binaries.ts'
import { findDataFolder } from '#src/storage/embedded/data-folder.ts'
import type { EmbeddedConnection } from '#src/storage/embedded/index.ts'
import { stopOrphan } from '#src/storage/embedded/postmaster.ts'
import { onEnd } from './on-end.ts'

interface Line {
  ready?: true
  startedMs?: number
  connection?: EmbeddedConnection
  runsAs?: string
  dataFolder?: string
  isNew?: boolean
  refused?: string
  logged?: string
  interrupted?: true
}

export interface Holder {
  child: ChildProcess
  pid: number
  /** The first line, already printed or still to come, that has the key. */
  line(key: keyof Line): Promise<Line>
  /** Sends the signal and waits for the process to end. */
  end(signal: NodeJS.Signals): Promise<void>
}

export async function startHolder(
  t: TestContext,
  dataDir: string,
  options: { uid?: number; gid?: number } = {},
): Promise<Holder> {
  const script = fileURLToPath(new URL('./embedded-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir], {
    ...options,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own: what a terminal would signal with Ctrl-C.
    detached: true,
  })
  const ended = once(child, 'close')
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text))
    for (const wake of waiting) wake()
  })
  onEnd(t, async () => {
    child.kill('SIGKILL')
    await ended
    const folder = await findDataFolder(dataDir)
    if (folder) await stopOrphan(folder, await findBinaries())
  })
  if (child.pid === undefined) throw new Error('the process did not start')
  return {
    child,
    pid: child.pid,
    line: (key) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => key in line)
          if (!found) return
          done()
          resolve(found)
        }
        const giveUp = () => {
          done()
          reject(new Error(`no "${key}" from the process; it printed ${JSON.stringify(lines)}`))
        }
        const deadline = setTimeout(giveUp, 20_000)
        const done = () => {
          clearTimeout(deadline)
          waiting.delete(look)
        }
        waiting.add(look)
        ended.then(() => look() ?? (waiting.has(look) && giveUp()), giveUp)
        look()
      }),
    end: async (signal) => {
      child.kill(signal)
      await ended
    },
  }
}
