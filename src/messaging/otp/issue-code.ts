import { randomInt } from 'node:crypto'
import type { CodeKey } from '../code-key.ts'
import { randomHex24 } from '../ids.ts'
import type { HashCode } from '../ports.ts'

/** How the codes of one purpose look and how long they live. */
export interface OtpPolicy {
  readonly length: number
  /** @default '0123456789' */
  readonly alphabet?: string
  readonly ttlSeconds: number
  readonly maxTries: number
}

/** Crockford's base32: no letter that is taken for a digit, or for another letter. */
export const base32Alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The only holder of the clear code. It lives in memory, for one send. */
export interface IssuedCode {
  readonly codeId: string
  readonly code: string
  readonly codeHash: string
  readonly expiresAt: Date
}

export function issueCode(key: CodeKey, policy: OtpPolicy, hashCode: HashCode, now: number): IssuedCode {
  const codeId = randomHex24()
  const code = randomText(policy.length, policy.alphabet)
  return {
    codeId,
    code,
    codeHash: hashCode(key, codeId, code),
    expiresAt: new Date(now + policy.ttlSeconds * 1000),
  }
}

// Sign by sign: each is uniform (randomInt rejects the biased part), whatever the length.
function randomText(length: number, alphabet = '0123456789'): string {
  let text = ''
  while (text.length < length) text += alphabet.charAt(randomInt(alphabet.length))
  return text
}
