// /api/v2/clients/{id}/credentials: the public keys of clients that authenticate with `private_key_jwt`.

import type { FastifyInstance } from 'fastify'
import { type CreateCredentialBody, createCredentialBody } from '#src/contracts/auth0/clients.ts'
import { type CredentialRequest, readClientCredential } from '#src/identity/clients/client-credential.ts'
import { addCredential, getClient, getCredential, removeCredential } from '#src/identity/clients/clients.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { showCredential } from './show-client.ts'
import { createBodyReader, createPathReader } from './validate.ts'

const readClientId = createPathReader('id', '^.+$', 'ID of the client')
const readCredentialId = createPathReader('credential_id', '^.+$', 'ID of the credential')
const readBody = createBodyReader(createCredentialBody)

export function clientCredentialRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get('/clients/:id/credentials', { onRequest: requireScope('read:clients') }, async (request) =>
    getClient(tenantOf(request).clients, readClientId(request)).credentials.map(showCredential),
  )

  app.get(
    '/clients/:id/credentials/:credential_id',
    { onRequest: requireScope('read:clients') },
    async (request) => {
      const client = getClient(tenantOf(request).clients, readClientId(request))
      return showCredential(getCredential(client, readCredentialId(request)))
    },
  )

  app.post(
    '/clients/:id/credentials',
    { onRequest: requireScope('update:clients') },
    async (request, reply) => {
      const id = readClientId(request)
      const credential = readClientCredential(readCredentialRequest(readBody(request)))
      await directory.change(tenantOf(request).tenant.id, async ({ clients }, writer) => {
        await writer.putClient(addCredential(getClient(clients, id), credential))
      })
      return reply.code(201).send(showCredential(credential))
    },
  )

  app.delete(
    '/clients/:id/credentials/:credential_id',
    { onRequest: requireScope('update:clients') },
    async (request, reply) => {
      const id = readClientId(request)
      const credentialId = readCredentialId(request)
      await directory.change(tenantOf(request).tenant.id, async ({ clients }, writer) => {
        await writer.putClient(removeCredential(getClient(clients, id), credentialId))
      })
      return reply.code(204).send()
    },
  )
}

export function readCredentialRequest(body: CreateCredentialBody): CredentialRequest {
  const { pem, name, alg, expires_at, parse_expiry_from_cert } = body
  return {
    pem,
    ...(name !== undefined && { name }),
    ...(alg !== undefined && { alg }),
    ...(expires_at !== undefined && { expiresAt: expires_at }),
    ...(parse_expiry_from_cert !== undefined && { parseExpiryFromCert: parse_expiry_from_cert }),
  }
}
