// Client grants and resource servers as the Management API takes them.

import { type Static, Type } from 'typebox'
import { checkpointQuery, fieldsQuery, pageQuery } from './lists.ts'

const grantScope = Type.Array(Type.String({ minLength: 1, pattern: '^\\S+$' }), {
  description: 'Scopes allowed for this client grant',
})

// Organizations and users' own grants are not here: only the values that say so are taken.
const withoutOrganizations = {
  organization_usage: Type.Optional(
    Type.Enum(['deny'], { description: 'Controls how organizations may be used with this grant' }),
  ),
  allow_any_organization: Type.Optional(
    Type.Literal(false, { description: 'Controls allowing any organization to be used with this grant' }),
  ),
}

export const createClientGrantBody = Type.Object(
  {
    client_id: Type.String({ minLength: 1, description: 'ID of the client' }),
    audience: Type.String({
      minLength: 1,
      description: 'The audience (API identifier) of this client grant',
    }),
    scope: Type.Optional(grantScope),
    subject_type: Type.Optional(
      Type.Enum(['client'], { description: 'The type of application access the client grant allows' }),
    ),
    ...withoutOrganizations,
  },
  { additionalProperties: false },
)

export const updateClientGrantBody = Type.Object(
  { scope: Type.Optional(grantScope), ...withoutOrganizations },
  { additionalProperties: false, minProperties: 1 },
)

export const listClientGrantsQuery = Type.Object(
  {
    ...pageQuery,
    ...checkpointQuery,
    audience: Type.Optional(Type.String({ description: 'Optional filter on audience' })),
    client_id: Type.Optional(Type.String({ description: 'Optional filter on client_id' })),
    subject_type: Type.Optional(
      Type.Enum(['client', 'user'], {
        description: 'The type of application access the client grant allows',
      }),
    ),
  },
  { additionalProperties: false },
)

const resourceServerFields = {
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^<>]+$',
      description: 'Friendly name for this resource server',
    }),
  ),
  scopes: Type.Optional(
    Type.Array(
      Type.Object(
        {
          value: Type.String({
            minLength: 1,
            maxLength: 280,
            pattern: '^\\S+$',
            description: 'Value of this scope',
          }),
          description: Type.Optional(
            Type.String({ maxLength: 500, description: 'User-friendly description of this scope' }),
          ),
        },
        { additionalProperties: false },
      ),
      { description: 'List of permissions (scopes) that this API uses' },
    ),
  ),
  signing_alg: Type.Optional(Type.Enum(['RS256'], { description: 'Algorithm used to sign access tokens' })),
  token_lifetime: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_592_000,
      description: 'Expiration value (in seconds) for access tokens issued for this API',
    }),
  ),
  allow_offline_access: Type.Optional(
    Type.Boolean({ description: 'Whether refresh tokens can be issued for this API' }),
  ),
}

/** Fields of a resource server that no body may carry. */
export const readOnlyResourceServerFields = ['id', 'is_system'] as const

export const createResourceServerBody = Type.Object({
  identifier: Type.String({
    minLength: 1,
    maxLength: 600,
    pattern: '^\\S+$',
    description: 'Unique identifier for the API used as the audience parameter on authorization calls',
  }),
  ...resourceServerFields,
})
export type CreateResourceServerBody = Static<typeof createResourceServerBody>

export const updateResourceServerBody = Type.Object(resourceServerFields, { minProperties: 1 })
export type UpdateResourceServerBody = Static<typeof updateResourceServerBody>

export const listResourceServersQuery = Type.Object(
  {
    ...pageQuery,
    ...checkpointQuery,
    include_fields: fieldsQuery.include_fields,
    identifiers: Type.Optional(
      Type.Array(Type.String(), { description: 'An optional filter on the resource server identifier' }),
    ),
  },
  { additionalProperties: false },
)
