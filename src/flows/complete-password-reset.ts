// The second half of a password reset: a right code sets the password. What can be learnt without the right code is the
// same for everybody: the tries left, as they are counted for accounts that are there and for those that are not.

import type { Passwords } from '#src/identity/passwords/hash-password.ts'
import { checkPasswordPolicy, describeRules } from '#src/identity/passwords/password-policy.ts'
import type { PasswordReset, PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { CodeKey } from '#src/messaging/code-key.ts'
import { passwordResetKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { wrongResetCodes } from '#src/messaging/limits.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import { isWrongCode, type VerifyCodeDeps, verifyCode } from '#src/messaging/verify-code.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'

export interface CompletePasswordResetDeps {
  readonly verify: VerifyCodeDeps
  readonly resets: PasswordResetStore
  readonly users: Pick<UserStore, 'findById'>
  readonly buckets: BucketStore
  readonly passwords: Passwords
}

/**
 * Sets the password of a reset's user: of any number of right completions exactly one does. False when there is no such
 * reset.
 *
 * @throws MessagingError as `verifyCode` does, and `too_many_failures`; ChangeRefused `password_too_weak` when the
 * user's connection does not accept the password: the code is as good as before then
 */
export async function completePasswordReset(
  config: TenantConfig,
  { id, code, password }: { readonly id: string; readonly code: string; readonly password: string },
  deps: CompletePasswordResetDeps,
): Promise<boolean> {
  const { verify, resets, buckets } = deps
  const tenantId = config.tenant.id
  const reset = await resets.find(tenantId, id)
  if (!reset) return false
  const key = passwordResetKey(tenantId, id)
  const bucket = `password_reset_codes:${reset.contactHash}`
  // Taken before it is known whether the code is wrong, so that however many race, no more are checked.
  if ((await buckets.take(tenantId, bucket, wrongResetCodes)) !== undefined) {
    throw new MessagingError('too_many_failures', 'Too many wrong codes were entered for this account.')
  }
  let isWrong = false
  try {
    await verifyCode(
      {
        key,
        code: code.trim(),
        guard: undefined,
        useUp: ({ codeId }) => setPassword(config, { ...reset, key, codeId, password }, deps),
      },
      verify,
    )
  } catch (error) {
    isWrong = isWrongCode(error)
    throw error
  } finally {
    if (!isWrong) await buckets.giveBack(tenantId, bucket, wrongResetCodes)
  }
  return true
}

async function setPassword(
  { tenant, connections }: TenantConfig,
  {
    key,
    codeId,
    userId,
    recipient,
    password,
  }: PasswordReset & { readonly key: CodeKey; readonly codeId: string; readonly password: string },
  { users, resets, passwords }: CompletePasswordResetDeps,
): Promise<boolean> {
  const user = userId === undefined ? undefined : await users.findById(tenant.id, userId)
  const connection = connections.find(({ id }) => id === user?.connectionId)
  if (userId === undefined || recipient === undefined || !connection) return false
  const { verified, rules } = checkPasswordPolicy(password, databaseOptions(connection))
  if (!verified) {
    await resets.forgetTry(key, codeId)
    throw new ChangeRefused('password_too_weak', describeRules(rules))
  }
  const passwordHash = await passwords.hash(password)
  return resets.complete({ key, codeId, userId, recipient, passwordHash })
}
