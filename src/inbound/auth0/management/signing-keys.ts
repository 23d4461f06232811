// /api/v2/keys/signing: the certificates of the keys that sign tokens. Private halves are never shown.

import { X509Certificate } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { rotateSigningKey } from '#src/identity/keys/rotate-signing-key.ts'
import type { SigningKey } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError } from './errors.ts'
import { createPathReader } from './validate.ts'

const readKid = createPathReader('kid', '^.+$', 'Key id of the key to retrieve')

export function signingKeyRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get('/keys/signing', { onRequest: requireScope('read:signing_keys') }, async (request) =>
    tenantOf(request).signingKeys.map(showSigningKey),
  )

  app.get('/keys/signing/:kid', { onRequest: requireScope('read:signing_keys') }, async (request) => {
    const kid = readKid(request)
    const key = tenantOf(request).signingKeys.find((candidate) => candidate.kid === kid)
    if (!key) throw new ManagementError('The signing key does not exist', { status: 404 })
    return showSigningKey(key)
  })

  app.post(
    '/keys/signing/rotate',
    { onRequest: requireScope('create:signing_keys'), config: { audit: 'rotate' } },
    async (request, reply) => {
      const { kid, certificate } = await rotateSigningKey(directory, tenantOf(request))
      return reply.code(201).send({ cert: toPem(certificate), kid })
    },
  )
}

function toPem(certificate: string): string {
  return new X509Certificate(Buffer.from(certificate, 'base64')).toString()
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
