/**
 * PostgreSQL's own log: a file that the server appends to by itself, so that neither a stalled nor a dead Otpost
 * loses a line. Kept below a bound by copying it away and emptying it in place, which an appending writer survives.
 */
import { copyFile, open, readFile, stat, truncate } from 'node:fs/promises'
import path from 'node:path'

const largestBytes = 4 * 1024 * 1024

const serverLogFile = (dataDir: string) => path.join(dataDir, 'postgres.log')

export async function openServerLog(dataDir: string) {
  await boundServerLog(dataDir)
  return open(serverLogFile(dataDir), 'a', 0o600)
}

/** At most two files of about the bound's size remain. */
export async function boundServerLog(dataDir: string): Promise<void> {
  const file = serverLogFile(dataDir)
  const found = await stat(file).catch(() => undefined)
  if (!found || found.size < largestBytes) return
  await copyFile(file, `${file}.1`)
  await truncate(file)
}

/** The last lines, for an error message. */
export async function tailOfServerLog(dataDir: string, from: number): Promise<string> {
  const bytes = await readFile(serverLogFile(dataDir)).catch(() => Buffer.alloc(0))
  return bytes.subarray(from).toString('utf8').trim().split('\n').slice(-12).join('\n')
}
