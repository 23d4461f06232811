// A name and a password for their user. What it costs and how long it takes are the same whether the name is known or
// not, and so is what happens after too many failures.
//
// A try counts as a failure before it is checked, and is forgiven when the password was right: however many guesses
// arrive at once, and at however many processes, no more than the limit are checked.

import type { Passwords } from '#src/identity/passwords/hash-password.ts'
import type { FailureKey, FailureStore, UserStore, UserWithPassword } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { loginKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { Bucket, BucketStore, Guard } from '#src/messaging/ports.ts'
import { guardOf, throttleOf } from '#src/settings/attack-protection.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { createKeyedQueue } from './keyed-queue.ts'
import type { NotifyBlocked } from './notify-blocked.ts'

export interface PasswordLogin {
  readonly config: TenantConfig
  readonly connection: Connection
  /** An email address, a username or a phone number. */
  readonly login: string
  readonly password: string
  readonly ip: string
}

/**
 * Resolves with the user, also with one who is blocked by an administrator: what that means is for whoever goes on.
 *
 * @throws MessagingError `password_wrong`, `too_many_failures`, `overloaded`; `rate_limited` for an address that failed
 * too often
 */
export type LogInWithPassword = (login: PasswordLogin) => Promise<User>

export interface PasswordLoginDeps {
  readonly users: Pick<UserStore, 'findByLogin' | 'recordPasswordLogin'>
  readonly passwords: Passwords
  readonly failures: Pick<FailureStore, 'count' | 'clear'>
  readonly buckets: BucketStore
  readonly notifyBlocked: NotifyBlocked
  readonly rateLimits: 'on' | 'off'
}

/** No address and no name is longer. */
const maxLoginLength = 320

export function createLogInWithPassword(deps: PasswordLoginDeps): LogInWithPassword {
  // Tries at one user from one address are checked one by one. Else one right password that is sent many times at once
  // would look like many failures while it is being checked.
  const queue = createKeyedQueue()

  return async (login) => {
    const { config, connection, ip } = login
    if (deps.passwords.isOverloaded())
      throw new MessagingError('overloaded', 'Too many passwords are being checked.')
    const { bruteForce, ipThrottling } = config.settings.attackProtection
    const throttle = deps.rateLimits === 'on' ? throttleOf(ipThrottling, 'login', ip) : undefined
    const bucketKey = `login:${ip}`
    const wait = throttle && (await deps.buckets.take(config.tenant.id, bucketKey, throttle))
    if (wait !== undefined) {
      const text = 'Too many logins of this address failed.'
      throw new MessagingError('rate_limited', text, { retryAfterSeconds: wait })
    }

    const name = (parsePhoneNumber(login.login) ?? login.login.trim().toLowerCase()).slice(0, maxLoginLength)
    const found = await deps.users.findByLogin(config.tenant.id, connection.id, name)
    const guard = databaseOptions(connection).bruteForceProtection ? guardOf(bruteForce, ip) : undefined
    const key = {
      ...loginKey(config.tenant.id, connection.id, found?.user.userId ?? name),
      ...(!found && { isUnknown: true }),
    }
    const check = () => checkTry(login, { found, guard, key }, deps)
    const user = guard ? await queue.run(JSON.stringify([key, guard.ip]), check) : await check()
    await recordSuccess(user, { login, throttle, bucketKey }, deps)
    return user
  }
}

async function checkTry(
  { config, connection, password, ip }: PasswordLogin,
  {
    found,
    guard,
    key,
  }: {
    readonly found: UserWithPassword | undefined
    readonly guard: Guard | undefined
    readonly key: FailureKey
  },
  { failures, passwords, notifyBlocked }: PasswordLoginDeps,
): Promise<User> {
  const counted = guard && (await failures.count(key, guard.ip, guard.blocks ? guard.limit : undefined))
  if (guard && counted === undefined) {
    throw new MessagingError('too_many_failures', 'This address is blocked after too many wrong passwords.')
  }
  if (!(await passwords.verify(password, found?.passwordHash)) || !found) {
    // Failures are counted one by one, so exactly one of them blocks. Nobody waits for the notice: how long an answer
    // takes must not tell that there is somebody to be notified.
    if (guard && found && counted === guard.limit) {
      const { user } = found
      void notifyBlocked({ config, connection, user, ip, phoneNumber: user.phoneNumber })
    }
    throw new MessagingError('password_wrong', 'The name or the password is wrong.')
  }
  if (guard) await failures.clear(key, guard.ip)
  return found.user
}

async function recordSuccess(
  user: User,
  {
    login: { config, ip },
    throttle,
    bucketKey,
  }: { readonly login: PasswordLogin; readonly throttle: Bucket | undefined; readonly bucketKey: string },
  { buckets, users }: PasswordLoginDeps,
): Promise<void> {
  const { id } = config.tenant
  await Promise.all([
    throttle && buckets.giveBack(id, bucketKey, throttle),
    !user.blocked && users.recordPasswordLogin(id, user.userId, ip),
  ])
}
