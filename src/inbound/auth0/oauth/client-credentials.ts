// `client_credentials` (contract 1.1): a token for the client itself, for the Management API or an API of the
// operator's, with the scopes that a client grant gives it. Asking for more is refused.

import { isManagementScope } from '#src/identity/clients/scopes.ts'
import { type Client, managementAudience, type TenantConfig } from '#src/identity/records.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { joinScopes, splitScope } from '#src/identity/tokens/user-access.ts'
import { missingParameter, OAuthError } from '../errors.ts'
import { clientGone } from './log-in-user.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

const managementLifetimeSeconds = 86_400

export async function grantClientCredentials(
  { config, client, clientAuthenticated, parameters }: GrantRequest,
  { oidcProviders }: { readonly oidcProviders: OidcProviders },
): Promise<TokenResponse> {
  // Anyone can name a public client.
  if (!clientAuthenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized')
  if (parameters.audience === undefined) throw missingParameter('audience')
  const access = resolveClientAccess(config, client, parameters.audience, parameters.scope)

  const provider = await oidcProviders.providerFor(config)
  const oidcClient = await provider.Client.find(client.clientId)
  if (!oidcClient) throw clientGone()
  const { scope, lifetimeSeconds } = access
  const access_token = await new provider.ClientCredentials({
    client: oidcClient,
    scope,
    expiresIn: lifetimeSeconds,
    resourceServer: new provider.ResourceServer(parameters.audience, { scope, accessTokenFormat: 'jwt' }),
  }).save()
  return {
    access_token,
    ...(scope !== '' && { scope }),
    expires_in: lifetimeSeconds,
    token_type: 'Bearer',
  }
}

function resolveClientAccess(
  config: TenantConfig,
  client: Client,
  audience: string,
  requested: string | undefined,
): { readonly scope: string; readonly lifetimeSeconds: number } {
  const api = findApi(config, audience)
  if (!api) throw new OAuthError(403, 'access_denied', `Service not found: ${audience}`)
  const grant = config.clientGrants.find(
    (candidate) => candidate.clientId === client.clientId && candidate.audience === audience,
  )
  if (!grant) {
    throw new OAuthError(
      403,
      'access_denied',
      `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this ` +
        'API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants',
    )
  }
  // A grant may still name a scope that its API has dropped.
  const granted = new Set(grant.scope.filter(api.defines))
  const scopes = new Set(requested === undefined ? granted : splitScope(requested))
  const excess = [...scopes].filter((scope) => !granted.has(scope))
  if (excess.length > 0) {
    throw new OAuthError(403, 'access_denied', `Client has not been granted scopes: ${excess.join(', ')}`)
  }
  return { scope: joinScopes(scopes), lifetimeSeconds: api.lifetimeSeconds }
}

function findApi(config: TenantConfig, audience: string) {
  if (audience === managementAudience(config)) {
    return { defines: isManagementScope, lifetimeSeconds: managementLifetimeSeconds }
  }
  const server = config.resourceServers.find(({ identifier }) => identifier === audience)
  if (!server) return undefined
  const values = new Set(server.scopes.map(({ value }) => value))
  return { defines: (scope: string) => values.has(scope), lifetimeSeconds: server.tokenLifetimeSeconds }
}
