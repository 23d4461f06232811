// A person makes an account of a database connection for themselves. Who it is for and whether it may be is checked
// before the password is hashed, which costs something; so is how many accounts the address has made.

import type { Passwords } from '#src/identity/passwords/hash-password.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { createUser, type NewUserRequest } from '#src/identity/users/create-user.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import { throttleOf } from '#src/settings/attack-protection.ts'
import { databaseOptions } from '#src/settings/database-options.ts'

export interface SignUpDeps {
  readonly users: Pick<UserStore, 'create'>
  readonly passwords: Passwords
  readonly buckets: Pick<BucketStore, 'take'>
  readonly rateLimits: 'on' | 'off'
}

/**
 * @throws MessagingError `signup_disabled`, `overloaded`; `rate_limited` when the address made too many accounts
 * @throws ChangeRefused as `createUser` does
 */
export async function signUp(
  request: {
    readonly config: TenantConfig
    readonly ip: string
    readonly user: Omit<NewUserRequest, 'id' | 'blocked' | 'emailVerified' | 'phoneVerified'>
  },
  deps: SignUpDeps,
): Promise<User> {
  const { config, ip, user } = request
  const tenantId = config.tenant.id
  if (!databaseOptions(user.connection).allowSignup) {
    throw new MessagingError('signup_disabled', 'The connection does not allow new users.')
  }
  if (deps.passwords.isOverloaded()) {
    throw new MessagingError('overloaded', 'Too many passwords are being checked.')
  }
  const { ipThrottling } = config.settings.attackProtection
  const throttle = deps.rateLimits === 'on' ? throttleOf(ipThrottling, 'signup', ip) : undefined
  const wait = throttle && (await deps.buckets.take(tenantId, `signup:${ip}`, throttle))
  if (wait !== undefined) {
    const text = 'Too many accounts were made from this address.'
    throw new MessagingError('rate_limited', text, { retryAfterSeconds: wait })
  }
  return createUser({ tenantId, user }, deps)
}
