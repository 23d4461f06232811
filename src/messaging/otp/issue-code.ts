import { randomInt } from 'node:crypto'
import { randomHex24 } from '../ids.ts'
import type { CodeKey, HashCode } from '../ports.ts'

/** How the codes of one purpose look and how long they live. */
export interface OtpPolicy {
  readonly length: number
  readonly ttlSeconds: number
  readonly maxTries: number
}

/** The only holder of the clear code. It lives in memory, for one send. */
export interface IssuedCode {
  readonly codeId: string
  readonly code: string
  readonly codeHash: string
  readonly expiresAt: Date
}

export function issueCode(key: CodeKey, policy: OtpPolicy, hashCode: HashCode, now: number): IssuedCode {
  const codeId = randomHex24()
  const code = randomDigits(policy.length)
  return {
    codeId,
    code,
    codeHash: hashCode(key, codeId, code),
    expiresAt: new Date(now + policy.ttlSeconds * 1000),
  }
}

// Digit by digit: each is uniform (randomInt rejects the biased part), whatever the length.
function randomDigits(length: number): string {
  let digits = ''
  while (digits.length < length) digits += randomInt(10)
  return digits
}
