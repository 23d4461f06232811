/**
 * Starts PostgreSQL's programs: as the right account, with an environment that holds none of Otpost's secrets, from
 * a folder that every account may enter.
 */
import { type SpawnOptions, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Account } from './account.ts'

export function launchOptions(account: Account | undefined): SpawnOptions {
  // Windows programs do not start without variables of the system.
  if (process.platform === 'win32') return { windowsHide: true }
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  const identity = account ? { uid: account.uid, gid: account.gid } : {}
  return { cwd: '/', env: environment, ...identity }
}

/** Runs a program to its end, or throws what it printed. */
export async function runProgram(file: string, args: string[], account?: Account): Promise<void> {
  const child = spawn(file, args, { ...launchOptions(account), stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const [code, out, err] = await Promise.all([exit, text(child.stdout), text(child.stderr)])
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${out}${err}`.trimEnd())
}
