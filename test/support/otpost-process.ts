/**
 * Otpost as a user runs it: `node src/main.ts` in a process of its own, which a test may signal, kill or run commands
 * beside. Whatever a test leaves running, its PostgreSQL included, is ended when the test ends.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findBinaries } from '#src/storage/embedded/binaries.ts'
import { findDataFolder } from '#src/storage/embedded/data-folder.ts'
import { stopOrphan } from '#src/storage/embedded/postmaster.ts'
import { onEnd } from './on-end.ts'
import { type Answer, type CallOptions, callServer } from './server.ts'
import { waitFor } from './wait-for.ts'

type Environment = Readonly<Record<string, string>>

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = path.join(root, 'src/main.ts')

export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs one command of Otpost to its end. */
export async function runOtpost(env: Environment, ...args: string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const [code] = await once(child, 'close')
  return { code, out: out(), err: err() }
}

export interface OtpostProcess {
  readonly child: ChildProcess
  readonly pid: number
  readonly url: string
  /** All that it printed so far: the banner, and log lines as JSON. */
  output(): string
  call(path: string, options?: CallOptions): Promise<Answer>
  /** Resolves when it serves; rejects with its output when it ends first. */
  ready(deadlineMs?: number): Promise<void>
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Signals the whole process group, as a terminal does for Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void
}

/** Starts Otpost without waiting for it. `PORT` must be in the environment. */
export function spawnOtpost(t: TestContext, env: Environment): OtpostProcess {
  const child = spawn(process.execPath, [main, 'start'], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the process did not start')
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const output = () => out() + err()
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code)
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  onEnd(t, async () => {
    child.kill('SIGKILL')
    await ended
    if (env.OTPOST_DATA_DIR !== undefined) await stopPostgres(env.OTPOST_DATA_DIR)
  })
  const url = `http://127.0.0.1:${env.PORT}`
  return {
    child,
    pid,
    url,
    output,
    ended,
    call: (target, options) => callServer(new URL(target, url), options),
    async ready(deadlineMs = 20_000) {
      await waitFor(
        'Otpost to be ready',
        () => {
          if (hasEnded) throw new Error(`Otpost ended before it was ready:\n${output()}`)
          return output().includes('Otpost is ready on ')
        },
        deadlineMs,
      )
    },
    signalGroup: (signal) => process.kill(-pid, signal),
  }
}

export async function startOtpost(t: TestContext, env: Environment): Promise<OtpostProcess> {
  const otpost = spawnOtpost(t, env)
  await otpost.ready()
  return otpost
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return String(typeof address === 'object' && address ? address.port : 0)
}

/** The PostgreSQL of the folder: its first process, as its own file says. */
export async function postmasterOf(dataDir: string): Promise<number> {
  const file = await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')
  return Number(file.split('\n')[0])
}

/** It and its children: each is the leader of a session of its own, so no group holds them all. */
export function familyOf(pid: number): number[] {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return [pid, ...children.trim().split(/\s+/).map(Number)]
}

/** A process that has ended but that nobody has reaped counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function stopPostgres(dataDir: string): Promise<void> {
  const folder = await findDataFolder(dataDir)
  if (folder) await stopOrphan(folder, await findBinaries())
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => chunks.push(chunk))
  return () => chunks.join('')
}
