// The reader's terminals: bash in the folder of the clone. A command runs to its end, or, in a terminal of its own,
// until the reader presses Ctrl-C, which signals everything that runs there.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { onEnd } from '#test/support/on-end.ts'

export interface Terminal {
  /** All that it showed so far: what goes to standard output, which is what guides show. */
  output(): string
  errors(): string
  /** The exit code once it has ended. */
  exitCode(): number | undefined
  readonly ended: Promise<number>
  pressCtrlC(): Promise<void>
}

const patienceMs = 30_000

export function openTerminal(
  t: TestContext,
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Terminal {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', command], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const [output, errors] = [collect(child.stdout), collect(child.stderr)]
  let exitCode: number | undefined
  const ended = once(child, 'close').then(([code]) => {
    exitCode = typeof code === 'number' ? code : -1
    return exitCode
  })
  const signal = (name: NodeJS.Signals) => {
    if (exitCode === undefined && child.pid !== undefined) process.kill(-child.pid, name)
  }
  const pressCtrlC = async () => {
    signal('SIGINT')
    const force = setTimeout(() => signal('SIGKILL'), patienceMs)
    await ended
    clearTimeout(force)
  }
  onEnd(t, pressCtrlC)
  return { output, errors, exitCode: () => exitCode, ended, pressCtrlC }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => chunks.push(chunk))
  return () => chunks.join('')
}
