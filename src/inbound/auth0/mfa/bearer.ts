// Who may look after a user's second factors (contract 6.1): the holder of an mfa_token, who has given the first
// factor only, and the holder of an access token for the API of second factors.

import { hash } from 'node:crypto'
import type { MfaScope } from '#src/identity/clients/scopes.ts'
import { type Client, mfaAudience, type TenantConfig, type User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { findOrganization } from '#src/identity/tenants/organizations.ts'
import { joinScopes } from '#src/identity/tokens/user-access.ts'
import { verifyAccessToken } from '#src/identity/tokens/verify-access-token.ts'
import type { MessageOrganization } from '#src/messaging/types.ts'
import { OAuthError } from '../errors.ts'
import { malformedMfaToken, openMfaToken, userBlocked } from './mfa-token.ts'

export interface MfaBearer {
  readonly kind: 'mfa_token' | 'access_token'
  /** What an oob_code that it asks for is bound to. */
  readonly id: string
  readonly user: User
  readonly client: Client
  readonly may: ReadonlySet<string>
  /** What the tokens are for that it is exchanged for. */
  readonly audience: string
  readonly scope: string | undefined
  /** That the first factor was given for, unless it is gone by now. */
  readonly organization?: MessageOrganization
}

type BearerDeps = Pick<MfaDeps, 'sealedTokens' | 'users'>

/** @throws OAuthError */
export async function readMfaBearer(
  token: string,
  config: TenantConfig,
  deps: BearerDeps,
): Promise<MfaBearer> {
  // An access token is a signed JWT, in three parts.
  if (token.split('.').length === 3) return readAccessToken(token, config, deps)
  const { id, user, clientId, audience, scope, organizationId } = await openMfaToken(config, token, deps)
  const client = config.clients.get(clientId)
  if (!client) throw malformedMfaToken()
  // Whoever has only given the first factor may enrol the very first second one, and remove none.
  const may = new Set<MfaScope>(['enroll', 'read:authenticators'])
  const organization = organizationId === undefined ? undefined : findOrganization(config, organizationId)
  return {
    kind: 'mfa_token',
    id,
    user,
    client,
    may,
    audience,
    scope,
    ...(organization && { organization }),
  }
}

async function readAccessToken(
  token: string,
  config: TenantConfig,
  { users }: BearerDeps,
): Promise<MfaBearer> {
  const audience = mfaAudience(config)
  const verdict = await verifyAccessToken(token, config, { audience })
  const client = verdict.ok ? config.clients.get(verdict.claims.clientId) : undefined
  const user = verdict.ok && client ? await users.findById(config.tenant.id, verdict.claims.sub) : undefined
  if (!verdict.ok || !client || !user) {
    throw new OAuthError(401, 'invalid_token', 'The access token is invalid or has expired')
  }
  if (user.blocked) throw userBlocked()
  const { scopes } = verdict.claims
  const id = hash('sha256', token, 'base64url')
  return {
    kind: 'access_token',
    id,
    user,
    client,
    may: scopes,
    audience,
    scope: joinScopes(scopes),
  }
}

/** @throws OAuthError */
export function requireMfaScope({ may }: MfaBearer, scope: MfaScope): void {
  if (may.has(scope)) return
  throw new OAuthError(403, 'insufficient_scope', `Insufficient scope, expected: ${scope}`)
}
