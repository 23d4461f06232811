// The code that helps a user out who has lost every other factor (contract 6.2, 6.4). Stored as a keyed hash and shown
// once; used up by whoever types it in first.

import { randomInt } from 'node:crypto'
import { recoveryCodeKey } from '#src/messaging/code-key.ts'
import type { HashCode } from '#src/messaging/ports.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const length = 24

export interface NewRecoveryCode {
  readonly code: string
  readonly hash: string
}

type Owner = { readonly tenantId: string; readonly userId: string }

export function createRecoveryCode(owner: Owner, hashCode: HashCode): NewRecoveryCode {
  const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  return { code, hash: hashRecoveryCode(owner, code, hashCode) }
}

/** Bound to its user: it is nobody else's. People type it with spaces, dashes and small letters. */
export function hashRecoveryCode({ tenantId, userId }: Owner, code: string, hashCode: HashCode): string {
  const typed = code.replace(/[\s-]/g, '').toUpperCase()
  return hashCode(recoveryCodeKey(tenantId, userId), '', typed)
}
