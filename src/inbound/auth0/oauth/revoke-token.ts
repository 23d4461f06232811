// POST /oauth/revoke without HTTP (contract 3.7): a refresh token and all that its login made since stop working.
// A token that is unknown, or another client's, is answered alike, so nobody learns whether one exists.

import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TokenRecordStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { fieldsOf } from '#src/values/json.ts'
import { authenticateCaller } from '../authenticate-caller.ts'
import { missingParameter, OAuthError } from '../errors.ts'

/** @throws OAuthError */
export async function revokeToken(
  request: {
    readonly config: TenantConfig
    readonly body: unknown
    readonly authorizationHeader: string | undefined
  },
  deps: {
    readonly oidcProviders: OidcProviders
    readonly tokenRecords: TokenRecordStore
    readonly replayStore: AssertionReplayStore
  },
): Promise<void> {
  const { config, body } = request
  const { client } = await authenticateCaller(request, deps).catch((error: unknown) => {
    // This endpoint calls every failed authentication the same (contract 3.7).
    throw error instanceof OAuthError && error.status === 401
      ? new OAuthError(401, 'invalid_client', error.message)
      : error
  })
  const value = fieldsOf(body).token
  if (value === undefined || value === null || value === '') throw missingParameter('token')
  if (typeof value !== 'string') {
    throw new OAuthError(400, 'invalid_request', 'Parameter token must be a single string')
  }
  const provider = await deps.oidcProviders.providerFor(config)
  const token = await provider.RefreshToken.find(value)
  if (!token || token.clientId !== client.clientId) return
  if (token.grantId) await deps.tokenRecords.destroyByGrant(config.tenant.id, token.grantId)
  else await token.destroy()
}
