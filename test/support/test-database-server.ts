import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface TestDatabaseServer {
  connection: { host: string; port: number; user: string; password: string; database: string }
  stop(): Promise<void>
}

/** The database that each test's own is cloned from. */
export const templateName = 'otpost_template'

/** Starts database-server.ts. It does not keep this process running, and ends when this process ends. */
export async function startTestDatabaseServer(): Promise<TestDatabaseServer> {
  const script = fileURLToPath(new URL('./database-server.ts', import.meta.url))
  // Detached: a Ctrl-C ends the tests first, and the server by the end of its input.
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const firstLine = once(createInterface({ input: child.stdout }), 'line')
  const [line] = await Promise.race([firstLine, ended])
  if (typeof line !== 'string') throw new Error('the PostgreSQL of the tests did not start')
  const { connection } = JSON.parse(line)
  child.unref()
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref()
  return {
    connection,
    stop: async () => {
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}
