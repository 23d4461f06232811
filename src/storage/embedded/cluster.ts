/**
 * The files of the cluster: made once, whole or not at all, and only opened by the major version that made them.
 * Whoever calls these holds the lock of the folder.
 */
import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Account } from './account.ts'
import { type Binaries, postgresMajor } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import { runProgram } from './program.ts'

/** The only role of the cluster, and the database that Otpost keeps its tables in. */
export const role = 'otpost'
export const databaseName = 'otpost'

/** Makes the cluster unless it exists; refuses one of another major version. Returns whether it was made. */
export async function prepareCluster(folder: DataFolder, binaries: Binaries): Promise<boolean> {
  await removeUnfinished(folder)
  const version = await readFile(path.join(folder.cluster, 'PG_VERSION'), 'utf8').catch(onMissing)
  if (version === undefined) {
    await initialize(folder, binaries)
    return true
  }
  if (version.trim() !== postgresMajor) {
    throw new Error(
      `the database in ${folder.cluster} is of PostgreSQL ${version.trim()}; this Otpost brings PostgreSQL ` +
        `${postgresMajor}. With the Otpost that you used before, run "otpost backup FILE"; then, with this one and ` +
        'an empty data folder (copy the secret key into it), run "otpost restore FILE"',
    )
  }
  return false
}

export async function readPassword(dataDir: string): Promise<string> {
  const file = passwordFile(dataDir)
  const password = await readFile(file, 'utf8').catch(onMissing)
  if (password === undefined) {
    throw new Error(
      `${file}, the password of the database in that folder, is missing: bring it back from a copy`,
    )
  }
  return password.trim()
}

/**
 * initdb works under another name, unique because a killed Otpost can leave an initdb behind that still writes. The
 * rename makes the cluster exist, so a start that is cut off leaves nothing that looks like one.
 */
async function initialize(
  { dataDir, home, cluster, account }: DataFolder,
  binaries: Binaries,
): Promise<void> {
  const attempt = `${cluster}${unfinished}${randomBytes(4).toString('hex')}`
  const passwordCopy = `${attempt}.password`
  await createPassword(dataDir)
  await writeFile(passwordCopy, await readPassword(dataDir), { mode: 0o600 })
  await mkdir(attempt, { mode: 0o700 })
  await give(account, passwordCopy, attempt)
  // The builtin provider sorts and folds case the same on every machine, whatever its libc or ICU.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${role}`, '--auth=scram-sha-256', `--pwfile=${passwordCopy}`]
  const args = [`--pgdata=${attempt}`, ...locale, ...access, '--data-checksums', '--no-instructions']
  await runProgram(binaries.initdb, args, account)
  await rm(passwordCopy)
  await rename(attempt, cluster)
  await syncFolder(home)
}

const unfinished = '.new-'

async function removeUnfinished({ home, cluster }: DataFolder): Promise<void> {
  const prefix = `${path.basename(cluster)}${unfinished}`
  for (const name of await readdir(home)) {
    if (!name.startsWith(prefix)) continue
    // An initdb that outlived its Otpost may still write there; then the next start removes the rest.
    await rm(path.join(home, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function createPassword(dataDir: string): Promise<void> {
  const file = passwordFile(dataDir)
  if (await readFile(file, 'utf8').catch(onMissing)) return
  const partial = `${file}.new`
  await rm(partial, { force: true })
  await writeFile(partial, `${randomBytes(24).toString('base64url')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  await rename(partial, file)
  await syncFolder(dataDir)
}

const passwordFile = (dataDir: string) => path.join(dataDir, 'postgres.password')

async function give(account: Account | undefined, ...files: string[]): Promise<void> {
  if (!account) return
  for (const file of files) await chown(file, account.uid, account.gid)
}

/** Makes a rename in the folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

function onMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
