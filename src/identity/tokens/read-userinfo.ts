// /userinfo without HTTP (contract 3.7): the claims that an access token's scopes open, as they are now. A user who
// was removed or blocked since the token was made has none.

import type { UserStore } from '../ports.ts'
import type { TenantConfig } from '../records.ts'
import { userinfoAudience } from './oidc-providers.ts'
import { type UserClaims, userClaims } from './user-claims.ts'
import { verifyAccessToken } from './verify-access-token.ts'

/** Undefined when the token does not open /userinfo, for whatever reason: callers are not told which. */
export async function readUserinfo(
  { config, token }: { readonly config: TenantConfig; readonly token: string },
  { users }: { readonly users: Pick<UserStore, 'findById'> },
): Promise<UserClaims | undefined> {
  const verdict = await verifyAccessToken(token, config, { audience: userinfoAudience(config) })
  if (!verdict.ok || !verdict.claims.scopes.has('openid')) return undefined
  const user = await users.findById(config.tenant.id, verdict.claims.sub)
  return user && !user.blocked ? userClaims(user, verdict.claims.scopes) : undefined
}
