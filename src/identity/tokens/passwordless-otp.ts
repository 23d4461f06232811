// The passwordless grant (contract 3.3): a one-time code for tokens. Everything that can be wrong with the request
// is found before the code is redeemed, because redeeming uses it up.

import { issueRefreshToken } from './issue-refresh-token.ts'
import { issueUserTokens } from './issue-user-tokens.ts'
import type { OidcProviders } from './oidc-providers.ts'
import { missingParameter, refuse } from './refusal.ts'
import type { GrantRequest, RedeemPasswordlessCode, TokenResult } from './token-request.ts'
import { joinScopes, resolveUserAccess } from './user-access.ts'

export async function grantPasswordlessOtp(
  { config, client, clientAuthenticated, parameters, origin }: GrantRequest,
  deps: {
    readonly oidcProviders: OidcProviders
    readonly redeemPasswordlessCode: RedeemPasswordlessCode
  },
): Promise<TokenResult> {
  const { otp, username, realm, audience, scope } = parameters
  if (otp === undefined) return missingParameter('otp')
  if (username === undefined) return missingParameter('username')
  if (realm === undefined) return missingParameter('realm')
  const access = resolveUserAccess({ config, client, audience, scope })
  if (!access.ok) return access

  const redeemed = await deps.redeemPasswordlessCode({
    config,
    client,
    clientAuthenticated,
    username,
    otp,
    realm,
    origin,
  })
  if (!redeemed.ok) return refuse(redeemed.status, redeemed.error, redeemed.error_description)
  const { user } = redeemed
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
