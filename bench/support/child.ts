import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const startWithinMs = 20_000
const stopWithinMs = 15_000

export interface Child {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

/** Starts one of the servers beside this folder and waits until it listens. */
export async function startChild(file: string, ...args: readonly string[]): Promise<Child> {
  const child = forkFile(file, args)
  const { port } = await messageOf<{ port: number }>(child, startWithinMs)
  return { pid: pidOf(child), url: `http://127.0.0.1:${port}`, stop: () => stopProcess(child) }
}

export function forkFile(file: string, args: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [...args])
}

/** The child's next message. Rejects when the child ends first, or when the time is up. */
export async function messageOf<Message>(child: ChildProcess, withinMs: number): Promise<Message> {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(withinMs)])
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${child.spawnargs.join(' ')} ended with ${code}.`)
      }),
    ])
  } finally {
    settled.abort()
  }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
  await ended
  clearTimeout(force)
}

export function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The process did not start.')
  return pid
}
