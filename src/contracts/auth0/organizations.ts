// Organizations as the Management API takes them (limits of the OpenAPI document). Descriptions become part of error
// messages. Members, invitations, roles and connections of an organization are not here.

import { type Static, Type } from 'typebox'
import { checkpointQuery, pageQuery } from './lists.ts'

export const organizationNamePattern = '^[a-z0-9][a-z0-9_-]{0,49}$'

const name = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: organizationNamePattern,
  description: 'The name of this organization',
})

const color = (description: string) =>
  Type.String({ pattern: '^#([A-Fa-f0-9]{3}|[A-Fa-f0-9]{6})$', description })

const quota = Type.Object(
  {
    client_credentials: Type.Object(
      {
        enforce: Type.Optional(Type.Boolean()),
        per_day: Type.Optional(Type.Integer({ minimum: 1 })),
        per_hour: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

const shared = {
  display_name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'Friendly name of this organization' }),
  ),
  branding: Type.Optional(
    Type.Object(
      {
        logo_url: Type.Optional(
          Type.String({
            maxLength: 2048,
            pattern: '^https?://\\S+$',
            description: 'URL of logo to display on login page',
          }),
        ),
        colors: Type.Optional(
          Type.Object(
            {
              primary: color('HEX Color for primary elements'),
              page_background: color('HEX Color for background'),
            },
            {
              additionalProperties: false,
              description: 'Color scheme used to customize the login pages',
            },
          ),
        ),
      },
      { additionalProperties: false, description: 'Theme defines how to style the login pages' },
    ),
  ),
  metadata: Type.Optional(
    Type.Record(Type.String({ pattern: '^[\\s\\S]{1,255}$' }), Type.String({ maxLength: 255 }), {
      additionalProperties: false,
      maxProperties: 25,
      description: 'Metadata associated with the organization',
    }),
  ),
}

// Auth0's exports hold them. They have nothing to act on here, and are kept so that a tool reads what it wrote.
const echoed = {
  token_quota: Type.Optional(Type.Union([quota, Type.Null()], { description: 'Token quota' })),
  third_party_client_access: Type.Optional(
    Type.Enum(['block', 'allow'], { description: 'Whether third-party clients may access the organization' }),
  ),
  is_app_entitlement_active: Type.Optional(
    Type.Boolean({ description: 'Whether app entitlement is active for this organization' }),
  ),
}

export const echoedOrganizationFields = Object.keys(echoed)

export const createOrganizationBody = Type.Object(
  {
    name,
    ...shared,
    ...echoed,
    // Connections are not enabled one by one for an organization: only the value that says so is taken.
    enabled_connections: Type.Optional(
      Type.Array(Type.Unknown(), {
        maxItems: 0,
        description: 'Connections that will be enabled for this organization; none can be here',
      }),
    ),
  },
  { additionalProperties: false },
)
export type CreateOrganizationBody = Static<typeof createOrganizationBody>

export const updateOrganizationBody = Type.Object(
  { name: Type.Optional(name), ...shared, ...echoed },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateOrganizationBody = Static<typeof updateOrganizationBody>

export const listOrganizationsQuery = Type.Object(
  {
    ...pageQuery,
    ...checkpointQuery,
    sort: Type.Optional(
      Type.String({
        pattern: '^(name|display_name|created_at):-?1$',
        description:
          'Field to sort by. Use field:order where order is 1 for ascending and -1 for descending. We currently support sorting by the following fields: name, display_name, created_at',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ListOrganizationsQuery = Static<typeof listOrganizationsQuery>

/** Of the lists of what an organization has elsewhere, and not here. Whatever else they are asked is of no account. */
export const listNothingQuery = Type.Object({ ...pageQuery, ...checkpointQuery })
