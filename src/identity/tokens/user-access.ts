// What a user's tokens may be for: the audience, and which of the asked scopes it grants (contract 3.6). Asking for
// too much is no error for users, as with Auth0; the answer says what was granted.

import { mfaScopes } from '../clients/scopes.ts'
import { type Client, managementAudience, mfaAudience, type TenantConfig } from '../records.ts'
import { userinfoAudience } from './oidc-providers.ts'
import { oidcScopes } from './user-claims.ts'

const userinfoLifetimeSeconds = 86_400

/** Of a user's tokens: users are given no access to the Management API. */
export interface AccessRefusal {
  readonly ok: false
  readonly reason: 'management_api' | 'audience_unknown'
  readonly audience: string
}

export interface UserAccess {
  readonly ok: true
  /** The API's identifier, or /userinfo when no API was asked for. */
  readonly audience: string
  readonly scopes: ReadonlySet<string>
  readonly lifetimeSeconds: number
}

export function resolveUserAccess(request: {
  readonly config: TenantConfig
  readonly client: Client
  readonly audience: string | undefined
  readonly scope: string | undefined
}): UserAccess | AccessRefusal {
  const { config, client } = request
  const userinfo = userinfoAudience(config)
  const audience = request.audience ?? userinfo
  if (audience === managementAudience(config)) return { ok: false, reason: 'management_api', audience }
  const api = audience === mfaAudience(config) ? mfaApi : config.resourceServers.find(has(audience))
  if (!api && audience !== userinfo) return { ok: false, reason: 'audience_unknown', audience }

  const offline = client.grantTypes.includes('refresh_token') && (api?.allowOfflineAccess ?? true)
  const grants = (scope: string) =>
    scope === 'offline_access'
      ? offline
      : oidcScopes.has(scope) || api?.scopes.some(({ value }) => value === scope) === true
  return {
    ok: true,
    audience,
    scopes: new Set(splitScope(request.scope).filter(grants)),
    lifetimeSeconds: api?.tokenLifetimeSeconds ?? userinfoLifetimeSeconds,
  }
}

/** The API of second factors is built in. */
const mfaApi = {
  scopes: mfaScopes.map((value) => ({ value })),
  tokenLifetimeSeconds: 600,
  allowOfflineAccess: false,
}

function has(audience: string) {
  return ({ identifier }: { readonly identifier: string }) => identifier === audience
}

export function splitScope(scope: string | undefined): string[] {
  return scope?.split(' ').filter((value) => value !== '') ?? []
}

export function joinScopes(scopes: Iterable<string>): string {
  return [...scopes].join(' ')
}
