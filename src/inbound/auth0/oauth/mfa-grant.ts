// What the grants of second factors (contract 6.4) have in common: whose login they go on with, and what it ends in.

import { alreadyEnrolled } from '#src/flows/enrol-second-factor.ts'
import { type MfaBearer, readMfaBearer } from '#src/identity/second-factors/bearer.ts'
import { judgeTry } from '#src/identity/second-factors/limits.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { missingParameter, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { resolveUserAccess, type UserAccess } from '#src/identity/tokens/user-access.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import type { GrantRequest, TokenResult } from './token-request.ts'

export type MfaGrantDeps = MfaDeps & LogInDeps

/** A login that waits for its second factor. */
export interface HalfLogin {
  readonly ok: true
  readonly request: GrantRequest
  readonly bearer: MfaBearer
  readonly access: UserAccess
}

/**
 * Reads the mfa_token. In its place there may be an access token that allows enrolling: with it, what the user enrolled
 * by it is confirmed, and nothing else can be done (contract 6.1).
 */
export async function readHalfLogin(
  request: GrantRequest,
  deps: MfaGrantDeps,
): Promise<HalfLogin | TokenRefusal> {
  const { config, client, parameters } = request
  if (parameters.mfa_token === undefined) return missingParameter('mfa_token')
  const bearer = await readMfaBearer(parameters.mfa_token, config, deps)
  if (!bearer.ok) return bearer
  if (bearer.client.clientId !== client.clientId) {
    return refuse(400, 'invalid_request', 'mfa_token not issued to this client')
  }
  const { kind, scope } = bearer
  // Auth0's SDKs let their users name another audience here than at first. What an access token opens does not grow.
  const audience = (kind === 'mfa_token' ? parameters.audience : undefined) ?? bearer.audience
  const access = resolveUserAccess({ config, client, audience, scope })
  return access.ok ? { ok: true, request, bearer, access } : access
}

/** Judges what was typed in and logs the user in. `details` is what the answer says besides. */
export async function completeLogin(
  { request, bearer, access }: HalfLogin,
  judge: () => Promise<{ readonly ok: true; readonly recoveryCode?: string } | TokenRefusal>,
  deps: MfaGrantDeps,
): Promise<TokenResult> {
  const { config, client } = request
  const { user, scope } = bearer
  const judged = await judgeTry({ tenantId: config.tenant.id, userId: user.userId }, judge, deps)
  if (!judged.ok) return judged
  const result = await logInUser({ config, client, user, access, scope, hasSecondFactor: true }, deps)
  if (!result.ok || judged.recoveryCode === undefined) return result
  return { ok: true, response: { ...result.response, recovery_code: judged.recoveryCode } }
}

/** Makes active what waited for this code. */
export async function confirmEnrolment(
  { request, bearer }: HalfLogin,
  authenticatorId: string,
  { authenticators }: MfaDeps,
): Promise<{ readonly ok: true } | TokenRefusal> {
  const onlyFirst = bearer.kind === 'mfa_token'
  const { userId } = bearer.user
  const confirmed = await authenticators.activate(request.config.tenant.id, userId, authenticatorId, {
    onlyFirst,
  })
  return confirmed ? { ok: true } : alreadyEnrolled()
}
