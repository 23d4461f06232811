// /api/v2/connections (contract 2).

import type { FastifyInstance } from 'fastify'
import {
  connectionIdPattern,
  createConnectionBody,
  enabledClientsBody,
  getConnectionQuery,
  listConnectionsQuery,
  listEnabledClientsQuery,
  type UpdateConnectionBody,
  updateConnectionBody,
} from '#src/contracts/auth0/connections.ts'
import type { StoredTenantConfig } from '#src/identity/ports.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  type ConnectionChange,
  type ConnectionContext,
  changeConnection,
  createConnection,
  echoedFields,
  getConnection,
  shownClients,
  switchClients,
} from '#src/settings/connections.ts'
import type { Connection, JsonObject } from '#src/settings/records.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { answerCheckpoint, answerList, pickShown } from './lists.ts'
import { allFields, createBodyReader, createPathReader, createQueryReader, pickFields } from './validate.ts'

const readId = createPathReader('id', connectionIdPattern, 'The id of the connection to retrieve')
const readListQuery = createQueryReader(listConnectionsQuery)
const readGetQuery = createQueryReader(getConnectionQuery)
const readClientsQuery = createQueryReader(listEnabledClientsQuery)
const readCreateBody = createBodyReader(createConnectionBody)
const readUpdateBody = createBodyReader(updateConnectionBody)
const readClientsBody = createBodyReader(enabledClientsBody)

const edits: EditedPart = ({ connections }, { id }) => connections.find((one) => one.id === id)
// Its metadata is the operator's own text.
const unmasked = ['metadata']

// With `fields`, Auth0 was seen to answer this one all the same (contract 2.1).
const alwaysShown = ['is_domain_connection']

export function connectionRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get(
    '/connections',
    { onRequest: requireScope('read:connections'), config: { unmasked } },
    async (request) => {
      const query = readListQuery(request)
      const connections = tenantOf(request).connections.filter(
        ({ strategy, name }) =>
          (query.strategy?.includes(strategy) ?? true) && (query.name === undefined || query.name === name),
      )
      return answerList(connections, query, {
        property: 'connections',
        keyOf: ({ id }) => id,
        show: (connection) => pickShown(showConnection(connection), query, alwaysShown),
        perPage: 100,
      })
    },
  )

  app.get(
    '/connections/:id',
    { onRequest: requireScope('read:connections'), config: { edits, unmasked } },
    async (request) => {
      const id = readId(request)
      const query = readGetQuery(request)
      return pickShown(showConnection(getConnection(tenantOf(request).connections, id)), query, alwaysShown)
    },
  )

  app.post(
    '/connections',
    { onRequest: requireScope('create:connections'), config: { unmasked } },
    async (request, reply) => {
      const { name, strategy, ...body } = readCreateBody(request)
      const connection = await directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        const created = createConnection({ name, strategy, ...readChange(body) }, contextOf(config))
        await writer.putConnection(created)
        return created
      })
      return reply.code(201).send(showConnection(connection))
    },
  )

  app.patch(
    '/connections/:id',
    { onRequest: requireScope('update:connections'), config: { edits, unmasked } },
    async (request) => {
      const id = readId(request)
      const change = readChange(readUpdateBody(request))
      const connection = await directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        const changed = changeConnection(getConnection(config.connections, id), change, contextOf(config))
        await writer.putConnection(changed)
        return changed
      })
      return showConnection(connection)
    },
  )

  // A well-formed id that is not there counts as deleted before, as a repeated delete does on Auth0 (contract 2).
  app.delete(
    '/connections/:id',
    { onRequest: requireScope('delete:connections'), config: { edits } },
    async (request, reply) => {
      const id = readId(request)
      const { connections, tenant } = tenantOf(request)
      if (!connections.some((connection) => connection.id === id)) return reply.code(204).send()
      const removed = await directory.change(tenant.id, async (config, writer) => {
        await writer.removeConnection(id)
        return config.connections.some((connection) => connection.id === id)
      })
      if (!removed) return reply.code(204).send()
      return reply.code(202).send({ deleted_at: new Date().toISOString() })
    },
  )

  app.get('/connections/:id/clients', { onRequest: requireScope('read:connections') }, async (request) => {
    const id = readId(request)
    const query = readClientsQuery(request)
    return answerCheckpoint(getConnection(tenantOf(request).connections, id).enabledClients, query, {
      property: 'clients',
      keyOf: (clientId) => clientId,
      show: (clientId) => ({ client_id: clientId }),
      perPage: 50,
    })
  })

  app.patch(
    '/connections/:id/clients',
    { onRequest: requireScope('update:connections') },
    async (request, reply) => {
      const id = readId(request)
      const switches = readClientsBody(request).map(({ client_id, status }) => ({
        clientId: client_id,
        enabled: status,
      }))
      await directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        await writer.putConnection(
          switchClients(getConnection(config.connections, id), switches, contextOf(config)),
        )
      })
      return reply.code(204).send()
    },
  )

  // Deployment tools ask for these whenever they list connections; there are none here.
  app.get(
    '/connections-directory-provisionings',
    { onRequest: requireScope('read:connections') },
    async () => ({
      directory_provisionings: [],
    }),
  )
}

function showConnection(connection: Connection): JsonObject {
  const { id, options, strategy, name, isDomainConnection, realms } = connection
  return {
    id,
    options,
    strategy,
    name,
    is_domain_connection: isDomainConnection,
    ...echoedFields(connection),
    enabled_clients: shownClients(connection),
    realms,
  }
}

const echoed = ['display_name', 'show_as_button', 'metadata', 'authentication', 'connected_accounts']

function readChange(body: UpdateConnectionBody): ConnectionChange {
  const { options, enabled_clients, is_domain_connection, realms } = body
  return {
    ...(options && { options: allFields(options) }),
    ...(enabled_clients && { enabledClients: enabled_clients }),
    ...(is_domain_connection !== undefined && { isDomainConnection: is_domain_connection }),
    ...(realms && { realms }),
    extra: pickFields(body, echoed),
  }
}

function contextOf({ connections, clients }: StoredTenantConfig): ConnectionContext {
  return { connections, hasClient: (clientId) => clients.has(clientId) }
}
