import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface TestDatabaseServer {
  connection: { host: string; port: number; user: string; password: string; database: string }
  /** `OTPOST_SECRET_KEY` of the started template. */
  secretKey: string
  stop(): Promise<void>
}

/** The databases that each test's own is cloned from: with tables only, and as Otpost's first start leaves them. */
export const templates = { migrated: 'otpost_migrated', started: 'otpost_started' } as const

export function urlOf({ host, port, user, password, database }: TestDatabaseServer['connection']): string {
  const query = new URLSearchParams({ host, port: String(port) })
  return `postgres://${user}:${encodeURIComponent(password)}@/${database}?${query}`
}

/** Starts database-server.ts. It does not keep this process running, and ends when this process ends. */
export async function startTestDatabaseServer(): Promise<TestDatabaseServer> {
  const script = fileURLToPath(new URL('./database-server.ts', import.meta.url))
  // Detached: a Ctrl-C ends the tests first, and the server by the end of its input.
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const firstLine = once(createInterface({ input: child.stdout }), 'line')
  const [line] = await Promise.race([firstLine, ended])
  if (typeof line !== 'string') throw new Error('the PostgreSQL of the tests did not start')
  const { connection, secretKey } = JSON.parse(line)
  child.unref()
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref()
  return {
    connection,
    secretKey,
    stop: async () => {
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}
