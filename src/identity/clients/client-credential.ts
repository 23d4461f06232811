// A client's public key, read from the PEM that its owner registers. A private key is refused rather than reduced to
// its public half: whoever sends one should learn that it has left their hands.

import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { ClientCredential } from '../records.ts'
import { createCredentialId } from './clients.ts'

export interface CredentialRequest {
  readonly pem: string
  readonly name?: string
  readonly alg?: ClientCredential['alg']
  readonly expiresAt?: string
  readonly parseExpiryFromCert?: boolean
}

const smallestKeyBits = 2048

export function readClientCredential(request: CredentialRequest): ClientCredential {
  const { pem, name = '', alg = 'RS256' } = request
  const certificate = /-----BEGIN CERTIFICATE-----/.test(pem) ? readCertificate(pem) : undefined
  const key = certificate?.publicKey ?? readPublicKey(pem)
  const { modulusLength } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== 'rsa' || modulusLength === undefined || modulusLength < smallestKeyBits) {
    throw invalid(`The key must be an RSA key of at least ${smallestKeyBits} bits`)
  }
  const { kty = '', n = '', e = '' } = key.export({ format: 'jwk' })
  const expiresAt =
    request.parseExpiryFromCert && certificate ? certificate.validToDate : readDate(request.expiresAt)
  return {
    id: createCredentialId(),
    name,
    alg,
    publicJwk: { kty, n, e, kid: thumbprint({ kty, n, e }) },
    createdAt: new Date().toISOString(),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  }
}

function readPublicKey(pem: string): KeyObject {
  if (/PRIVATE KEY-----/.test(pem)) throw invalid('This is a private key. Send the public key')
  try {
    return createPublicKey(pem)
  } catch (error) {
    throw invalid('The PEM is not a public key or a certificate', error)
  }
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw invalid('The PEM is not a public key or a certificate', error)
  }
}

function readDate(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw invalid('expires_at is not a date')
  return date
}

/** RFC 7638 */
function thumbprint({ kty, n, e }: { kty: string; n: string; e: string }): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}

function invalid(message: string, cause?: unknown): ChangeRefused {
  return new ChangeRefused('credential_invalid', message, { cause })
}
