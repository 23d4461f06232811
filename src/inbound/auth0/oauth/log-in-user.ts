// What follows when a user has proven to be themselves, by whatever grant: a second factor where one is called for, then
// the tokens that they asked for.

import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import { issueRefreshToken } from '#src/identity/tokens/issue-refresh-token.ts'
import { issueUserTokens } from '#src/identity/tokens/issue-user-tokens.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { joinScopes, type UserAccess } from '#src/identity/tokens/user-access.ts'
import type { MessageOrganization } from '#src/messaging/types.ts'
import { OAuthError } from '../errors.ts'
import { type AskDeps, askForSecondFactor } from '../mfa/ask-for-second-factor.ts'
import { userBlocked } from '../mfa/mfa-token.ts'
import type { TokenResponse } from './token-request.ts'

export interface LoggedInUser {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  readonly access: UserAccess
  /** As it was asked for. */
  readonly scope: string | undefined
  /** For whom the message of a second factor is. */
  readonly organization?: MessageOrganization
  /** Named in the access token, as Auth0 names this grant and not the others of users (contract 3.6). */
  readonly gty?: 'password'
  /** Given already. */
  readonly hasSecondFactor?: boolean
}

export interface LogInDeps extends AskDeps {
  readonly oidcProviders: OidcProviders
}

/** @throws OAuthError */
export async function logInUser(
  { config, client, user, access, scope, organization, gty, hasSecondFactor = false }: LoggedInUser,
  deps: LogInDeps,
): Promise<TokenResponse> {
  if (user.blocked) throw userBlocked()
  if (!hasSecondFactor) {
    const { audience } = access
    const login = { config, client, user, audience, scope, ...(organization && { organization }) }
    await askForSecondFactor(login, deps)
  }
  const granted = joinScopes(access.scopes)
  const [issued, refresh_token] = await Promise.all([
    issueUserTokens({ config, client, user, access, gty, hasSecondFactor }, deps),
    access.scopes.has('offline_access')
      ? issueRefreshToken(
          {
            config,
            client,
            userId: user.userId,
            audience: access.audience,
            scope: granted,
            hasSecondFactor,
          },
          deps,
        )
      : undefined,
  ])
  if (!issued) throw clientGone()
  const { access_token, id_token, ...rest } = issued
  return {
    access_token,
    ...(refresh_token !== undefined && { refresh_token }),
    ...(id_token !== undefined && { id_token }),
    // Auth0 names the scope only when it differs from what was asked for.
    ...(granted !== (scope ?? '') && { scope: granted }),
    ...rest,
  }
}

/** Removed since it authenticated. */
export function clientGone(): OAuthError {
  return new OAuthError(401, 'invalid_client', 'Client authentication failed')
}
