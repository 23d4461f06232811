// The grant of a recovery code (contract 6.4). The code is exchanged for another, which the answer carries.

import { missingParameter, OAuthError } from '../errors.ts'
import { completeLogin, type MfaGrantDeps, readPendingLogin } from './mfa-grant.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

const wrongCode = 'Invalid recovery code'

export async function grantMfaRecoveryCode(
  request: GrantRequest,
  deps: MfaGrantDeps,
): Promise<TokenResponse> {
  const { recovery_code: code } = request.parameters
  const login = await readPendingLogin(request, deps)
  if (login.bearer.kind !== 'mfa_token') throw new OAuthError(403, 'invalid_grant', wrongCode)
  if (code === undefined) throw missingParameter('recovery_code')
  return completeLogin(login, { kind: 'recovery_code', code }, wrongCode, deps)
}
