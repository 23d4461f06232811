// The OpenID Connect discovery document (contract 3.7). It names what is served and nothing else: there is no
// authorization endpoint yet, so there are no response types.

import { clientAuthMethods, type TenantConfig } from '#src/identity/records.ts'
import { oidcScopes, userClaimNames } from '#src/identity/tokens/user-claims.ts'
import { supportedGrantTypes } from './request-token.ts'

export function discoveryDocument({ issuer }: Pick<TenantConfig, 'issuer'>) {
  return {
    issuer,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    mfa_challenge_endpoint: `${issuer}mfa/challenge`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    scopes_supported: [...oidcScopes],
    response_types_supported: [],
    grant_types_supported: supportedGrantTypes,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['HS256', 'RS256'],
    token_endpoint_auth_methods_supported: clientAuthMethods,
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'PS256'],
    claims_supported: ['aud', 'exp', 'iat', 'iss', ...userClaimNames],
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
  }
}
