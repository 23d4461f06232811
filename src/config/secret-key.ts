// Finds the key that seals secrets at rest, making it on the very first start of an embedded installation. It must
// never replace a key that exists, and two starts at once must end with the same key: whatever one of them sealed
// would otherwise be lost.

import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { ConfigurationError } from './configuration-error.ts'
import { decodeSecretKey } from './parse-values.ts'

export interface SecretKey {
  readonly key: Buffer
  /** One sentence for the operator, when the key's file is readable by others. */
  readonly warning?: string
}

/** The given key, or the one in `<dataDir>/secret.key`. Throws a `ConfigurationError` when that file holds no key. */
export async function loadSecretKey(
  config: Pick<Config, 'secretKey' | 'databaseUrl' | 'dataDir'>,
): Promise<SecretKey> {
  if (config.secretKey !== undefined) return { key: config.secretKey }
  if (config.databaseUrl !== undefined) {
    throw new ConfigurationError([{ name: 'OTPOST_SECRET_KEY', what: 'is required with DATABASE_URL' }])
  }
  const file = join(config.dataDir, 'secret.key')
  const text = await readIfThere(file)
  if (text !== undefined) return readKey(file, text)
  await createKeyFile(config.dataDir, file)
  return readKey(file, await readFile(file, 'utf8'))
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new ConfigurationError([{ name: file, what: `cannot be read (${codeOf(error)})` }])
  }
}

async function readKey(file: string, text: string): Promise<SecretKey> {
  const key = decodeSecretKey(text.trim())
  if (key === undefined) {
    const what =
      'does not contain 32 bytes in base64. Restore the original file, because it decrypts the data in the database. ' +
      'If there is no data to keep, delete the file to generate a new key'
    throw new ConfigurationError([{ name: file, what }])
  }
  // Windows has no such bits: its folders inherit the rights of the user's own.
  const { mode } = await stat(file)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return { key }
  return { key, warning: `${file} can be read by other users of this machine; run: chmod 600 '${file}'` }
}

/** Writes a new key beside its place and links it there, which only the first of several starts can do. */
async function createKeyFile(folder: string, file: string): Promise<void> {
  // Others may pass through, as the account of the embedded PostgreSQL has to; the key itself is 0600.
  const made = await mkdir(folder, { recursive: true })
  if (made !== undefined) await chmod(folder, 0o711)
  const text = `${randomBytes(32).toString('base64')}\n`
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await writeDurably(temporary, text)
    await link(temporary, file)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (!noHardLinks.has(codeOf(error))) throw error
    // Some mounted folders know no hard links. An exclusive create still has one winner there.
    await writeDurably(file, text)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(folder)
}

const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(text)
  await handle.sync()
}

/** The name must be as durable as the content: rows sealed with this key may survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
