// A person makes an account of a database connection for themselves. Who it is for and whether it may be is judged
// before the password is hashed, which costs something; so is how many accounts the address has made.

import type { Passwords } from '#src/identity/passwords/hash-password.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { createUser, type NewUserRequest } from '#src/identity/users/create-user.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import { throttleOf } from '#src/settings/attack-protection.ts'
import { databaseOptions } from '#src/settings/database-options.ts'

export interface SignUpDeps {
  readonly users: Pick<UserStore, 'create'>
  readonly passwords: Passwords
  readonly buckets: Pick<BucketStore, 'take'>
  readonly rateLimits: 'on' | 'off'
}

export type SignUpResult =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly reason: 'signup_disabled' | 'overloaded' }
  | { readonly ok: false; readonly reason: 'too_many_signups'; readonly retryAfterSeconds: number }

/** @throws ChangeRefused as `createUser` does */
export async function signUp(
  request: {
    readonly config: TenantConfig
    readonly ip: string
    readonly user: Omit<NewUserRequest, 'id' | 'blocked' | 'emailVerified' | 'phoneVerified'>
  },
  deps: SignUpDeps,
): Promise<SignUpResult> {
  const { config, ip, user } = request
  const tenantId = config.tenant.id
  if (!databaseOptions(user.connection).allowSignup) return { ok: false, reason: 'signup_disabled' }
  if (deps.passwords.isOverloaded()) return { ok: false, reason: 'overloaded' }
  const { ipThrottling } = config.settings.attackProtection
  const throttle = deps.rateLimits === 'on' ? throttleOf(ipThrottling, 'signup', ip) : undefined
  const wait = throttle && (await deps.buckets.take(tenantId, `signup:${ip}`, throttle))
  if (wait !== undefined) return { ok: false, reason: 'too_many_signups', retryAfterSeconds: wait }
  return { ok: true, user: await createUser({ tenantId, user }, deps) }
}
