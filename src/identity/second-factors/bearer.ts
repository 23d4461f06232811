// Who may look after a user's second factors (contract 6.1): the holder of an mfa_token, who has given the first
// factor only, and the holder of an access token for the API of second factors.

import { hash } from 'node:crypto'
import type { MessageOrganization } from '#src/messaging/types.ts'
import type { MfaScope } from '../clients/scopes.ts'
import { type Client, mfaAudience, type TenantConfig, type User } from '../records.ts'
import { findOrganization } from '../tenants/organizations.ts'
import { refuse, type TokenRefusal } from '../tokens/refusal.ts'
import { joinScopes } from '../tokens/user-access.ts'
import { verifyAccessToken } from '../tokens/verify-access-token.ts'
import type { MfaDeps } from './mfa-deps.ts'
import { malformedMfaToken, openMfaToken } from './mfa-token.ts'

export interface MfaBearer {
  readonly ok: true
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

export async function readMfaBearer(
  token: string,
  config: TenantConfig,
  deps: BearerDeps,
): Promise<MfaBearer | TokenRefusal> {
  // An access token is a signed JWT, in three parts.
  if (token.split('.').length === 3) return readAccessToken(token, config, deps)
  const opened = await openMfaToken(config, token, deps)
  if (!opened.ok) return opened
  const { id, user, clientId, audience, scope, organizationId } = opened
  const client = config.clients.get(clientId)
  if (!client) return malformedMfaToken()
  // Whoever has only given the first factor may enrol the very first second one, and remove none.
  const may = new Set<MfaScope>(['enroll', 'read:authenticators'])
  const organization = organizationId === undefined ? undefined : findOrganization(config, organizationId)
  return {
    ok: true,
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
): Promise<MfaBearer | TokenRefusal> {
  const audience = mfaAudience(config)
  const verdict = await verifyAccessToken(token, config, { audience })
  const client = verdict.ok ? config.clients.get(verdict.claims.clientId) : undefined
  const user = verdict.ok && client ? await users.findById(config.tenant.id, verdict.claims.sub) : undefined
  if (!verdict.ok || !client || !user) {
    return refuse(401, 'invalid_token', 'The access token is invalid or has expired')
  }
  if (user.blocked) return refuse(403, 'unauthorized', 'user is blocked')
  const { scopes } = verdict.claims
  const id = hash('sha256', token, 'base64url')
  return {
    ok: true,
    kind: 'access_token',
    id,
    user,
    client,
    may: scopes,
    audience,
    scope: joinScopes(scopes),
  }
}

export function refuseScope(bearer: MfaBearer, scope: MfaScope): TokenRefusal | undefined {
  if (bearer.may.has(scope)) return undefined
  return refuse(403, 'insufficient_scope', `Insufficient scope, expected: ${scope}`)
}
