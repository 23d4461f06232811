// The grant of a code that was sent (contract 6.4), which may also be the first code of a phone.

import { missingParameter, OAuthError } from '../errors.ts'
import { openOobCode } from '../mfa/oob-code.ts'
import { completeLogin, type MfaGrantDeps, readPendingLogin } from './mfa-grant.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

export async function grantMfaOob(request: GrantRequest, deps: MfaGrantDeps): Promise<TokenResponse> {
  const { oob_code: oobCode, binding_code: code } = request.parameters
  const login = await readPendingLogin(request, deps)
  if (oobCode === undefined) throw missingParameter('oob_code')
  const { bearerId, ...sent } = await openOobCode(request.config, oobCode, deps)
  if (bearerId !== login.bearer.id) {
    throw new OAuthError(400, 'invalid_request', "The oob_code doesn't match the mfa_token")
  }
  if (code === undefined) throw missingParameter('binding_code')
  return completeLogin(login, { kind: 'phone', code, ...sent }, 'Invalid binding_code.', deps)
}
