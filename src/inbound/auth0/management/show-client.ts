import { createHash } from 'node:crypto'
import type { Client, ClientCredential, TenantConfig } from '#src/identity/records.ts'
import type { JsonObject } from '#src/settings/records.ts'

// What Auth0 says about a client of whom nobody said otherwise.
const standard: JsonObject = {
  is_first_party: true,
  oidc_conformant: true,
  sso_disabled: false,
  cross_origin_auth: false,
  refresh_token: {
    expiration_type: 'non-expiring',
    leeway: 0,
    infinite_token_lifetime: true,
    infinite_idle_token_lifetime: true,
    token_lifetime: 31_557_600,
    idle_token_lifetime: 2_592_000,
    rotation_type: 'non-rotating',
  },
}

/** A client as the Management API shows it. The secret goes only to who may see it. */
export function showClient(
  client: Client,
  { tenant }: Pick<TenantConfig, 'tenant'>,
  withSecret: boolean,
): JsonObject {
  return {
    tenant: tenant.name,
    global: false,
    name: client.name,
    is_token_endpoint_ip_header_trusted: client.trustsForwardedFor,
    ...standard,
    ...client.extra,
    client_id: client.clientId,
    ...(withSecret && { client_secret: client.secret }),
    jwt_configuration: {
      alg: client.idTokenAlg,
      lifetime_in_seconds: client.idTokenLifetimeSeconds,
      secret_encoded: false,
    },
    grant_types: client.grantTypes,
    ...(client.authMethod === 'private_key_jwt'
      ? {
          client_authentication_methods: {
            private_key_jwt: { credentials: client.credentials.map(({ id }) => ({ id })) },
          },
        }
      : { token_endpoint_auth_method: client.authMethod }),
  }
}

export function showCredential({
  id,
  name,
  alg,
  publicJwk,
  createdAt,
  expiresAt,
}: ClientCredential): JsonObject {
  return {
    id,
    name,
    kid:
      publicJwk.kid ??
      createHash('sha256')
        .update(publicJwk.n ?? '')
        .digest('base64url'),
    alg,
    credential_type: 'public_key',
    created_at: createdAt,
    updated_at: createdAt,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  }
}
