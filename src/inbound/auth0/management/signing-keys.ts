// /api/v2/keys/signing: the certificates of the keys that sign tokens. Private halves are never shown.

import { X509Certificate } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { SigningKey } from '#src/identity/records.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError } from './errors.ts'
import { createPathReader } from './validate.ts'

const readKid = createPathReader('kid', '^.+$', 'Key id of the key to retrieve')

export function signingKeyRoutes(app: FastifyInstance): void {
  app.get('/keys/signing', { onRequest: requireScope('read:signing_keys') }, async (request) =>
    tenantOf(request).signingKeys.map(showSigningKey),
  )

  app.get('/keys/signing/:kid', { onRequest: requireScope('read:signing_keys') }, async (request) => {
    const kid = readKid(request)
    const key = tenantOf(request).signingKeys.find((candidate) => candidate.kid === kid)
    if (!key) throw new ManagementError('The signing key does not exist', { status: 404 })
    return showSigningKey(key)
  })
}

function showSigningKey({ kid, certificate, current, createdAt }: SigningKey): JsonObject {
  const parsed = new X509Certificate(Buffer.from(certificate, 'base64'))
  return {
    kid,
    cert: parsed.toString(),
    current,
    previous: !current,
    next: false,
    revoked: false,
    ...(current && { current_since: createdAt.toISOString() }),
    fingerprint: parsed.fingerprint,
    thumbprint: parsed.fingerprint.replaceAll(':', ''),
  }
}
