// The grant of an authenticator app's code (contract 6.4), which may also be the first code of an app.

import { missingParameter } from '../errors.ts'
import { completeLogin, type MfaGrantDeps, readPendingLogin } from './mfa-grant.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

export async function grantMfaOtp(request: GrantRequest, deps: MfaGrantDeps): Promise<TokenResponse> {
  const { otp } = request.parameters
  const login = await readPendingLogin(request, deps)
  if (otp === undefined) throw missingParameter('otp')
  return completeLogin(login, { kind: 'otp', code: otp }, 'Invalid otp_code.', deps)
}
