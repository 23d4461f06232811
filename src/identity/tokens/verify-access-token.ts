// Whether a bearer token is an access token of this tenant for an audience. Verified with the keys in memory, the
// retired ones included; nothing is read or written. Each dialect puts the kinds of failure in its own words.

import { errors, type JWTHeaderParameters, jwtVerify } from 'jose'
import { verificationKey } from '../keys/signing-keys.ts'
import type { TenantConfig } from '../records.ts'
import { splitScope } from './user-access.ts'

export interface AccessTokenClaims {
  /** A user's id, or `<client id>@clients`. */
  readonly sub: string
  readonly clientId: string
  readonly scopes: ReadonlySet<string>
  readonly gty: string | undefined
}

export type AccessTokenFailure =
  /** Not three parts: no JWT at all. */
  | { readonly kind: 'malformed' }
  /** A JWT, but no access token of this tenant: other issuer, unknown key, other algorithm, claims missing. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'bad_signature' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'bad_audience'; readonly audience: string }

export type AccessTokenVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | ({ readonly ok: false } & AccessTokenFailure)

export async function verifyAccessToken(
  token: string,
  config: Pick<TenantConfig, 'issuer' | 'signingKeys'>,
  { audience }: { readonly audience: string },
): Promise<AccessTokenVerdict> {
  if (token.split('.').length !== 3) return { ok: false, kind: 'malformed' }
  try {
    const { payload } = await jwtVerify(token, (header) => selectKey(config, header), {
      algorithms: ['RS256'],
      issuer: config.issuer,
      audience,
      // ID tokens are signed by the same keys: they carry neither this type nor `azp`.
      typ: 'JWT',
      requiredClaims: ['sub', 'azp', 'iat', 'exp'],
    })
    const { sub, azp, scope, gty } = payload
    if (typeof sub !== 'string' || typeof azp !== 'string') return { ok: false, kind: 'invalid' }
    const scopes = new Set(splitScope(typeof scope === 'string' ? scope : undefined))
    return {
      ok: true,
      claims: { sub, clientId: azp, scopes, gty: typeof gty === 'string' ? gty : undefined },
    }
  } catch (error) {
    return { ok: false, ...readFailure(error) }
  }
}

async function selectKey(config: Pick<TenantConfig, 'signingKeys'>, header: JWTHeaderParameters) {
  const key = config.signingKeys.find(({ kid }) => kid === header.kid)
  if (!key) throw new errors.JWKSNoMatchingKey()
  return verificationKey(key)
}

function readFailure(error: unknown): AccessTokenFailure {
  if (error instanceof errors.JWSSignatureVerificationFailed) return { kind: 'bad_signature' }
  if (error instanceof errors.JWTExpired) return { kind: 'expired' }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    return { kind: 'bad_audience', audience: [error.payload.aud].flat().join(',') }
  }
  if (error instanceof errors.JOSEError) return { kind: 'invalid' }
  throw error
}
