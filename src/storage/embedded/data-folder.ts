/**
 * Where things are in a data folder, and where they are instead when PostgreSQL's account cannot enter it.
 *
 *   <data folder>/postgres            the cluster, or a symbolic link to where it is
 *   <data folder>/postgres.password   for its only role; mode 0600
 *   <data folder>/postgres.log        PostgreSQL's own log
 *   <home>/otpost.lock, otpost.pid    who uses the cluster; home is the folder that really holds it
 *
 * Never changes the mode or the owner of a folder that it did not make.
 */
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readlink, realpath, rename, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Account, accountOfOwner, canEnter, chooseAccount, isRoot } from './account.ts'
import { socketPort } from './server-settings.ts'

export interface DataFolder {
  dataDir: string
  /** The folder that holds the cluster and its lock: `dataDir`, or one under /var/lib/otpost. */
  home: string
  cluster: string
  /** Only when Otpost runs as root. */
  account?: Account
}

const clusterName = 'postgres'
const rootsOwnPlace = '/var/lib/otpost'

/**
 * Makes the data folder unless it exists. Root leaves others the right to pass through it (not to list it), without
 * which the cluster has to live elsewhere.
 */
async function createDataFolder(dataDir: string): Promise<string> {
  const made = await mkdir(dataDir, { recursive: true })
  if (made) await chmod(dataDir, isRoot() ? 0o711 : 0o700)
  return realpath(dataDir)
}

/** Reads the folder as it stands, for somebody who will not start a server. */
export async function findDataFolder(dir: string): Promise<DataFolder | undefined> {
  const dataDir = await realpath(dir).catch(() => undefined)
  if (!dataDir || !(await lstatOf(path.join(dataDir, clusterName)))) return undefined
  const cluster = (await linkedCluster(dataDir)) ?? path.join(dataDir, clusterName)
  return { dataDir, home: path.dirname(cluster), cluster }
}

/** Decides where the cluster lives. Makes folders for it, but touches no cluster: nobody holds the lock yet. */
export async function openDataFolder(dir: string): Promise<DataFolder> {
  const dataDir = await createDataFolder(dir)
  const linked = await linkedCluster(dataDir)
  const current = linked ?? path.join(dataDir, clusterName)
  const exists = (await lstatOf(current)) !== undefined
  const owner = exists ? await accountOfOwner(current) : undefined
  if (!isRoot()) {
    if (owner && process.getuid && owner.uid !== process.getuid()) {
      throw new Error(
        `the database in ${current} belongs to ${owner.name}: start Otpost as the user who started it before ` +
          '(root, perhaps)',
      )
    }
    return { dataDir, home: path.dirname(current), cluster: current }
  }
  const account = owner ?? (await chooseAccount())
  if (linked || (await canEnter(account, dataDir))) {
    return { dataDir, home: path.dirname(current), cluster: current, account }
  }
  if (exists) {
    throw new Error(
      `PostgreSQL runs as ${account.name}, who can no longer enter ${dataDir}, where its data is: ` +
        'let others pass through its parent folders (chmod o+x), or move it to where they can',
    )
  }
  const home = placeElsewhere(dataDir)
  const made = await mkdir(home, { recursive: true })
  if (made === rootsOwnPlace) await chmod(rootsOwnPlace, 0o711)
  if (made) await chmod(home, 0o711)
  return { dataDir, home, cluster: path.join(home, clusterName), account }
}

/**
 * Leaves a link in the data folder to a cluster that lives elsewhere. A cluster that no link leads to belonged to a
 * data folder that was deleted: it is kept under another name, which is returned, and a new one begins.
 */
export async function linkCluster({ dataDir, home, cluster }: DataFolder): Promise<string | undefined> {
  if (home === dataDir || (await linkedCluster(dataDir))) return undefined
  let setAside: string | undefined
  if (await lstatOf(cluster)) {
    setAside = `${cluster}.of-deleted-folder-${new Date().toISOString().replaceAll(':', '')}`
    await rename(cluster, setAside)
  }
  await symlink(cluster, path.join(dataDir, clusterName))
  return setAside
}

/** Root's own place for the data folder: the same for the same folder, different for another. */
export function placeElsewhere(dataDir: string): string {
  const name = path
    .basename(path.dirname(dataDir))
    .replaceAll(/[^A-Za-z0-9-]+/g, '_')
    .slice(0, 24)
  return path.join(rootsOwnPlace, `${name || 'data'}-${hashOf(dataDir)}`)
}

/**
 * The folder for the socket: the cluster itself, which only its account can enter, or a private one under the
 * system's temporary folder when the socket's address would be longer than the kernel takes.
 */
export function socketFolderOf(cluster: string): string {
  return Buffer.byteLength(`${cluster}/.s.PGSQL.${socketPort}`) <= maxSocketPath
    ? cluster
    : path.join(tmpdir(), `otpost-${hashOf(cluster)}`)
}

/** Linux takes 107 bytes, macOS 103. */
const maxSocketPath = 103

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

async function linkedCluster(dataDir: string): Promise<string | undefined> {
  const target = await readlink(path.join(dataDir, clusterName)).catch(() => undefined)
  return target && path.resolve(dataDir, target)
}

const lstatOf = (file: string) => lstat(file).catch(() => undefined)
