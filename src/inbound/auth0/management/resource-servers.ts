// /api/v2/resource-servers: the APIs that access tokens can be made for.

import type { FastifyInstance } from 'fastify'
import {
  type CreateResourceServerBody,
  createResourceServerBody,
  listResourceServersQuery,
  readOnlyResourceServerFields,
  type UpdateResourceServerBody,
  updateResourceServerBody,
} from '#src/contracts/auth0/client-grants.ts'
import {
  changeResourceServer,
  createResourceServer,
  getOwnResourceServer,
  getResourceServer,
  managementResourceServer,
  type ResourceServerChange,
} from '#src/identity/clients/resource-servers.ts'
import { managementAudience, type ResourceServer, type TenantConfig } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { answerList } from './lists.ts'
import {
  createBodyReader,
  createPathReader,
  createQueryReader,
  otherFields,
  refuseFields,
} from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID or audience of the resource server')
const readListQuery = createQueryReader(listResourceServersQuery)
const readCreateBody = createBodyReader(createResourceServerBody)
const readUpdateBody = createBodyReader(updateResourceServerBody)

export function resourceServerRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get('/resource-servers', { onRequest: requireScope('read:resource_servers') }, async (request) => {
    const query = readListQuery(request)
    const config = tenantOf(request)
    const servers = [managementResourceServer(config), ...config.resourceServers]
    const fits = ({ identifier }: ResourceServer) => query.identifiers?.includes(identifier) ?? true
    return answerList(servers.filter(fits), query, {
      property: 'resource_servers',
      keyOf: ({ id }) => id,
      show: (server) => showResourceServer(server, config),
      perPage: 50,
    })
  })

  app.get('/resource-servers/:id', { onRequest: requireScope('read:resource_servers') }, async (request) => {
    const config = tenantOf(request)
    return showResourceServer(getResourceServer(config, readId(request)), config)
  })

  app.post(
    '/resource-servers',
    { onRequest: requireScope('create:resource_servers') },
    async (request, reply) => {
      const body = readCreateBody(request)
      refuseFields(body, readOnlyResourceServerFields)
      const config = tenantOf(request)
      const { tenant, issuer } = config
      const server = await directory.change(tenant.id, async (stored, writer) => {
        const given = { identifier: body.identifier, ...readChange(body) }
        const created = createResourceServer(given, { ...stored, issuer })
        await writer.putResourceServer(created)
        return created
      })
      return reply.code(201).send(showResourceServer(server, config))
    },
  )

  app.patch(
    '/resource-servers/:id',
    { onRequest: requireScope('update:resource_servers') },
    async (request) => {
      const id = readId(request)
      const body = readUpdateBody(request)
      refuseFields(body, [...readOnlyResourceServerFields, 'identifier'])
      const config = tenantOf(request)
      const { tenant, issuer } = config
      const server = await directory.change(tenant.id, async (stored, writer) => {
        const changed = changeResourceServer(
          getOwnResourceServer({ ...stored, issuer }, id),
          readChange(body),
        )
        await writer.putResourceServer(changed)
        return changed
      })
      return showResourceServer(server, config)
    },
  )

  app.delete(
    '/resource-servers/:id',
    { onRequest: requireScope('delete:resource_servers') },
    async (request, reply) => {
      const id = readId(request)
      const { tenant, issuer } = tenantOf(request)
      await directory.change(tenant.id, async (stored, writer) => {
        const server = getOwnResourceServer({ ...stored, issuer }, id)
        // A grant for an API that is gone would come back to life with the next API of that name.
        for (const grant of stored.clientGrants.filter(({ audience }) => audience === server.identifier)) {
          await writer.removeClientGrant(grant.id)
        }
        await writer.removeResourceServer(server.id)
      })
      return reply.code(204).send()
    },
  )
}

function readChange(body: CreateResourceServerBody | UpdateResourceServerBody): ResourceServerChange {
  const { name, scopes, token_lifetime: lifetime, allow_offline_access: offline } = body
  return {
    ...(name !== undefined && { name }),
    ...(scopes && { scopes }),
    ...(lifetime !== undefined && { tokenLifetimeSeconds: lifetime }),
    ...(offline !== undefined && { allowOfflineAccess: offline }),
    extra: otherFields(body, createResourceServerBody),
  }
}

function showResourceServer(server: ResourceServer, config: TenantConfig): JsonObject {
  return {
    id: server.id,
    name: server.name,
    identifier: server.identifier,
    scopes: server.scopes,
    signing_alg: 'RS256',
    token_lifetime: server.tokenLifetimeSeconds,
    token_lifetime_for_web: Math.min(7200, server.tokenLifetimeSeconds),
    allow_offline_access: server.allowOfflineAccess,
    ...server.extra,
    is_system: server.identifier === managementAudience(config),
  }
}
