// Users as the Management API takes them (contract 3.6).

import { type Static, Type } from 'typebox'
import { fieldsQuery, pageQuery } from './lists.ts'

export const userIdPattern = '^.+\\|.+$'

const name = (description: string, maxLength: number) =>
  Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength }), Type.Null()], { description }))

export const updateUserBody = Type.Object(
  {
    blocked: Type.Optional(
      Type.Boolean({ description: 'Whether this user was blocked by an administrator' }),
    ),
    phone_number: Type.Optional(
      Type.String({
        pattern: '^\\+[0-9]{1,15}$',
        description: "The user's phone number (following the E.164 recommendation)",
      }),
    ),
    phone_verified: Type.Optional(
      Type.Boolean({ description: 'Whether this phone number has been verified' }),
    ),
    user_metadata: Type.Optional(
      Type.Object({}, { description: 'User metadata to which this user has read/write access' }),
    ),
    app_metadata: Type.Optional(
      Type.Object({}, { description: 'User metadata to which this user has read-only access' }),
    ),
    name: name("The user's full name", 300),
    nickname: name("The user's nickname", 300),
    given_name: name("The user's given name(s)", 150),
    family_name: name("The user's family name(s)", 150),
    picture: name("A URI pointing to the user's picture", 2048),
    connection: Type.Optional(Type.String({ description: 'Name of the connection this user is of' })),
    client_id: Type.Optional(Type.String({ description: 'Auth0 client ID' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateUserBody = Static<typeof updateUserBody>

export const listUsersQuery = Type.Object(
  {
    ...pageQuery,
    ...fieldsQuery,
    connection: Type.Optional(Type.String({ description: 'Connection filter' })),
    q: Type.Optional(Type.String({ description: 'Query in Lucene query string syntax' })),
    search_engine: Type.Optional(
      Type.Enum(['v1', 'v2', 'v3'], { description: 'The version of the search engine' }),
    ),
    primary_order: Type.Optional(
      Type.Boolean({ description: 'Whether to return the results in primary order' }),
    ),
    sort: Type.Optional(Type.Enum(['created_at:1'], { description: 'Field to sort by' })),
  },
  { additionalProperties: false },
)

export const getUserQuery = Type.Object(fieldsQuery, { additionalProperties: false })
