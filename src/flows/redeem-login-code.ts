import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { loginKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type VerifyCodeDeps, verifyCode } from '#src/messaging/verify-code.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { Connection } from '#src/settings/records.ts'
import type { NotifyBlocked } from './notify-blocked.ts'

export interface RedeemLoginCodeDeps extends VerifyCodeDeps {
  readonly users: Pick<UserStore, 'recordLogin'>
  readonly notifyBlocked: NotifyBlocked
}

/**
 * Exchanges a code for its user, who is created on the first login. A user who is blocked by an administrator is found,
 * too: what that means is for whoever goes on.
 *
 * @throws MessagingError as `verifyCode` does, and `signup_disabled`
 */
export async function redeemLoginCode(
  login: {
    readonly config: TenantConfig
    readonly connection: Connection
    /** As it was typed. */
    readonly phoneNumber: string
    readonly code: string
    readonly ip: string
  },
  deps: RedeemLoginCodeDeps,
): Promise<User> {
  const { config, connection, code, ip } = login
  const tenantId = config.tenant.id
  const phoneNumber = parsePhoneNumber(login.phoneNumber)
  if (phoneNumber === undefined) throw new MessagingError('code_invalid', 'No such number can have a code.')
  const options = passwordlessOptions(connection)
  const key = loginKey(tenantId, connection.id, phoneNumber)
  const guard = options.bruteForceProtection
    ? guardOf(config.settings.attackProtection.bruteForce, ip)
    : undefined
  const used = await verifyCode({ key, code, guard }, deps).catch(async (error: unknown) => {
    const isBlocked = error instanceof MessagingError && error.detail.tripsBlock === true
    if (isBlocked) await deps.notifyBlocked({ config, connection, phoneNumber, ip })
    throw error
  })
  const user = await deps.users.recordLogin({
    tenantId,
    userId: used.userId,
    connectionId: connection.id,
    phoneNumber,
    ip,
    allowSignup: options.allowSignup,
  })
  if (!user) throw new MessagingError('signup_disabled', 'The connection does not allow new users.')
  return user
}
