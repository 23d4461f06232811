// Connections as the Management API takes them (contract 2). Of a connection's options only the types of known keys
// are checked here: real tenants hold values that the documented constraints forbid, and every key is echoed as sent.

import { type Static, Type } from 'typebox'
import { checkpointQuery, fieldsQuery, pageQuery } from './lists.ts'

export const connectionIdPattern = '^con_[A-Za-z0-9]{16}$'

const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
// Auth0's guides send some truth values as text.
const flagOrText = (description: string) =>
  Type.Optional(Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], { description }))

const gatewayAuthentication = Type.Object(
  {
    method: Type.Literal('bearer', { description: 'The Authorization header type' }),
    subject: text('The subject to be added to the JWT payload'),
    audience: Type.String({ minLength: 1, description: 'The audience to be added to the JWT payload' }),
    secret: Type.String({ minLength: 1, description: 'The secret used to sign the JWT' }),
    secret_base64_encoded: flagOrText('Whether the secret is base64url-encoded'),
  },
  { description: 'How to authenticate to the SMS gateway' },
)

const totp = Type.Object(
  {
    length: Type.Optional(Type.Integer({ description: 'The number of digits of the one-time code' })),
    time_step: Type.Optional(Type.Integer({ description: 'The seconds for which a one-time code is valid' })),
  },
  { description: 'The one-time code' },
)

const length = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 128, description }))

const databaseOptions = {
  passwordPolicy: Type.Optional(
    Type.Union([Type.Enum(['none', 'low', 'fair', 'good', 'excellent']), Type.Null()], {
      description: 'Password strength level',
    }),
  ),
  password_complexity_options: Type.Optional(
    Type.Union([Type.Object({ min_length: length('Minimum password length') }), Type.Null()], {
      description: 'Password complexity options',
    }),
  ),
  requires_username: flag('Whether users have a username besides their email'),
  validation: Type.Optional(
    Type.Union(
      [
        Type.Object({
          username: Type.Optional(
            Type.Union(
              [Type.Object({ min: length('Minimum length'), max: length('Maximum length') }), Type.Null()],
              { description: 'How long usernames are' },
            ),
          ),
        }),
        Type.Null(),
      ],
      { description: 'Options for validation' },
    ),
  ),
}

const options = Type.Object(
  {
    ...databaseOptions,
    strategy: text('The strategy'),
    name: text('The display name'),
    provider: Type.Optional(
      Type.Enum(['sms_gateway', 'twilio'], { description: 'What sends the messages of this connection' }),
    ),
    twilio_sid: text('The Twilio account SID'),
    twilio_token: text('The Twilio auth token'),
    from: text('The sender'),
    messaging_service_sid: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'The Twilio messaging service SID' }),
    ),
    template: text('The text of the message'),
    syntax: Type.Optional(
      Type.Enum(['md_with_macros', 'liquid'], { description: 'The syntax of the template' }),
    ),
    totp: Type.Optional(totp),
    gateway_url: text('The URL of the SMS gateway'),
    gateway_authentication: Type.Optional(
      Type.Union([gatewayAuthentication, Type.Null()], {
        description: 'How to authenticate to the SMS gateway',
      }),
    ),
    secret_base64_encoded: flagOrText('Whether the secret is base64url-encoded'),
    forward_req_info: flagOrText('Whether the gateway is told about the request that asked for the message'),
    disable_signup: flag('Whether only existing users may log in'),
    brute_force_protection: flag('Whether failed attempts are limited'),
  },
  { description: 'Options of the connection' },
)

const changeable = {
  display_name: Type.Optional(
    Type.String({
      maxLength: 128,
      description: 'Connection name used in the new universal login experience',
    }),
  ),
  options: Type.Optional(options),
  enabled_clients: Type.Optional(
    Type.Array(Type.String(), {
      description: 'The client_ids of the clients for which the connection is enabled',
    }),
  ),
  is_domain_connection: flag('Whether the connection is domain level'),
  show_as_button: flag('Whether to show the connection as a button'),
  realms: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description: 'The realms for which the connection will be used',
    }),
  ),
  metadata: Type.Optional(
    Type.Record(Type.String({ maxLength: 255 }), Type.Union([Type.String({ maxLength: 255 }), Type.Null()]), {
      maxProperties: 10,
      description: 'Metadata associated with the connection',
    }),
  ),
  // Switches of features that are not here keep the only value that tells the truth.
  authentication: Type.Optional(
    Type.Object({ active: Type.Literal(true) }, { description: 'Whether the connection is used to log in' }),
  ),
  connected_accounts: Type.Optional(
    Type.Object({ active: Type.Literal(false) }, { description: 'Whether accounts can be connected' }),
  ),
}

export const createConnectionBody = Type.Object(
  {
    name: Type.String({
      maxLength: 128,
      pattern: '^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$',
      description: 'The name of the connection',
    }),
    strategy: Type.Enum(['sms', 'auth0'], {
      description: 'The identity provider identifier for the connection',
    }),
    ...changeable,
  },
  { additionalProperties: false },
)

export const updateConnectionBody = Type.Object(changeable, { additionalProperties: false, minProperties: 1 })
export type UpdateConnectionBody = Static<typeof updateConnectionBody>

export const enabledClientsBody = Type.Array(
  Type.Object(
    {
      client_id: Type.String({ description: 'The client_id of the client' }),
      status: Type.Boolean({ description: 'Whether the connection is enabled for the client' }),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 50 },
)

export const listConnectionsQuery = Type.Object(
  {
    ...pageQuery,
    ...checkpointQuery,
    ...fieldsQuery,
    strategy: Type.Optional(
      Type.Array(Type.String(), { description: 'Provide strategies to only retrieve connections with them' }),
    ),
    name: Type.Optional(Type.String({ description: 'Provide the name of the connection to retrieve' })),
  },
  { additionalProperties: false },
)

export const getConnectionQuery = Type.Object(fieldsQuery, { additionalProperties: false })

export const listEnabledClientsQuery = Type.Object(
  {
    from: checkpointQuery.from,
    take: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Number of results per page' }),
    ),
  },
  { additionalProperties: false },
)
