// Passwords as they are kept: scrypt, written in the PHC format with its parameters, so that older hashes still verify
// when the parameters change. A password is never logged, stored or shown.
//
// One hash takes 16 MiB and a fifth of a second of a thread. Node has four such threads, and names are looked up and
// files read on them too: only a few hashes are made at once, the others wait.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import pLimit from 'p-limit'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long without a hash as with one, so that nobody can tell by time who has a password. */
  verify(password: string, hash: string | undefined): Promise<boolean>
  /** Whether so many wait that one more would wait too long: then it is kinder to say so. */
  isOverloaded(): boolean
}

/** OWASP's recommendation for scrypt that needs the least memory but one. */
const parameters: PasswordCost = { ln: 14, r: 8, p: 5 }
const hashBytes = 32
const saltBytes = 16
/** Whatever hash is read: no more memory than this. */
const maxMemory = 256 * 1024 * 1024

/** Half of the threads that Node has for this: lookups of names may take the other half. */
const hashesAtOnce = 2
/** At seven hashes a second the last one waits for nine seconds; SDKs give up after ten. */
const maxWaiting = 64

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** Scrypt's parameters: the binary logarithm of N, r and p. */
export interface PasswordCost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface PasswordHash extends PasswordCost {
  readonly salt: Buffer
  readonly key: Buffer
}

export interface PasswordOptions {
  readonly atOnce?: number
  readonly waiting?: number
  /** What new hashes cost. Tests, which make hundreds, take less; nothing else does. */
  readonly cost?: PasswordCost
}

export function createPasswords({
  atOnce = hashesAtOnce,
  waiting: mayWait = maxWaiting,
  cost = parameters,
}: PasswordOptions = {}): Passwords {
  const nobody = hashOfNobody(cost)
  const limit = pLimit(atOnce)

  const compute = (password: string, { ln, r, p, salt }: Omit<PasswordHash, 'key'>): Promise<Buffer> =>
    limit(() =>
      // The same characters may be typed as different code points, depending on the keyboard.
      derive(password.normalize('NFKC'), salt, hashBytes, { N: 2 ** ln, r, p, maxmem: maxMemory }),
    )

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      return write({ ...cost, salt, key: await compute(password, { ...cost, salt }) })
    },
    async verify(password, hash) {
      const expected = hash === undefined ? nobody : read(hash)
      const key = await compute(password, expected)
      return timingSafeEqual(key, expected.key) && hash !== undefined
    },
    isOverloaded: () => limit.pendingCount >= mayWait,
  }
}

/** What is computed for who has no password. */
function hashOfNobody(cost: PasswordCost): PasswordHash {
  return { ...cost, salt: Buffer.alloc(saltBytes), key: Buffer.alloc(hashBytes) }
}

function write({ ln, r, p, salt, key }: PasswordHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(key)}`
}

function read(hash: string): PasswordHash {
  const [, ln, r, p, salt = '', key = ''] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]{43})$/.exec(hash) ?? []
  if (key === '') throw new Error('A password hash is not in the form in which it is written.')
  return {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  }
}

/** Without padding, as the PHC format wants it. */
function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
