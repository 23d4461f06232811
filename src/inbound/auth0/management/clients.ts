// /api/v2/clients: applications, their secrets and, in client-credentials.ts, their public keys.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type CreateClientBody,
  createClientBody,
  getClientQuery,
  listClientsQuery,
  readOnlyClientFields,
  type UpdateClientBody,
  updateClientBody,
} from '#src/contracts/auth0/clients.ts'
import { readClientCredential } from '#src/identity/clients/client-credential.ts'
import {
  type ClientChange,
  changeClient,
  createClient,
  getClient,
  rotateSecret,
} from '#src/identity/clients/clients.ts'
import type { Client } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { switchClients } from '#src/settings/connections.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { hasScope, requireScope } from './authorize.ts'
import { readCredentialRequest } from './client-credentials.ts'
import { validationError } from './errors.ts'
import { answerList, pickShown } from './lists.ts'
import { showClient } from './show-client.ts'
import {
  createBodyReader,
  createPathReader,
  createQueryReader,
  otherFields,
  pickFields,
  refuseFields,
} from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the client')
const readListQuery = createQueryReader(listClientsQuery)
const readGetQuery = createQueryReader(getClientQuery)
const readCreateBody = createBodyReader(createClientBody)
const readUpdateBody = createBodyReader(updateClientBody)

const edits: EditedPart = ({ clients }, { id = '' }) => clients.get(id)
// The secret is there only for who may see it, or has just made it (show-client.ts).
const unmasked = ['client_secret']

const readers = ['read:clients', 'read:client_keys'] as const
const writers = ['update:clients', 'update:client_keys'] as const

export function clientRoutes(app: FastifyInstance, { directory }: { readonly directory: Directory }): void {
  app.get('/clients', { onRequest: requireScope(...readers) }, async (request) => {
    const query = readListQuery(request)
    const config = tenantOf(request)
    const secrets = maySeeSecrets(request)
    const fits = (client: Client) =>
      query.is_global !== true &&
      (query.is_first_party === undefined ||
        query.is_first_party === (client.extra.is_first_party ?? true)) &&
      (query.app_type === undefined ||
        query.app_type.split(',').some((type) => type === client.extra.app_type))
    return answerList([...config.clients.values()].filter(fits), query, {
      property: 'clients',
      keyOf: ({ clientId }) => clientId,
      show: (client) => pickShown(showClient(client, config, secrets), query),
      perPage: 50,
    })
  })

  app.get('/clients/:id', { onRequest: requireScope(...readers), config: { edits } }, async (request) => {
    const query = readGetQuery(request)
    const config = tenantOf(request)
    return pickShown(
      showClient(getClient(config.clients, readId(request)), config, maySeeSecrets(request)),
      query,
    )
  })

  app.post(
    '/clients',
    { onRequest: requireScope('create:clients'), config: { unmasked } },
    async (request, reply) => {
      const body = readCreateBody(request)
      refuseFields(body, readOnlyClientFields)
      const { private_key_jwt: keys } = body.client_authentication_methods ?? {}
      if (keys && body.token_endpoint_auth_method) throw bothMethods()
      const client = createClient({
        ...readChange(body),
        name: body.name,
        ...(body.token_endpoint_auth_method && { authMethod: body.token_endpoint_auth_method }),
        ...(keys && {
          credentials: keys.credentials.map((credential) =>
            readClientCredential(readCredentialRequest(credential)),
          ),
        }),
      })
      const config = tenantOf(request)
      await directory.change(config.tenant.id, (_config, writer) => writer.putClient(client))
      return reply.code(201).send(showClient(client, config, true))
    },
  )

  app.patch('/clients/:id', { onRequest: requireScope(...writers), config: { edits } }, async (request) => {
    const id = readId(request)
    const body = readUpdateBody(request)
    refuseFields(body, readOnlyClientFields)
    const change = { ...readChange(body), ...readAuthentication(body) }
    const config = tenantOf(request)
    const client = await directory.change(config.tenant.id, async ({ clients }, writer) => {
      const changed = changeClient(getClient(clients, id), change)
      await writer.putClient(changed)
      return changed
    })
    return showClient(client, config, maySeeSecrets(request))
  })

  // Its grants go with it, by the foreign key.
  app.delete(
    '/clients/:id',
    { onRequest: requireScope('delete:clients'), config: { edits } },
    async (request, reply) => {
      const id = readId(request)
      await directory.change(tenantOf(request).tenant.id, async ({ clients, connections }, writer) => {
        if (!clients.has(id)) return
        for (const connection of connections.filter(({ enabledClients }) => enabledClients.includes(id))) {
          const context = { connections, hasClient: (clientId: string) => clients.has(clientId) }
          await writer.putConnection(switchClients(connection, [{ clientId: id, enabled: false }], context))
        }
        await writer.removeClient(id)
      })
      return reply.code(204).send()
    },
  )

  app.post(
    '/clients/:id/rotate-secret',
    { onRequest: requireScope('update:client_keys'), config: { audit: 'rotate_secret', unmasked } },
    async (request) => {
      const id = readId(request)
      const config = tenantOf(request)
      const client = await directory.change(config.tenant.id, async ({ clients }, writer) => {
        const rotated = rotateSecret(getClient(clients, id))
        await writer.putClient(rotated)
        return rotated
      })
      return showClient(client, config, true)
    },
  )
}

function maySeeSecrets(request: FastifyRequest): boolean {
  return hasScope(request, 'read:client_keys')
}

function readChange(body: CreateClientBody | UpdateClientBody): ClientChange {
  const {
    jwt_configuration: jwt,
    client_secret,
    grant_types,
    is_token_endpoint_ip_header_trusted: isTrusted,
  } = body
  return {
    ...(body.name !== undefined && { name: body.name }),
    ...(client_secret !== undefined && { secret: client_secret }),
    ...(grant_types && { grantTypes: grant_types }),
    ...(isTrusted !== undefined && { trustsForwardedFor: isTrusted }),
    ...(jwt?.lifetime_in_seconds !== undefined && { idTokenLifetimeSeconds: jwt.lifetime_in_seconds }),
    ...(jwt?.alg !== undefined && { idTokenAlg: jwt.alg }),
    extra: { ...pickFields(body, echoed), ...otherFields(body, createClientBody) },
  }
}

const echoed = ['app_type', 'description', 'is_first_party', 'callbacks', 'client_metadata']

function readAuthentication(body: UpdateClientBody): Pick<ClientChange, 'authMethod' | 'credentialIds'> {
  const { token_endpoint_auth_method: authMethod, client_authentication_methods: methods } = body
  if (methods) {
    if (authMethod) throw bothMethods()
    return { credentialIds: methods.private_key_jwt.credentials.map(({ id }) => id) }
  }
  return authMethod === undefined ? {} : { authMethod }
}

function bothMethods() {
  return validationError(
    'Payload',
    'Only one of token_endpoint_auth_method and client_authentication_methods can be set',
  )
}
