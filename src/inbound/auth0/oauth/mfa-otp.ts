// The grant of an authenticator app's code (contract 6.4), which may also be the first code of an app.

import type { OtpAuthenticator } from '#src/identity/records.ts'
import { findTimeStep } from '#src/identity/second-factors/authenticator-app.ts'
import { missingParameter, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import {
  completeLogin,
  confirmEnrolment,
  type HalfLogin,
  type MfaGrantDeps,
  readHalfLogin,
} from './mfa-grant.ts'
import type { GrantRequest, TokenResult } from './token-request.ts'

export async function grantMfaOtp(request: GrantRequest, deps: MfaGrantDeps): Promise<TokenResult> {
  const { otp } = request.parameters
  const login = await readHalfLogin(request, deps)
  if (!login.ok) return login
  if (otp === undefined) return missingParameter('otp')
  return completeLogin(login, () => judgeCode(login, otp, deps), deps)
}

async function judgeCode(
  login: HalfLogin,
  otp: string,
  deps: MfaGrantDeps,
): Promise<{ readonly ok: true } | TokenRefusal> {
  const tenantId = login.request.config.tenant.id
  for (const app of await findApps(login, deps)) {
    const step = findTimeStep(app.secret, otp, Date.now())
    if (step === undefined) continue
    // Each code opens once (RFC 6238 5.2), also for whoever looks over the user's shoulder.
    if (!(await deps.authenticators.useTimeStep(tenantId, app.id, step))) break
    return app.active ? { ok: true } : confirmEnrolment(login, app.id, deps)
  }
  return refuse(403, 'invalid_grant', 'Invalid otp_code.')
}

/** Those whose code counts here: active ones are second factors, and none where enrolling is all that is allowed. */
async function findApps({ request, bearer }: HalfLogin, deps: MfaGrantDeps): Promise<OtpAuthenticator[]> {
  const all = await deps.authenticators.list(request.config.tenant.id, bearer.user.userId)
  const apps = all.filter((one) => one.kind === 'otp')
  return bearer.kind === 'mfa_token' ? apps : apps.filter(({ active }) => !active)
}
