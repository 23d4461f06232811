// Phone providers as the Management API takes them (contract 10.1). What a provider needs depends on its name, which a
// PATCH may leave out; so only types are checked here.

import { type Static, Type } from 'typebox'

const deliveryMethod = Type.Enum(['text', 'voice'])

const configuration = Type.Object(
  {
    sid: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'The Twilio account SID' })),
    delivery_methods: Type.Optional(
      Type.Array(deliveryMethod, {
        minItems: 1,
        description: 'Media through which this provider can deliver',
      }),
    ),
    default_from: Type.Optional(
      Type.Union([Type.String({ maxLength: 255 }), Type.Null()], {
        description: "Default phone number to be used as 'from'",
      }),
    ),
    mssid: Type.Optional(
      Type.Union([Type.String({ maxLength: 255 }), Type.Null()], {
        description: 'The Twilio messaging service SID',
      }),
    ),
  },
  { additionalProperties: false, description: 'Configuration of the provider' },
)
export type PhoneProviderConfiguration = Static<typeof configuration>

const fields = {
  disabled: Type.Optional(
    Type.Boolean({ description: 'Whether the provider is enabled (false) or disabled (true)' }),
  ),
  configuration: Type.Optional(configuration),
}
const name = Type.Enum(['twilio', 'custom'], { description: 'Name of the phone notification provider' })
export type PhoneProviderName = Static<typeof name>

const credentials = Type.Object(
  {
    auth_token: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'The Twilio auth token' }),
    ),
  },
  { additionalProperties: false, description: 'Credentials of the provider' },
)

// Exports of deployment tools carry no credentials: what needs some says so by its name.
const changeable = { ...fields, credentials: Type.Optional(credentials) }

export const createPhoneProviderBody = Type.Object({ name, ...changeable }, { additionalProperties: false })

export const updatePhoneProviderBody = Type.Object(
  { name: Type.Optional(name), ...changeable },
  { additionalProperties: false },
)
export type UpdatePhoneProviderBody = Static<typeof updatePhoneProviderBody>

export const listPhoneResourcesQuery = Type.Object(
  { disabled: Type.Optional(Type.Boolean({ description: 'Whether to list what is disabled' })) },
  { additionalProperties: false },
)

/** What `try` asks for, of a provider and of a template. */
export const tryPhoneBody = Type.Object(
  {
    to: Type.String({
      minLength: 1,
      maxLength: 16,
      description: 'The recipient phone number to receive a given notification',
    }),
    delivery_method: Type.Optional(
      Type.Enum(['text', 'voice'], { description: 'The delivery method for the notification' }),
    ),
  },
  { additionalProperties: false },
)

/** What `try` answers whatever comes of it: the message is sent afterwards. */
export const tryPhoneAnswer = {
  code: 202,
  message: 'Test notification successfully sent for processing',
} as const
