// What clients carry for us from one step of a login to the next. Sealed under the deployment's key: nobody else can
// read or make one, no row is written for it, and one of another kind, tenant or deployment does not open.

import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose'
import type { JsonObject } from '#src/settings/records.ts'

export type SealedTokenKind = 'mfa_token' | 'oob_code'

export type OpenedToken =
  | { readonly ok: true; readonly claims: JWTPayload }
  | { readonly ok: false; readonly fault: 'malformed' | 'expired' }

export interface SealedTokens {
  seal(kind: SealedTokenKind, tenantId: string, claims: JsonObject, lifetimeSeconds: number): Promise<string>
  open(kind: SealedTokenKind, tenantId: string, token: string): Promise<OpenedToken>
}

const algorithms = { alg: 'dir', enc: 'A256GCM' } as const

/** @param key 32 bytes that are used for nothing else. */
export function createSealedTokens(key: Uint8Array): SealedTokens {
  return {
    seal: (kind, tenantId, claims, lifetimeSeconds) =>
      new EncryptJWT({ ...claims })
        .setProtectedHeader(algorithms)
        .setIssuer(tenantId)
        .setAudience(kind)
        .setExpirationTime(new Date(Date.now() + lifetimeSeconds * 1000))
        .encrypt(key),

    async open(kind, tenantId, token) {
      try {
        const { payload } = await jwtDecrypt(token, key, {
          issuer: tenantId,
          audience: kind,
          requiredClaims: ['exp'],
          keyManagementAlgorithms: [algorithms.alg],
          contentEncryptionAlgorithms: [algorithms.enc],
        })
        return { ok: true, claims: payload }
      } catch (error) {
        if (error instanceof errors.JWTExpired) return { ok: false, fault: 'expired' }
        if (error instanceof errors.JOSEError) return { ok: false, fault: 'malformed' }
        throw error
      }
    },
  }
}
