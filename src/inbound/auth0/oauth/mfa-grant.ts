// What the grants of second factors (contract 6.4) have in common: whose login they go on with, and what it ends in.

import { checkSecondFactor, type FactorTry } from '#src/flows/check-second-factor.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import type { UserAccess } from '#src/identity/tokens/user-access.ts'
import { inWords, missingParameter, OAuthError, type OAuthWords } from '../errors.ts'
import { type MfaBearer, readMfaBearer } from '../mfa/bearer.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import { readUserAccess } from './read-user-access.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

export type MfaGrantDeps = MfaDeps & LogInDeps

/** A login that waits for its second factor. */
export interface PendingLogin {
  readonly request: GrantRequest
  readonly bearer: MfaBearer
  readonly access: UserAccess
}

/**
 * Reads the mfa_token. In its place there may be an access token that allows enrolling: with it, what the user enrolled
 * by it is confirmed, and nothing else can be done (contract 6.1).
 *
 * @throws OAuthError
 */
export async function readPendingLogin(request: GrantRequest, deps: MfaGrantDeps): Promise<PendingLogin> {
  const { config, client, parameters } = request
  if (parameters.mfa_token === undefined) throw missingParameter('mfa_token')
  const bearer = await readMfaBearer(parameters.mfa_token, config, deps)
  if (bearer.client.clientId !== client.clientId) {
    throw new OAuthError(400, 'invalid_request', 'mfa_token not issued to this client')
  }
  const { kind, scope } = bearer
  // Auth0's SDKs let their users name another audience here than at first. What an access token opens does not grow.
  const audience = (kind === 'mfa_token' ? parameters.audience : undefined) ?? bearer.audience
  return { request, bearer, access: readUserAccess({ config, client, audience, scope }) }
}

const words: OAuthWords = {
  too_many_failures: {
    status: 429,
    error: 'too_many_attempts',
    description: 'Too many failed codes. Wait for some minutes before retrying.',
  },
  too_many_attempts: {
    status: 429,
    error: 'too_many_attempts',
    description: 'Too many failed codes. Wait for some minutes before retrying.',
  },
  code_expired: { status: 403, error: 'expired_token', description: 'oob_code is expired' },
  user_blocked: { status: 403, error: 'unauthorized', description: 'user is blocked' },
}

/**
 * Checks what was typed in and logs the user in. A recovery code is answered with the one that replaces it.
 *
 * @param wrongCode what a wrong code is called here
 * @throws OAuthError
 */
export async function completeLogin(
  { request, bearer, access }: PendingLogin,
  given: FactorTry['given'],
  wrongCode: string,
  deps: MfaGrantDeps,
): Promise<TokenResponse> {
  const { config, client } = request
  const { user, scope } = bearer
  const code_invalid = { status: 403, error: 'invalid_grant', description: wrongCode }
  const { recoveryCode } = await inWords(
    { ...words, code_invalid },
    checkSecondFactor({ config, user, onlyFirst: bearer.kind === 'mfa_token', given }, deps),
  )
  const response = await logInUser({ config, client, user, access, scope, hasSecondFactor: true }, deps)
  return recoveryCode === undefined ? response : { ...response, recovery_code: recoveryCode }
}
