// What the passwordless grant asks of us (contract 3.3): code for user, refusals in Auth0's words.

import type { NotifyBlocked } from '#src/flows/notify-blocked.ts'
import { loginWithCode } from '#src/flows/redeem-login-code.ts'
import type { UserStore } from '#src/identity/ports.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { VerifyCodeDeps } from '#src/messaging/verify-code.ts'
import { toWireError } from './errors.ts'
import type { RedeemPasswordlessCode } from './oauth/token-request.ts'
import { originIp } from './origin.ts'

export function createRedeemPasswordlessCode(
  deps: VerifyCodeDeps & { readonly users: UserStore; readonly notifyBlocked: NotifyBlocked },
): RedeemPasswordlessCode {
  return async ({ config, client, clientAuthenticated, username, otp, realm, origin }) => {
    const connection = config.connections.find((candidate) => candidate.name === realm)
    if (connection?.strategy !== 'sms') return refuse(400, 'invalid_request', 'the connection was not found')
    if (!connection.enabledClients.includes(client.clientId)) {
      return refuse(400, 'invalid_request', 'the connection was disabled')
    }
    const caller = { client, authenticated: clientAuthenticated }
    const ip = originIp(origin.ip ?? '', origin.headers, caller)
    const phoneNumber = parsePhoneNumber(username)
    try {
      if (phoneNumber === undefined)
        throw new MessagingError('code_invalid', 'No such number can have a code.')
      const user = await loginWithCode(
        {
          tenantId: config.tenant.id,
          connection,
          phoneNumber,
          code: otp,
          attackProtection: config.settings.attackProtection,
          ip,
        },
        deps,
      )
      return { ok: true, user }
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error
      if (error.detail.tripsBlock) await deps.notifyBlocked({ config, connection, phoneNumber, ip })
      // At the start this is the connection's fault, here it is the user who is turned away.
      if (error.code === 'signup_disabled') return refuse(403, 'access_denied', 'Public signup is disabled')
      const { status, error: code, description } = toWireError(error)
      return refuse(status, code, description)
    }
  }
}

function refuse(status: number, error: string, description: string) {
  return { ok: false, status, error, error_description: description } as const
}
