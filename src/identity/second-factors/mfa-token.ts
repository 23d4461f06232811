// The mfa_token (contract 6.1): proof that a user gave the first factor, and what they asked for with it. Bound to its
// tenant, client and user. It dies after ten minutes, with the user, and with the password that it was given for.

import { randomUUID } from 'node:crypto'
import type { TenantConfig, User } from '../records.ts'
import { refuse, type TokenRefusal } from '../tokens/refusal.ts'
import type { MfaDeps } from './mfa-deps.ts'

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
  readonly ok: true
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

/** Refuses in the words of contract 6.4, with the status that the endpoint has for it. */
export async function openMfaToken(
  { tenant }: Pick<TenantConfig, 'tenant'>,
  token: string,
  { sealedTokens, users }: Pick<MfaDeps, 'sealedTokens' | 'users'>,
): Promise<OpenedMfaToken | TokenRefusal> {
  const opened = await sealedTokens.open('mfa_token', tenant.id, token)
  if (!opened.ok) return opened.fault === 'expired' ? expiredMfaToken() : malformedMfaToken()
  const { jti, sub, client, for: audience, scope, organization, password } = opened.claims
  if (!jti || !sub || typeof client !== 'string' || typeof audience !== 'string') return malformedMfaToken()
  const user = await users.findById(tenant.id, sub)
  if (!user || password !== passwordVersion(user)) return expiredMfaToken()
  if (user.blocked) return refuse(403, 'unauthorized', 'user is blocked')
  return {
    ok: true,
    id: jti,
    user,
    clientId: client,
    audience,
    scope: typeof scope === 'string' ? scope : undefined,
    ...(typeof organization === 'string' && { organizationId: organization }),
  }
}

export function malformedMfaToken(): TokenRefusal {
  return refuse(403, 'invalid_grant', 'Malformed mfa_token')
}

function expiredMfaToken(): TokenRefusal {
  return refuse(403, 'expired_token', 'mfa_token is expired')
}

/** Carried instead of compared with a time of issue: no clock has to agree with another. */
function passwordVersion({ passwordChangedAt }: User): number {
  return passwordChangedAt?.getTime() ?? 0
}
