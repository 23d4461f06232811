import type { UserStore } from '#src/identity/ports.ts'
import type { User } from '#src/identity/records.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { type VerifyCodeDeps, verifyCode } from '#src/messaging/verify-code.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { AttackProtection, Connection } from '#src/settings/records.ts'

export interface LoginWithCodeRequest {
  readonly tenantId: string
  readonly connection: Connection
  readonly phoneNumber: string
  readonly code: string
  readonly ip: string
  readonly attackProtection: AttackProtection
}

/**
 * Exchanges a code for its user, who is created on the first login.
 *
 * @throws MessagingError as `verifyCode` does, and `signup_disabled`
 */
export async function loginWithCode(
  request: LoginWithCodeRequest,
  deps: VerifyCodeDeps & { readonly users: UserStore },
): Promise<User> {
  const { tenantId, connection, phoneNumber, code, ip, attackProtection } = request
  const options = passwordlessOptions(connection)
  const used = await verifyCode(
    {
      key: { tenantId, scope: connection.id, identifier: phoneNumber },
      code,
      guard: options.bruteForceProtection ? guardOf(attackProtection.bruteForce, ip) : undefined,
    },
    deps,
  )
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
