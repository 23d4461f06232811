// /api/v2/client-grants: which scopes of which API a client may ask for.

import type { FastifyInstance } from 'fastify'
import {
  createClientGrantBody,
  listClientGrantsQuery,
  updateClientGrantBody,
} from '#src/contracts/auth0/client-grants.ts'
import { changeClientGrant, createClientGrant, getClientGrant } from '#src/identity/clients/client-grants.ts'
import type { ClientGrant } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { answerList } from './lists.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the client grant')
const readListQuery = createQueryReader(listClientGrantsQuery)
const readCreateBody = createBodyReader(createClientGrantBody)
const readUpdateBody = createBodyReader(updateClientGrantBody)

export function clientGrantRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get('/client-grants', { onRequest: requireScope('read:client_grants') }, async (request) => {
    const query = readListQuery(request)
    const grants = tenantOf(request).clientGrants.filter(
      ({ audience, clientId }) =>
        query.subject_type !== 'user' &&
        (query.audience === undefined || query.audience === audience) &&
        (query.client_id === undefined || query.client_id === clientId),
    )
    return answerList(grants, query, {
      property: 'client_grants',
      keyOf: ({ id }) => id,
      show: showClientGrant,
      perPage: 50,
    })
  })

  app.get('/client-grants/:id', { onRequest: requireScope('read:client_grants') }, async (request) =>
    showClientGrant(getClientGrant(tenantOf(request).clientGrants, readId(request))),
  )

  app.post('/client-grants', { onRequest: requireScope('create:client_grants') }, async (request, reply) => {
    const { client_id: clientId, audience, scope = [] } = readCreateBody(request)
    const { tenant, issuer } = tenantOf(request)
    const grant = await directory.change(tenant.id, async (config, writer) => {
      const created = createClientGrant({ clientId, audience, scope }, { ...config, issuer })
      await writer.putClientGrant(created)
      return created
    })
    return reply.code(201).send(showClientGrant(grant))
  })

  app.patch('/client-grants/:id', { onRequest: requireScope('update:client_grants') }, async (request) => {
    const id = readId(request)
    const { scope } = readUpdateBody(request)
    const { tenant, issuer } = tenantOf(request)
    const grant = await directory.change(tenant.id, async (config, writer) => {
      const current = getClientGrant(config.clientGrants, id)
      const changed = scope ? changeClientGrant(current, scope, { ...config, issuer }) : current
      await writer.putClientGrant(changed)
      return changed
    })
    return showClientGrant(grant)
  })

  app.delete(
    '/client-grants/:id',
    { onRequest: requireScope('delete:client_grants') },
    async (request, reply) => {
      const id = readId(request)
      await directory.change(tenantOf(request).tenant.id, (_config, writer) => writer.removeClientGrant(id))
      return reply.code(204).send()
    },
  )
}

function showClientGrant({ id, clientId, audience, scope }: ClientGrant): JsonObject {
  return { id, client_id: clientId, audience, scope, subject_type: 'client' }
}
