// An administrator's address and password, checked. What it costs, how long it takes and what happens after too many
// wrong tries are the same whether the address is known or not.
//
// A try is taken from what is left before it is checked, and given back when the password was right: however many are
// made at once, and at however many processes, no more than allowed are checked.

import type { Bucket, BucketStore } from '#src/messaging/ports.ts'
import type { Passwords } from '../passwords/hash-password.ts'
import { triesKey, triesOfAddress, triesOfAdministrator } from './failed-tries.ts'
import type { Administrator, AdministratorStore } from './records.ts'

export type PasswordRefusal =
  | { readonly ok: false; readonly reason: 'wrong' | 'overloaded' }
  | { readonly ok: false; readonly reason: 'locked_out'; readonly retryAfterSeconds: number }

export type PasswordVerdict = { readonly ok: true; readonly administrator: Administrator } | PasswordRefusal

export interface PasswordTry {
  readonly tenantId: string
  readonly email: string
  readonly password: string
  /** Where it comes from: an address, or a network of one. */
  readonly from: string
}

export interface CheckPasswordDeps {
  readonly administrators: Pick<AdministratorStore, 'findPassword' | 'forgetTries'>
  readonly passwords: Passwords
  readonly buckets: BucketStore
}

export type CheckPassword = (attempt: PasswordTry) => Promise<PasswordVerdict>

export function createCheckPassword({
  administrators,
  passwords,
  buckets,
}: CheckPasswordDeps): CheckPassword {
  return async ({ tenantId, email, password, from }) => {
    if (passwords.isOverloaded()) return { ok: false, reason: 'overloaded' }
    const name = normalEmail(email)
    const limits: readonly (readonly [string, Bucket])[] = [
      [`sign-in-from:${from}`, triesOfAddress],
      [triesKey(name), triesOfAdministrator],
    ]
    for (const [key, bucket] of limits) {
      const retryAfterSeconds = await buckets.take(tenantId, key, bucket)
      if (retryAfterSeconds !== undefined) return { ok: false, reason: 'locked_out', retryAfterSeconds }
    }
    const found = await administrators.findPassword(tenantId, name)
    if (!(await passwords.verify(password, found?.passwordHash)) || !found)
      return { ok: false, reason: 'wrong' }
    await administrators.forgetTries(tenantId, name)
    await buckets.giveBack(tenantId, `sign-in-from:${from}`, triesOfAddress)
    return { ok: true, administrator: found.administrator }
  }
}

export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}
