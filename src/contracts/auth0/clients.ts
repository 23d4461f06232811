// Clients as the Management API takes them. Fields that mean something here are named; every other field of an Auth0
// client is kept as sent and echoed, except those that only the server may set.

import { type Static, type TSchema, Type } from 'typebox'
import { checkpointQuery, fieldsQuery, pageQuery } from './lists.ts'

/** Fields of a client that no body may carry. */
export const readOnlyClientFields = ['client_id', 'tenant', 'global', 'signing_keys'] as const

const credentialAlgs = ['RS256', 'RS384', 'PS256'] as const

export const createCredentialBody = Type.Object(
  {
    credential_type: Type.Literal('public_key', { description: 'The type of credential' }),
    name: Type.Optional(Type.String({ maxLength: 128, description: 'Friendly name for a credential' })),
    pem: Type.String({ minLength: 1, description: 'PEM-formatted public key or X509 certificate' }),
    alg: Type.Optional(Type.Enum([...credentialAlgs], { description: 'Algorithm which will be used' })),
    parse_expiry_from_cert: Type.Optional(
      Type.Boolean({ description: 'Whether the expiry is taken from the certificate' }),
    ),
    expires_at: Type.Optional(Type.String({ description: 'The ISO 8601 date when the credential expires' })),
  },
  { additionalProperties: false },
)
export type CreateCredentialBody = Static<typeof createCredentialBody>

const authMethod = Type.Enum(['none', 'client_secret_post', 'client_secret_basic'], {
  description: 'Requested authentication method for the token endpoint',
})

/** `null` takes a field away. */
const nullable = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description })

const knownFields = {
  grant_types: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description: 'List of grant types supported for this application',
    }),
  ),
  client_secret: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'The secret used to sign tokens for the client',
    }),
  ),
  is_token_endpoint_ip_header_trusted: Type.Optional(
    Type.Boolean({ description: 'Whether the auth0-forwarded-for header of this client is believed' }),
  ),
  jwt_configuration: Type.Optional(
    Type.Object(
      {
        alg: Type.Optional(Type.Enum(['RS256', 'HS256'], { description: 'Algorithm used to sign JWTs' })),
        lifetime_in_seconds: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 2_592_000,
            description: 'Number of seconds the JWT will be valid for',
          }),
        ),
        // HS256 is keyed with the secret's bytes. Saying yes here would name a key that is not used.
        secret_encoded: Type.Optional(
          Type.Literal(false, { description: 'Whether the client secret is base64 encoded' }),
        ),
      },
      { description: 'Configuration of the JSON Web Tokens made for the client' },
    ),
  ),
  app_type: Type.Optional(nullable(Type.String(), 'The type of application this client represents')),
  description: Type.Optional(
    nullable(Type.String({ maxLength: 140 }), 'Free text description of the purpose of the client'),
  ),
  is_first_party: Type.Optional(Type.Boolean({ description: 'Whether this is a first party client' })),
  callbacks: Type.Optional(
    nullable(Type.Array(Type.String()), 'A set of URLs that are valid to call back from Auth0'),
  ),
  client_metadata: Type.Optional(
    nullable(
      Type.Record(
        Type.String({ maxLength: 255 }),
        Type.Union([Type.String({ maxLength: 255 }), Type.Null()]),
        {
          maxProperties: 10,
        },
      ),
      'Metadata associated with the client',
    ),
  ),
}

const clientName = Type.String({ minLength: 1, pattern: '^[^<>]+$', description: 'The name of the client' })

export const createClientBody = Type.Object({
  name: clientName,
  ...knownFields,
  token_endpoint_auth_method: Type.Optional(authMethod),
  client_authentication_methods: Type.Optional(
    Type.Object(
      {
        private_key_jwt: Type.Object(
          { credentials: Type.Array(createCredentialBody, { minItems: 1, maxItems: 2 }) },
          { description: 'The private_key_jwt client authentication method' },
        ),
      },
      { additionalProperties: false, description: 'Defines client authentication methods' },
    ),
  ),
})
export type CreateClientBody = Static<typeof createClientBody>

export const updateClientBody = Type.Object(
  {
    name: Type.Optional(clientName),
    ...knownFields,
    token_endpoint_auth_method: Type.Optional(
      Type.Union([authMethod, Type.Null()], {
        description: 'Requested authentication method for the token endpoint',
      }),
    ),
    client_authentication_methods: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              private_key_jwt: Type.Object({
                credentials: Type.Array(Type.Object({ id: Type.String() }), { minItems: 1 }),
              }),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        { description: 'Defines client authentication methods' },
      ),
    ),
  },
  { minProperties: 1 },
)
export type UpdateClientBody = Static<typeof updateClientBody>

export const listClientsQuery = Type.Object(
  {
    ...pageQuery,
    ...checkpointQuery,
    ...fieldsQuery,
    is_global: Type.Optional(Type.Boolean({ description: 'Optional filter on the global client parameter' })),
    is_first_party: Type.Optional(
      Type.Boolean({ description: 'Optional filter on whether or not a client is a first-party client' }),
    ),
    app_type: Type.Optional(
      Type.String({ description: 'Optional filter by a comma-separated list of application types' }),
    ),
  },
  { additionalProperties: false },
)

export const getClientQuery = Type.Object(fieldsQuery, { additionalProperties: false })
