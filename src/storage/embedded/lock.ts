/**
 * One Otpost per data folder. The lock is SQLite's exclusive lock on an empty file: a lock of the operating system,
 * which the kernel drops when its holder dies in whatever way, and which no stale file or reused process id can
 * imitate. It is not inherited by PostgreSQL, so an orphan does not hold it. Nothing is ever stored in that file.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  release(): void
}

/** Takes the lock of the folder or throws an error that names the folder and the holder. */
export async function acquireLock(folder: string, shownAs: string): Promise<Lock> {
  await createLockFile(folder)
  // The short wait is for `isLocked`, whose question holds a shared lock for a moment.
  const database = open(folder, 250)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw new Error(`cannot lock ${lockFile(folder)}: ${messageOf(cause)}`, { cause })
    const pid = await readHolder(folder)
    throw new Error(
      `another Otpost already uses the data folder ${shownAs}${pid ? ` (process ${pid})` : ''}: ` +
        'stop it first, or give this one another folder with OTPOST_DATA_DIR',
    )
  }
  await writeFile(pidFile(folder), `${process.pid}\n`)
  return { release: () => database.close() }
}

/** Whether an Otpost holds the folder at this moment. */
export function isLocked(folder: string): boolean {
  const database = open(folder, 0)
  try {
    database.exec('BEGIN; SELECT count(*) FROM sqlite_schema; COMMIT')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    database.close()
  }
}

const lockFile = (folder: string) => path.join(folder, 'otpost.lock')
const pidFile = (folder: string) => path.join(folder, 'otpost.pid')

/**
 * For its owner only: whoever may read it could keep a lock on it. Never opens a file that exists, because closing
 * it again would drop a lock that this process already has on it.
 */
async function createLockFile(folder: string): Promise<void> {
  try {
    await writeFile(lockFile(folder), '', { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (!exists) throw new Error(`cannot write into ${folder}: ${messageOf(cause)}`, { cause })
  }
}

function open(folder: string, timeout: number): DatabaseSync {
  try {
    return new DatabaseSync(lockFile(folder), { timeout })
  } catch (cause) {
    throw new Error(`cannot open ${lockFile(folder)}: ${messageOf(cause)}`, { cause })
  }
}

async function readHolder(folder: string): Promise<string | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch(() => '')
  return text.trim() || undefined
}

const sqliteBusy = 5
const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
