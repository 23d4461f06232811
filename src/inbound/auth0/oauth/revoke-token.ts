// POST /oauth/revoke without HTTP (contract 3.7): a refresh token and all that its login made since stop working.
// A token that is unknown, or another client's, is answered alike, so nobody learns whether one exists.

import { authenticateClient } from '#src/identity/clients/authenticate-client.ts'
import { createAssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TokenRecordStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { missingParameter, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'

export async function revokeToken(
  request: {
    readonly config: TenantConfig
    readonly body: unknown
    readonly authorizationHeader: string | undefined
  },
  deps: { readonly oidcProviders: OidcProviders; readonly tokenRecords: TokenRecordStore },
): Promise<{ readonly ok: true } | TokenRefusal> {
  const { config, body } = request
  const replayStore = createAssertionReplayStore(deps.tokenRecords)
  const caller = await authenticateClient({ ...request, replayStore })
  // This endpoint calls every failed authentication the same (contract 3.7).
  if (!caller.ok && caller.status === 401) return refuse(401, 'invalid_client', caller.description)
  if (!caller.ok) return caller

  const value = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined
  if (value === undefined || value === null || value === '') return missingParameter('token')
  if (typeof value !== 'string') {
    return refuse(400, 'invalid_request', 'Parameter token must be a single string')
  }
  const provider = await deps.oidcProviders.providerFor(config)
  const token = await provider.RefreshToken.find(value)
  if (!token || token.clientId !== caller.client.clientId) return { ok: true }
  if (token.grantId) await deps.tokenRecords.destroyByGrant(config.tenant.id, token.grantId)
  else await token.destroy()
  return { ok: true }
}
