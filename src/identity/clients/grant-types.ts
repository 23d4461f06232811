import { MessagingError } from '#src/messaging/errors.ts'
import type { Client } from '../records.ts'

/** Auth0's grant of a one-time code (contract 3.3). */
export const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'

/** Auth0's grants of a second factor (contract 6.4): a code that was sent, one of an app, and the recovery code. */
export const mfaOobGrant = 'http://auth0.com/oauth/grant-type/mfa-oob'
export const mfaOtpGrant = 'http://auth0.com/oauth/grant-type/mfa-otp'
export const mfaRecoveryCodeGrant = 'http://auth0.com/oauth/grant-type/mfa-recovery-code'

/** RFC 6749 4.3, for the tenant's default database connection; and Auth0's variant, which names the connection. */
export const passwordGrant = 'password'
export const passwordRealmGrant = 'http://auth0.com/oauth/grant-type/password-realm'

/** @throws MessagingError `grant_not_allowed` */
export function requireGrantType({ grantTypes }: Pick<Client, 'grantTypes'>, grantType: string): void {
  if (grantTypes.includes(grantType)) return
  throw new MessagingError('grant_not_allowed', `The client may not use the grant ${grantType}.`, {
    grantType,
  })
}
