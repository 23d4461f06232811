// Users as the Management API takes them (contract 3.6).

import { type Static, Type } from 'typebox'
import { fieldsQuery, pageQuery } from './lists.ts'

export const userIdPattern = '^.+\\|.+$'

const phonePattern = '^\\+[0-9]{1,15}$'
const phoneDescription = "The user's phone number (following the E.164 recommendation)"
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const text = (description: string, maxLength: number) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }))

const metadata = {
  user_metadata: Type.Optional(
    Type.Object({}, { description: 'User metadata to which this user has read/write access' }),
  ),
  app_metadata: Type.Optional(
    Type.Object({}, { description: 'User metadata to which this user has read-only access' }),
  ),
}

// Accepted and not acted on: nothing here sends mail, and a number is verified by logging in with it.
const verification = {
  verify_email: flag('Whether this user will receive a verification email'),
  verify_phone_number: flag('Whether this user will receive a text after changing the phone number'),
}

const flags = {
  blocked: flag('Whether this user was blocked by an administrator'),
  email_verified: flag('Whether this email address is verified'),
  phone_verified: flag('Whether this phone number has been verified'),
  ...verification,
}

export const createUserBody = Type.Object(
  {
    connection: Type.String({
      minLength: 1,
      description: 'Name of the connection this user should be created in',
    }),
    user_id: Type.Optional(
      Type.String({
        maxLength: 255,
        pattern: '^\\S+$',
        description: "The external user's id provided by the identity provider",
      }),
    ),
    email: text("The user's email", 320),
    phone_number: Type.Optional(
      Type.String({
        pattern: phonePattern,
        description: phoneDescription,
      }),
    ),
    username: text("The user's username", 128),
    password: Type.Optional(Type.String({ minLength: 1, description: 'Initial password for this user' })),
    name: text("The user's full name", 300),
    nickname: text("The user's nickname", 300),
    given_name: text("The user's given name(s)", 150),
    family_name: text("The user's family name(s)", 150),
    picture: text("A URI pointing to the user's picture", 2048),
    ...flags,
    ...metadata,
  },
  { additionalProperties: false },
)
export type CreateUserBody = Static<typeof createUserBody>

/** `null` takes it away. */
const name = (description: string, maxLength: number) =>
  Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength }), Type.Null()], { description }))

export const updateUserBody = Type.Object(
  {
    email: name("The user's email", 320),
    // One schema for both types: a union would not say what is wrong with a number.
    phone_number: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        pattern: phonePattern,
        description: phoneDescription,
      }),
    ),
    username: name("The user's username", 128),
    password: Type.Optional(Type.String({ minLength: 1, description: 'New password for this user' })),
    name: name("The user's full name", 300),
    nickname: name("The user's nickname", 300),
    given_name: name("The user's given name(s)", 150),
    family_name: name("The user's family name(s)", 150),
    picture: name("A URI pointing to the user's picture", 2048),
    connection: Type.Optional(Type.String({ description: 'Name of the connection this user is of' })),
    client_id: Type.Optional(Type.String({ description: 'Auth0 client ID' })),
    verify_password: flag('Whether the new password is verified by email'),
    ...flags,
    ...metadata,
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
    sort: Type.Optional(
      Type.String({
        description: 'Field to sort by. Use field:order where order is 1 for ascending and -1 for descending',
      }),
    ),
  },
  { additionalProperties: false },
)

export const getUserQuery = Type.Object(fieldsQuery, { additionalProperties: false })

export const usersByEmailQuery = Type.Object(
  { ...fieldsQuery, email: Type.String({ description: 'Email address to search for' }) },
  { additionalProperties: false },
)

const onlyEffective = {
  consider_brute_force_enablement: Type.Optional(
    Type.Boolean({ description: 'Whether nothing is listed while brute-force protection is off' }),
  ),
}

export const userBlocksQuery = Type.Object(onlyEffective, { additionalProperties: false })

export const userBlocksByIdentifierQuery = Type.Object(
  {
    ...onlyEffective,
    identifier: Type.String({
      minLength: 1,
      description: 'Should be any of a username, phone number, or email',
    }),
  },
  { additionalProperties: false },
)
