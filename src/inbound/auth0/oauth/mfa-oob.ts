// The grant of a code that was sent (contract 6.4), which may also be the first code of a phone.

import { challengeKey } from '#src/flows/send-factor-code.ts'
import { tooManyFailedCodes } from '#src/identity/second-factors/limits.ts'
import { openOobCode, type SentChallenge } from '#src/identity/second-factors/oob-code.ts'
import { missingParameter, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { verifyCode } from '#src/messaging/verify-code.ts'
import {
  completeLogin,
  confirmEnrolment,
  type HalfLogin,
  type MfaGrantDeps,
  readHalfLogin,
} from './mfa-grant.ts'
import type { GrantRequest, TokenResult } from './token-request.ts'

export async function grantMfaOob(request: GrantRequest, deps: MfaGrantDeps): Promise<TokenResult> {
  const { oob_code: oobCode, binding_code: bindingCode } = request.parameters
  const login = await readHalfLogin(request, deps)
  if (!login.ok) return login
  if (oobCode === undefined) return missingParameter('oob_code')
  const sent = await openOobCode(request.config, oobCode, deps)
  if (!sent.ok) return sent
  if (sent.bearerId !== login.bearer.id) {
    return refuse(400, 'invalid_request', "The oob_code doesn't match the mfa_token")
  }
  if (bindingCode === undefined) return missingParameter('binding_code')
  return completeLogin(login, () => judgeCode(login, sent, bindingCode, deps), deps)
}

async function judgeCode(
  login: HalfLogin,
  { challengeId, authenticatorId, enrols }: SentChallenge,
  code: string,
  deps: MfaGrantDeps,
): Promise<{ readonly ok: true } | TokenRefusal> {
  const tenantId = login.request.config.tenant.id
  // Removed since the code was sent: it opens nothing any more.
  if (!enrols && !(await deps.authenticators.find(tenantId, authenticatorId))?.active) return wrongCode()
  try {
    await verifyCode({ key: challengeKey(tenantId, challengeId), code, guard: undefined }, deps)
  } catch (error) {
    if (error instanceof MessagingError) return refuseCode(error)
    throw error
  }
  if (enrols) return confirmEnrolment(login, authenticatorId, deps)
  await deps.authenticators.markUsed(tenantId, authenticatorId)
  return { ok: true }
}

function refuseCode({ code }: MessagingError): TokenRefusal {
  switch (code) {
    case 'code_expired':
      return refuse(403, 'expired_token', 'oob_code is expired')
    case 'too_many_attempts':
      return tooManyFailedCodes()
    case 'user_blocked':
      return refuse(403, 'unauthorized', 'user is blocked')
    default:
      return wrongCode()
  }
}

function wrongCode(): TokenRefusal {
  return refuse(403, 'invalid_grant', 'Invalid binding_code.')
}
