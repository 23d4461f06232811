// What an organization has on Auth0 and not here: connections, grants, domains, applications and members of its own. It
// reads as on a tenant that never set any, which deployment tools ask for, and cannot be written.

import type { FastifyInstance } from 'fastify'
import { listNothingQuery } from '#src/contracts/auth0/organizations.ts'
import { getOrganization } from '#src/identity/tenants/organizations.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { notHere } from './guardian.ts'
import { answerCheckpoint, answerList } from './lists.ts'
import { readOrganizationId } from './organizations.ts'
import { createQueryReader } from './validate.ts'

interface Other {
  readonly path: string
  /** The property that holds the list where the answer is an object. */
  readonly property: string
  /** Whether the answer is an array where nothing else is asked for. @default true */
  readonly hasPages?: boolean
  readonly why: string
}

const others: readonly Other[] = [
  {
    path: 'enabled_connections',
    property: 'enabled_connections',
    why: 'Organization connections are not supported. Enable the connection for an application',
  },
  {
    path: 'connections',
    property: 'connections',
    why: 'Organization connections are not supported. Enable the connection for an application',
  },
  {
    path: 'client-grants',
    property: 'client_grants',
    why: 'Organization client grants are not supported',
  },
  {
    path: 'discovery-domains',
    property: 'domains',
    hasPages: false,
    why: 'Organization domains are not supported',
  },
  {
    path: 'clients',
    property: 'clients',
    hasPages: false,
    why: 'Organization applications are not supported',
  },
  {
    path: 'members',
    property: 'members',
    why: 'Organization members are not supported. Name the organization in the request',
  },
  {
    path: 'invitations',
    property: 'invitations',
    why: 'Organization invitations are not supported',
  },
]

const readListQuery = createQueryReader(listNothingQuery)

export function organizationOtherRoutes(app: FastifyInstance): void {
  for (const { path, property, hasPages = true, why } of others) {
    const url = `/organizations/:id/${path}`
    app.get(url, { onRequest: requireScope('read:organizations') }, async (request) => {
      const query = readListQuery(request)
      getOrganization(tenantOf(request).organizations, readOrganizationId(request))
      const list = { property, keyOf: () => '', show: () => ({}), perPage: 50 }
      return hasPages ? answerList([], query, list) : answerCheckpoint([], query, list)
    })
    for (const written of [url, `${url}/*`]) {
      app.route({
        method: ['POST', 'PATCH', 'DELETE'],
        url: written,
        onRequest: requireScope('update:organizations'),
        handler: async () => {
          throw notHere(why)
        },
      })
    }
  }
}
