// Makes the access token and the ID token of a user's login or refresh. Signing is all it costs: no row is written.

import type Provider from 'oidc-provider'
import type { Client, TenantConfig, User } from '../records.ts'
import type { OidcProviders } from './oidc-providers.ts'
import { joinScopes, type UserAccess } from './user-access.ts'
import { userClaims } from './user-claims.ts'

type OidcClient = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>

export interface IssueUserTokens {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  readonly access: UserAccess
  /** Auth0 names only some grants in access tokens (contract 3.6). */
  readonly gty: 'refresh_token' | 'password' | undefined
  /** Whether the login had a second factor: the ID token says so. */
  readonly hasSecondFactor: boolean
}

/** Undefined when the client was removed since it authenticated. */
export async function issueUserTokens(
  { config, client, user, access, gty, hasSecondFactor }: IssueUserTokens,
  { oidcProviders }: { readonly oidcProviders: OidcProviders },
): Promise<IssuedUserTokens | undefined> {
  const provider = await oidcProviders.providerFor(config)
  const oidcClient = await provider.Client.find(client.clientId)
  if (!oidcClient) return undefined

  const scope = joinScopes(access.scopes)
  const accessToken = new provider.AccessToken({
    client: oidcClient,
    accountId: user.userId,
    grantId: '',
    gty: gty ?? '',
    scope,
    expiresIn: access.lifetimeSeconds,
    resourceServer: new provider.ResourceServer(access.audience, { scope, accessTokenFormat: 'jwt' }),
  })
  const [access_token, id_token] = await Promise.all([
    accessToken.save(),
    access.scopes.has('openid')
      ? signIdToken(provider, oidcClient, client, {
          ...userClaims(user, access.scopes),
          ...(hasSecondFactor && { amr: [mfaMethod] }),
        })
      : undefined,
  ])
  const common = { expires_in: access.lifetimeSeconds, token_type: 'Bearer' } as const
  return { access_token, ...(id_token !== undefined && { id_token }), ...common }
}

/** What `amr` calls a login with a second factor. */
export const mfaMethod = 'mfa'

export interface IssuedUserTokens {
  readonly access_token: string
  readonly id_token?: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

// `nonce` belongs to authorization requests, which there are none of: SDKs refuse one they did not send.
async function signIdToken(
  provider: Provider,
  oidcClient: OidcClient,
  client: Client,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const idToken = new provider.IdToken({}, { client: oidcClient })
  for (const [name, value] of Object.entries(claims)) idToken.set(name, value)
  const expiresAt = Math.floor(Date.now() / 1000) + client.idTokenLifetimeSeconds
  return idToken.issue({ use: 'idtoken', expiresAt })
}
