// oidc-provider's view of storage. Clients come from the configuration in memory; refresh tokens go to the token
// records under a hash of their value, and the value is taken out of the payload before it is written: who reads the
// database cannot use what they find. Nothing else may be stored: JWT access tokens leave no row.

import { hash } from 'node:crypto'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Json } from '#src/settings/records.ts'
import type { TokenRecordStore } from '../ports.ts'
import type { Client, TenantConfig } from '../records.ts'

/** A lifetime that stands for none: oidc-provider has no word for a refresh token that does not expire. */
export const neverExpiresSeconds = 100 * 365 * 86_400

export const refreshTokenModel = 'RefreshToken'

/** The id under which a token is stored. */
export function hashTokenId(value: string): string {
  return hash('sha256', value, 'base64url')
}

export function createOidcAdapter(options: {
  readonly getConfig: () => TenantConfig
  readonly tokenRecords: TokenRecordStore
}): (model: string) => Adapter {
  const { getConfig, tokenRecords } = options
  return (model) => {
    if (model === 'Client') {
      return readOnly(model, async (id) => {
        const client = getConfig().clients.get(id)
        return client && toClientMetadata(client)
      })
    }
    if (model !== refreshTokenModel) return readOnly(model, async () => undefined)
    const tenantId = () => getConfig().tenant.id
    return {
      ...readOnly(model, async (id) => {
        const record = await tokenRecords.find(tenantId(), model, hashTokenId(id))
        if (!record) return undefined
        const consumed = record.consumedAt && Math.floor(record.consumedAt.getTime() / 1000)
        return { ...record.payload, jti: id, ...(consumed !== undefined && { consumed }) }
      }),
      upsert: (id, payload, expiresIn) =>
        tokenRecords.upsert({
          tenantId: tenantId(),
          model,
          idHash: hashTokenId(id),
          payload: withoutValue(payload),
          ...(payload.grantId !== undefined && { grantId: payload.grantId }),
          ...(expiresIn !== undefined &&
            expiresIn < neverExpiresSeconds && { expiresAt: new Date(Date.now() + expiresIn * 1000) }),
        }),
      destroy: (id) => tokenRecords.destroy(tenantId(), model, hashTokenId(id)),
      revokeByGrantId: (grantId) => tokenRecords.destroyByGrant(tenantId(), grantId),
    }
  }
}

/** oidc-provider keeps the token's value as `jti`. The rest of a refresh token is plain strings and numbers. */
function withoutValue(payload: AdapterPayload): Record<string, Json> {
  const kept: Record<string, Json> = {}
  for (const [key, value] of Object.entries(payload)) {
    if (key === 'jti') continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      kept[key] = value
    if (key === 'amr' && Array.isArray(value)) kept[key] = value.map(String)
  }
  return kept
}

/**
 * Client authentication happened before oidc-provider is asked (`authenticateClient`), so to it every client is
 * public. The secret is passed on only to sign HS256 ID tokens.
 */
function toClientMetadata(client: Client): AdapterPayload {
  const hs256 = client.idTokenAlg === 'HS256' && client.secret !== ''
  return {
    client_id: client.clientId,
    token_endpoint_auth_method: 'none',
    grant_types: [],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: hs256 ? 'HS256' : 'RS256',
    ...(hs256 && { client_secret: client.secret }),
  }
}

function readOnly(model: string, find: Adapter['find']): Adapter {
  const refuseWrite = async () => {
    throw new Error(`${model} is not stored`)
  }
  return {
    find,
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    upsert: refuseWrite,
    consume: refuseWrite,
    destroy: refuseWrite,
    revokeByGrantId: refuseWrite,
  }
}
