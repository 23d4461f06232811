// What the password grants ask of us: a name and a password for their user, refusals in Auth0's words.

import type { LogInWithPassword, PasswordLoginRefusal } from '#src/flows/log-in-with-password.ts'
import { refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { blockedText } from './errors.ts'
import type { RedeemPassword } from './oauth/token-request.ts'
import { originIp } from './origin.ts'

/** Said at the endpoints where passwords are hashed, when too many wait for that. */
export const overloadedText = 'Too many passwords are being checked. Please try again in a few seconds.'

const refusals: Readonly<Record<PasswordLoginRefusal, TokenRefusal>> = {
  wrong: refuse(403, 'invalid_grant', 'Wrong email or password.'),
  too_many_failures: refuse(429, 'too_many_attempts', blockedText),
  suspicious_address: refuse(
    429,
    'too_many_attempts',
    'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.',
  ),
  overloaded: refuse(503, 'temporarily_unavailable', overloadedText),
}

export function createRedeemPassword(logIn: LogInWithPassword): RedeemPassword {
  return async ({ config, client, clientAuthenticated, connection, username, password, origin }) => {
    const ip = originIp(origin.ip ?? '', origin.headers, { client, authenticated: clientAuthenticated })
    const result = await logIn({ config, connection, login: username, password, ip })
    if (result.ok) return result
    const { reason, retryAfterSeconds } = result
    return { ...refusals[reason], ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  }
}
