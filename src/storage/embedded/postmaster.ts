/**
 * One PostgreSQL server process: starting it, knowing that it is ready, stopping it, and recognising one that an
 * earlier Otpost left behind. Signals go only to a process that was seen to serve this very cluster.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chown, lstat, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { type DataFolder, socketFolderOf } from './data-folder.ts'
import { launchOptions } from './program.ts'
import { openServerLog, tailOfServerLog } from './server-log.ts'
import { type ListenAt, serverSettings } from './server-settings.ts'

export interface Address {
  host: string
  port: number
}

export interface Postmaster {
  pid: number
  address: Address
  /** Settles when the process has ended, with how. */
  ended: Promise<string>
  stop(): Promise<void>
}

/** Recovery after a crash replays at most `max_wal_size`, which even a slow disk does within this. */
const readyWithinMs = 300_000

/**
 * Starts the server and waits until it takes connections; throws the end of its log when it does not come up. A
 * server started in place of another listens where that one did (`before`).
 */
export async function startPostmaster(
  folder: DataFolder,
  binaries: Binaries,
  before?: Address,
): Promise<Postmaster> {
  const listenAt = await chooseListenAt(folder, before)
  const log = await openServerLog(folder.dataDir)
  const logStart = (await log.stat()).size
  // Detached is a session of its own: a Ctrl-C in the terminal is for Otpost, which drains before it stops this.
  const child = spawn(binaries.postgres, ['-D', folder.cluster, ...serverSettings(listenAt)], {
    ...launchOptions(folder.account),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  const ended = endOf(child)
  await log.close()
  const state = await Promise.race([whenReady(folder.cluster, child), ended])
  if (typeof state === 'string' || child.pid === undefined) {
    const tail = await tailOfServerLog(folder.dataDir, logStart)
    throw new Error(`PostgreSQL did not start (${state}):\n${tail}`)
  }
  const { pid } = child
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return { pid, address: state, ended, stop: () => shutDown(pid, binaries, hasEnded) }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  })
}

async function whenReady(cluster: string, child: ChildProcess): Promise<Address | 'was not ready in time'> {
  const deadline = performance.now() + readyWithinMs
  const lives = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  while (performance.now() < deadline && lives()) {
    const state = await readPostmasterFile(cluster)
    if (state?.pid === child.pid && state?.ready) return state.address
    await sleep(4)
  }
  child.kill('SIGKILL')
  return 'was not ready in time'
}

interface PostmasterFile {
  pid: number
  ready: boolean
  address: Address
}

/** What the server says about itself in postmaster.pid: pid, folder, time, port, socket folder, address, key, status. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => '')
  const [pid, , , port, socketFolder, listenAddress, , status] = text.split('\n')
  if (!pid) return undefined
  const address = { host: socketFolder || listenAddress || '', port: Number(port) }
  return { pid: Number(pid), ready: status?.trim() === 'ready', address }
}

/**
 * Stops the server that a killed Otpost left behind, and returns its process id. Also removes its lock files when
 * their number now belongs to some other process, or to one that has ended and that nobody reaps: PostgreSQL would
 * refuse to start.
 */
export async function stopOrphan({ cluster }: DataFolder, binaries: Binaries): Promise<number | undefined> {
  const found = await readPostmasterFile(cluster)
  if (!found) return undefined
  const { pid, address } = found
  if (await serves(pid, cluster)) {
    await shutDown(pid, binaries, async () => !(await serves(pid, cluster)))
    return pid
  }
  if (isAlive(pid)) {
    await rm(pidFile(cluster))
    await rm(`${path.join(address.host, `.s.PGSQL.${address.port}`)}.lock`, { force: true })
  }
  return undefined
}

/** Whether this process is the PostgreSQL of this cluster: it works in that very folder, whatever its path is now. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  if (!(pid > 1) || !isAlive(pid)) return false
  if (process.platform === 'linux') {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const [works, here] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(cluster)])
    return args[1] === '-D' && works?.dev === here.dev && works.ino === here.ino
  }
  // Windows has no short way to ask; there the file is believed.
  if (process.platform === 'win32') return true
  const listed = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  )
  return listed?.stdout.includes(` -D ${cluster} `) ?? false
}

/** Fast, then immediate, then by force: what a kill cuts off, the next start recovers from the journal. */
async function shutDown(pid: number, binaries: Binaries, hasEnded: () => boolean | Promise<boolean>) {
  const steps = [
    { signal: 'INT', waitMs: 20_000 },
    { signal: 'QUIT', waitMs: 5_000 },
    { signal: 'KILL', waitMs: 5_000 },
  ] as const
  for (const { signal, waitMs } of steps) {
    if (await hasEnded()) return
    await send(signal, pid, binaries)
    const deadline = performance.now() + waitMs
    while (performance.now() < deadline) {
      if (await hasEnded()) return
      await sleep(4)
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`)
}

async function send(signal: 'INT' | 'QUIT' | 'KILL', pid: number, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, ['kill', signal, String(pid)]).catch(() => undefined)
    return
  }
  try {
    process.kill(pid, `SIG${signal}`)
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

/** A process that we may not signal is alive too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

async function chooseListenAt({ cluster, account }: DataFolder, before?: Address): Promise<ListenAt> {
  if (process.platform === 'win32') return { loopbackPort: before?.port ?? (await freePort()) }
  const socketFolder = socketFolderOf(cluster)
  if (socketFolder === cluster) return { socketFolder }
  const uid = account?.uid ?? process.getuid?.()
  if ((await mkdir(socketFolder, { recursive: true, mode: 0o700 })) && account) {
    await chown(socketFolder, account.uid, account.gid)
  }
  // Its name can be foreseen, so somebody else may have made it first, to read or replace the socket.
  const found = await lstat(socketFolder)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(
      `${socketFolder}, where PostgreSQL's socket has to go, belongs to somebody else: remove it`,
    )
  }
  return { socketFolder }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port on loopback')
  return address.port
}

const pidFile = (cluster: string) => path.join(cluster, 'postmaster.pid')

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code
