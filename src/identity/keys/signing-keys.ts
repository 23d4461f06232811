// The RS256 keys that sign a tenant's tokens. The private half never leaves this folder and storage (sealed there);
// what the world may see is `publicJwks`. Rotation makes a new current key and keeps the old ones, so that tokens
// already issued go on verifying (contract 3.7).

import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { type CryptoKey, exportJWK, importJWK } from 'jose'
import type { SigningKey, TenantConfig } from '../records.ts'
import { loadX509 } from './load-x509.ts'

const certificateYears = 13
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}

/** A new current key. The caller stores it and marks the one before as retired in the same transaction. */
export async function generateSigningKey(commonName: string): Promise<SigningKey> {
  const { X509CertificateGenerator } = await loadX509()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const createdAt = new Date()
  const notAfter = new Date(createdAt)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + certificateYears)
  // Nobody builds trust on this certificate: verifiers read the key. It is there for `x5c` and `x5t`.
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName.slice(0, 64)] }],
    keys,
    signingAlgorithm: algorithm,
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: createdAt,
    notAfter,
  })
  // `key_ops` and `ext` say how the key may be used in this process only.
  const { key_ops, ext, ...privateJwk } = await exportJWK(keys.privateKey)
  return {
    kid: randomBytes(16).toString('base64url'),
    privateJwk,
    certificate: Buffer.from(certificate.rawData).toString('base64'),
    current: true,
    createdAt,
  }
}

/** The key that signs. Every tenant has one from its first start on; none is a broken database, not a request's fault. */
export function getCurrentSigningKey(config: Pick<TenantConfig, 'tenant' | 'signingKeys'>): SigningKey {
  const key = config.signingKeys.find((candidate) => candidate.current)
  if (!key) throw new Error(`Tenant ${config.tenant.id} has no current signing key`)
  return key
}

export interface PublicSigningJwk {
  readonly alg: 'RS256'
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly n: string
  readonly e: string
  readonly kid: string
  readonly x5t: string
  readonly x5c: readonly [string]
}

/** The tenant's JWKS: the current key first, then the retired ones, newest first. */
export function publicJwks(keys: readonly SigningKey[]): { readonly keys: readonly PublicSigningJwk[] } {
  const ordered = [...keys].sort(
    (a, b) => Number(b.current) - Number(a.current) || b.createdAt.getTime() - a.createdAt.getTime(),
  )
  return { keys: ordered.map(toPublicJwk) }
}

// Named member by member: a JWK that is spread would take its private members along.
function toPublicJwk(key: SigningKey): PublicSigningJwk {
  const { n, e } = key.privateJwk
  if (n === undefined || e === undefined) throw new Error(`Signing key ${key.kid} is not an RSA key`)
  const x5t = createHash('sha1').update(Buffer.from(key.certificate, 'base64')).digest('base64url')
  return { alg: 'RS256', kty: 'RSA', use: 'sig', n, e, kid: key.kid, x5t, x5c: [key.certificate] }
}

const verificationKeys = new WeakMap<SigningKey, Promise<CryptoKey | Uint8Array>>()

/** The public half, imported once per key. */
export function verificationKey(key: SigningKey): Promise<CryptoKey | Uint8Array> {
  const cached = verificationKeys.get(key)
  if (cached) return cached
  const { kty, n, e } = toPublicJwk(key)
  const imported = importJWK({ kty, n, e }, 'RS256')
  verificationKeys.set(key, imported)
  return imported
}
