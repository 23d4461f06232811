// One oidc-provider per tenant, used as the library that makes tokens: its refresh token, access token and ID token
// models, set to Auth0's shapes (contract 1.1, 3.6). Its own HTTP application is never mounted, because every path,
// status, text and parameter here is Auth0's; whoever calls has authenticated the client and checked the grant.

import type Provider from 'oidc-provider'
import type { AccessToken, ClientCredentials } from 'oidc-provider'
import { getCurrentSigningKey } from '../keys/signing-keys.ts'
import type { TokenRecordStore } from '../ports.ts'
import type { TenantConfig } from '../records.ts'
import { createOidcAdapter } from './oidc-adapter.ts'
import { oidcScopes } from './user-claims.ts'

export interface OidcProviders {
  /** The tenant's provider for this configuration; the same one until issuer or current key change. */
  providerFor(config: TenantConfig): Promise<Provider>
}

interface Entry {
  readonly issuer: string
  readonly kid: string
  readonly provider: Promise<Provider>
  config: TenantConfig
}

export function createOidcProviders({ tokenRecords }: { tokenRecords: TokenRecordStore }): OidcProviders {
  const entries = new Map<string, Entry>()
  return {
    providerFor(config) {
      const { kid } = getCurrentSigningKey(config)
      const known = entries.get(config.tenant.id)
      if (known && known.issuer === config.issuer && known.kid === kid) {
        // A request that began before a change must not bring the old configuration back.
        if (config.version >= known.config.version) known.config = config
        return known.provider
      }
      const entry: Entry = {
        issuer: config.issuer,
        kid,
        config,
        provider: createProvider(config, tokenRecords, () => entry.config),
      }
      entries.set(config.tenant.id, entry)
      entry.provider.catch(() => {
        if (entries.get(config.tenant.id) === entry) entries.delete(config.tenant.id)
      })
      return entry.provider
    },
  }
}

export function userinfoAudience(config: Pick<TenantConfig, 'issuer'>): string {
  return `${config.issuer}userinfo`
}

const off = { enabled: false }

async function createProvider(
  config: TenantConfig,
  tokenRecords: TokenRecordStore,
  getConfig: () => TenantConfig,
): Promise<Provider> {
  // Loaded with the first token: it takes longer to load than all else that a start needs.
  const { default: OidcProvider } = await import('oidc-provider')
  const { kid, privateJwk } = getCurrentSigningKey(config)
  return new OidcProvider(config.issuer, {
    adapter: createOidcAdapter({ getConfig, tokenRecords }),
    jwks: { keys: [{ ...privateJwk, kty: 'RSA', kid, alg: 'RS256', use: 'sig' }] },
    clientAuthMethods: ['none'],
    responseTypes: [],
    scopes: [...oidcScopes],
    claims: { openid: ['sub'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'HS256'] },
    features: {
      clientCredentials: off,
      devInteractions: off,
      dPoP: off,
      introspection: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: off,
      revocation: off,
      rpInitiatedLogout: off,
      userinfo: off,
    },
    formats: {
      bitsOfOpaqueRandomness: 256,
      customizers: {
        jwt(_ctx, token, parts) {
          parts.header = { typ: 'JWT' }
          parts.payload = accessTokenPayload(config.issuer, token)
        },
      },
    },
  })
}

function accessTokenPayload(issuer: string, token: AccessToken | ClientCredentials) {
  const isUsers = token.kind === 'AccessToken'
  const userinfo = userinfoAudience({ issuer })
  const issuedAt = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    sub: isUsers ? token.accountId : `${token.clientId}@clients`,
    aud: isUsers && token.scopes.has('openid') && token.aud !== userinfo ? [token.aud, userinfo] : token.aud,
    iat: issuedAt,
    exp: issuedAt + token.expiration,
    ...(token.scope && { scope: token.scope }),
    ...(isUsers ? token.gty && { gty: token.gty } : { gty: 'client-credentials' }),
    azp: token.clientId,
  }
}
