// What follows when a user has proven to be themselves, by whatever grant: the tokens that they asked for.

import type { Client, TenantConfig, User } from '../records.ts'
import { issueRefreshToken } from './issue-refresh-token.ts'
import { issueUserTokens } from './issue-user-tokens.ts'
import type { OidcProviders } from './oidc-providers.ts'
import { refuse } from './refusal.ts'
import type { TokenResult } from './token-request.ts'
import { joinScopes, type UserAccess } from './user-access.ts'

export interface LoggedInUser {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  readonly access: UserAccess
  /** As it was asked for. */
  readonly scope: string | undefined
}

export async function logInUser(
  { config, client, user, access, scope }: LoggedInUser,
  deps: { readonly oidcProviders: OidcProviders },
): Promise<TokenResult> {
  if (user.blocked) return refuse(403, 'unauthorized', 'user is blocked')
  const granted = joinScopes(access.scopes)
  const [issued, refresh_token] = await Promise.all([
    issueUserTokens({ config, client, user, access, gty: undefined }, deps),
    access.scopes.has('offline_access')
      ? issueRefreshToken(
          { config, client, userId: user.userId, audience: access.audience, scope: granted },
          deps,
        )
      : undefined,
  ])
  if (!issued.ok) return issued
  const { access_token, id_token, ...rest } = issued.tokens
  return {
    ok: true,
    response: {
      access_token,
      ...(refresh_token !== undefined && { refresh_token }),
      ...(id_token !== undefined && { id_token }),
      // Auth0 names the scope only when it differs from what was asked for.
      ...(granted !== (scope ?? '') && { scope: granted }),
      ...rest,
    },
  }
}
