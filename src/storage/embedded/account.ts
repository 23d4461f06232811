/**
 * Which account PostgreSQL runs under. PostgreSQL refuses to run as root, so root gives it an unprivileged account;
 * anybody else runs it as themselves. Only asks and answers: it never changes an owner or a mode.
 */
import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'

export interface Account {
  name: string
  uid: number
  gid: number
}

export const isRoot = () => process.getuid?.() === 0

/** The account for a new cluster. `postgres` comes first: where it exists it was made for this. */
export async function chooseAccount(): Promise<Account> {
  const accounts = await readAccounts()
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0)
    if (account) return account
  }
  throw new Error(
    'PostgreSQL does not run as root, and /etc/passwd has neither "postgres" nor "nobody" to run it as: ' +
      'start Otpost as another user, or give it a database with DATABASE_URL',
  )
}

/** The account that owns an existing cluster keeps it, even when a better one has appeared since. */
export async function accountOfOwner(file: string): Promise<Account> {
  const { uid, gid } = await stat(file)
  const named = (await readAccounts()).find((account) => account.uid === uid)
  return { name: named?.name ?? `uid ${uid}`, uid, gid }
}

/**
 * Whether the account may pass through every folder down to `folder`, by the mode bits. The account keeps no
 * supplementary groups when it is started, so its own group is the only one that counts.
 */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  let current = await realpath(folder)
  for (;;) {
    if (!(await mayAccess(account, current, 0o1))) return false
    const parent = path.dirname(current)
    if (parent === current) return true
    current = parent
  }
}

/** Whether the account may read and run this very file; its folders are `canEnter`'s question. */
export const canRun = (account: Account, file: string) => mayAccess(account, file, 0o5)

async function mayAccess({ uid, gid }: Account, file: string, bits: number): Promise<boolean> {
  const found = await stat(file)
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0
  return ((found.mode >> shift) & bits) === bits
}

async function readAccounts(): Promise<Account[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
