// /api/v2/organizations: the tenant's own customers, which requests for messages name and Actions choose by.

import type { FastifyInstance } from 'fastify'
import {
  type CreateOrganizationBody,
  createOrganizationBody,
  echoedOrganizationFields,
  type ListOrganizationsQuery,
  listOrganizationsQuery,
  organizationNamePattern,
  type UpdateOrganizationBody,
  updateOrganizationBody,
} from '#src/contracts/auth0/organizations.ts'
import type { Organization } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  changeOrganization,
  createOrganization,
  getOrganization,
  getOrganizationByName,
  type OrganizationChange,
} from '#src/identity/tenants/organizations.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { answerList } from './lists.ts'
import { allFields, createBodyReader, createPathReader, createQueryReader, pickFields } from './validate.ts'

export const readOrganizationId = createPathReader('id', '^.{1,50}$', 'Organization identifier')
const readName = createPathReader('name', organizationNamePattern, 'name of the organization to retrieve')
const readListQuery = createQueryReader(listOrganizationsQuery)
const readCreateBody = createBodyReader(createOrganizationBody)
const readUpdateBody = createBodyReader(updateOrganizationBody)

const edits: EditedPart = ({ organizations }, { id }) => organizations.find((one) => one.id === id)
// Its metadata is the operator's own text.
const unmasked = ['metadata']

export function organizationRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  const read = { onRequest: requireScope('read:organizations'), config: { unmasked } }

  app.get('/organizations', read, async (request) => {
    const query = readListQuery(request)
    const { keyOf, descending } = readSort(query)
    const { organizations } = tenantOf(request)
    return answerList(sorted(organizations, query, { keyOf, descending }), query, {
      property: 'organizations',
      keyOf,
      descending,
      show: showOrganization,
      perPage: 50,
    })
  })

  app.get('/organizations/name/:name', read, async (request) =>
    showOrganization(getOrganizationByName(tenantOf(request).organizations, readName(request))),
  )

  app.get('/organizations/:id', { ...read, config: { edits, unmasked } }, async (request) =>
    showOrganization(getOrganization(tenantOf(request).organizations, readOrganizationId(request))),
  )

  app.post(
    '/organizations',
    { onRequest: requireScope('create:organizations'), config: { unmasked } },
    async (request, reply) => {
      const body = readCreateBody(request)
      const given = { ...readChange(body), name: body.name }
      const organization = await directory.change(
        tenantOf(request).tenant.id,
        async ({ organizations }, writer) => {
          const created = createOrganization(given, organizations, new Date())
          await writer.putOrganization(created)
          return created
        },
      )
      return reply.code(201).send(showOrganization(organization))
    },
  )

  app.patch(
    '/organizations/:id',
    { onRequest: requireScope('update:organizations'), config: { edits, unmasked } },
    async (request) => {
      const id = readOrganizationId(request)
      const change = readChange(readUpdateBody(request))
      const organization = await directory.change(
        tenantOf(request).tenant.id,
        async ({ organizations }, writer) => {
          const current = getOrganization(organizations, id)
          const changed = changeOrganization(current, change, organizations, new Date())
          await writer.putOrganization(changed)
          return changed
        },
      )
      return showOrganization(organization)
    },
  )

  app.delete(
    '/organizations/:id',
    { onRequest: requireScope('delete:organizations'), config: { edits } },
    async (request, reply) => {
      const id = readOrganizationId(request)
      await directory.change(tenantOf(request).tenant.id, async ({ organizations }, writer) => {
        await writer.removeOrganization(getOrganization(organizations, id).id)
      })
      return reply.code(204).send()
    },
  )
}

function readChange(body: CreateOrganizationBody | UpdateOrganizationBody): OrganizationChange {
  const { name, display_name: displayName, metadata, branding } = body
  return {
    ...(name !== undefined && { name }),
    ...(displayName !== undefined && { displayName }),
    ...(metadata && { metadata }),
    ...(branding && { branding: allFields(branding) }),
    extra: pickFields(body, echoedOrganizationFields),
  }
}

/** Like Auth0's, without what was never set. */
function showOrganization({ id, name, displayName, branding, metadata, extra }: Organization): JsonObject {
  return {
    id,
    name,
    display_name: displayName,
    ...(branding && { branding }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...extra,
  }
}

interface Order {
  readonly keyOf: (organization: Organization) => string
  readonly descending: boolean
}

const keys: Readonly<Record<string, Order['keyOf']>> = {
  name: ({ name }) => name,
  display_name: ({ displayName, id }) => `${displayName}\n${id}`,
  created_at: ({ createdAt, id }) => `${createdAt.toISOString()}\n${id}`,
}

function readSort({ sort }: ListOrganizationsQuery): Order {
  const [field = '', order] = sort?.split(':') ?? []
  return { keyOf: keys[field] ?? (({ id }) => id), descending: order === '-1' }
}

/** As they were created, unless another order is asked for. */
function sorted(
  organizations: readonly Organization[],
  { sort }: ListOrganizationsQuery,
  { keyOf, descending }: Order,
): readonly Organization[] {
  if (sort === undefined) return organizations
  const ascending = organizations.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return descending ? ascending.toReversed() : ascending
}
