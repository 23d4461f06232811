// The oob_code (contract 6.2, 6.3): names the challenge that a code was sent for, to whoever asked for it. It lives as
// long as the code.

import type { TenantConfig } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { factorCodeSeconds } from '#src/messaging/limits.ts'
import { OAuthError } from '../errors.ts'

export interface SentChallenge {
  /** The key of the code that was sent. */
  readonly challengeId: string
  readonly authenticatorId: string
  /** Of the mfa_token, or access token, that asked for it. */
  readonly bearerId: string
  /** Whether the code makes the authenticator active. */
  readonly enrols: boolean
}

export function sealOobCode(
  { tenant }: Pick<TenantConfig, 'tenant'>,
  { challengeId, authenticatorId, bearerId, enrols }: SentChallenge,
  { sealedTokens }: Pick<MfaDeps, 'sealedTokens'>,
): Promise<string> {
  return sealedTokens.seal(
    'oob_code',
    tenant.id,
    { jti: challengeId, sub: authenticatorId, bearer: bearerId, enrols },
    factorCodeSeconds,
  )
}

/** @throws OAuthError in the words of contract 6.4 */
export async function openOobCode(
  { tenant }: Pick<TenantConfig, 'tenant'>,
  oobCode: string,
  { sealedTokens }: Pick<MfaDeps, 'sealedTokens'>,
): Promise<SentChallenge> {
  const opened = await sealedTokens.open('oob_code', tenant.id, oobCode)
  if (!opened.ok && opened.fault === 'expired') throw expiredOobCode()
  const malformed = new OAuthError(403, 'invalid_grant', 'Malformed oob_code')
  if (!opened.ok) throw malformed
  const { jti, sub, bearer, enrols } = opened.claims
  if (!jti || !sub || typeof bearer !== 'string') throw malformed
  return { challengeId: jti, authenticatorId: sub, bearerId: bearer, enrols: enrols === true }
}

function expiredOobCode(): OAuthError {
  return new OAuthError(403, 'expired_token', 'oob_code is expired')
}
