// The mfa_token (contract 6.1): proof that a user gave the first factor, and what they asked for with it. Bound to its
// tenant, client and user. It dies after ten minutes, with the user, and with the password that it was given for.

import { randomUUID } from 'node:crypto'
import type { TenantConfig, User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { OAuthError } from '../errors.ts'

const lifetimeSeconds = 600

export interface FirstFactor {
  readonly clientId: string
  readonly user: User
  /** What the tokens are to be for. */
  readonly audience: string
  /** As it was asked for. */
  readonly scope: string | undefined
  /** For whom the message of the second factor is. */
  readonly organizationId?: string
}

export interface OpenedMfaToken extends FirstFactor {
  readonly id: string
}

export async function sealMfaToken(
  { tenant }: Pick<TenantConfig, 'tenant'>,
  { clientId, user, audience, scope, organizationId }: FirstFactor,
  { sealedTokens }: Pick<MfaDeps, 'sealedTokens'>,
): Promise<string> {
  return sealedTokens.seal(
    'mfa_token',
    tenant.id,
    {
      jti: randomUUID(),
      sub: user.userId,
      client: clientId,
      for: audience,
      password: passwordVersion(user),
      ...(scope !== undefined && { scope }),
      ...(organizationId !== undefined && { organization: organizationId }),
    },
    lifetimeSeconds,
  )
}

/** @throws OAuthError in the words of contract 6.4 */
export async function openMfaToken(
  { tenant }: Pick<TenantConfig, 'tenant'>,
  token: string,
  { sealedTokens, users }: Pick<MfaDeps, 'sealedTokens' | 'users'>,
): Promise<OpenedMfaToken> {
  const opened = await sealedTokens.open('mfa_token', tenant.id, token)
  if (!opened.ok) throw opened.fault === 'expired' ? expiredMfaToken() : malformedMfaToken()
  const { jti, sub, client, for: audience, scope, organization, password } = opened.claims
  if (!jti || !sub || typeof client !== 'string' || typeof audience !== 'string') throw malformedMfaToken()
  const user = await users.findById(tenant.id, sub)
  if (!user || password !== passwordVersion(user)) throw expiredMfaToken()
  if (user.blocked) throw userBlocked()
  return {
    id: jti,
    user,
    clientId: client,
    audience,
    scope: typeof scope === 'string' ? scope : undefined,
    ...(typeof organization === 'string' && { organizationId: organization }),
  }
}

export function userBlocked(): OAuthError {
  return new OAuthError(403, 'unauthorized', 'user is blocked')
}

export function malformedMfaToken(): OAuthError {
  return new OAuthError(403, 'invalid_grant', 'Malformed mfa_token')
}

function expiredMfaToken(): OAuthError {
  return new OAuthError(403, 'expired_token', 'mfa_token is expired')
}

/** Carried instead of compared with a time of issue: no clock has to agree with another. */
function passwordVersion({ passwordChangedAt }: User): number {
  return passwordChangedAt?.getTime() ?? 0
}
