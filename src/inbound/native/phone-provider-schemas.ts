// The wire shapes of /v1/phone-provider and what stands below it. What a kind's configuration may hold comes from the kind.

import { type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { deliveryMethods, failureKinds } from '#src/messaging/types.ts'
import { iconPattern, type PhoneProviderKind } from '#src/settings/phone-provider.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { maxPreviousKeySeconds, previousKeySeconds } from '#src/settings/webhook-keys.ts'
import { ConsoleLine } from './message-schemas.ts'

const strict = { additionalProperties: false } as const
const Timestamp = Type.String({ format: 'date-time' })

/** The setting as it is sent: one alternative for each kind, its configuration under the kind's name. */
export function phoneProviderSchema(kinds: readonly PhoneProviderKind[]): TSchema {
  return { oneOf: kinds.map((kind) => settingOf(kind, {})) }
}

/** The setting as it is shown: with everything that may be left out when it is sent. */
export function shownPhoneProviderSchema(kinds: readonly PhoneProviderKind[]): TSchema {
  return {
    oneOf: kinds.map((kind) => {
      const sent = settingOf(kind, {})
      return { ...sent, required: Object.keys(sent.properties) }
    }),
  }
}

export const PhoneProviderKinds = Type.Object(
  {
    kinds: Type.Array(
      Type.Object({
        kind: Type.String({
          description: 'The `kind` of the phone provider, and the name of its configuration.',
        }),
        title: Type.String(),
        description: Type.String(),
        icon: Type.Optional(
          Type.String({
            description:
              'The `d` of an SVG path on a 24 × 24 grid, drawn as a line 2 wide. When absent, show the first letter of ' +
              'the title.',
            pattern: iconPattern,
            maxLength: 2048,
          }),
        ),
        delivery_methods: Type.Array(Type.Enum(deliveryMethods, { type: 'string' })),
        signed: Type.Boolean({
          description: "Whether messages are signed with the tenant's webhook secret.",
        }),
        schema: Type.Unsafe<JsonObject>({
          type: 'object',
          description:
            'The JSON Schema of the configuration. Its `properties` are in the order of a form. Secrets are ' +
            '`writeOnly`. `x-shown-when` lists, for fields beside this one, the values with which this one is shown. ' +
            '`x-proposed` is what a new configuration starts with. `x-moved-to` names the field that replaces a ' +
            'deprecated one.',
        }),
      }),
    ),
  },
  {
    examples: [
      {
        kinds: [
          {
            kind: 'webhook',
            title: 'Webhook',
            description: 'Sends a signed request to your endpoint.',
            icon: 'M4 12h16m-6 -6l6 6l-6 6',
            delivery_methods: ['text'],
            signed: true,
            schema: {
              type: 'object',
              required: ['url'],
              properties: { url: { type: 'string', title: 'Webhook Endpoint', format: 'http-url' } },
            },
          },
        ],
      },
    ],
  },
)

/** What a test asks for: a recipient, and a whole setting or none. */
export function phoneProviderTestSchema(kinds: readonly PhoneProviderKind[]): TSchema {
  const asked = {
    to: Type.String({ description: 'The phone number in E.164 format.', maxLength: 32 }),
    delivery_method: Type.Optional(Type.Enum(deliveryMethods, { type: 'string' })),
  }
  return {
    oneOf: [
      Type.Object(asked, { ...strict, title: 'Saved configuration', examples: [{ to: '+442079460123' }] }),
      ...kinds.map((kind) => settingOf(kind, asked)),
    ],
  }
}

function settingOf({ kind, title, deliveryMethods, config }: PhoneProviderKind, asked: TProperties): TObject {
  return Type.Object(
    {
      ...asked,
      kind: Type.Enum([kind], { type: 'string' }),
      delivery_methods: Type.Optional(
        Type.Array(Type.Enum([...deliveryMethods], { type: 'string' }), { minItems: 1 }),
      ),
      disabled: Type.Optional(
        Type.Boolean({
          description: 'If true, all messages are rejected. The configuration is kept.',
          default: false,
        }),
      ),
      // Left out, it is an empty configuration, which is enough for a kind that needs none.
      [kind]: config.required?.length ? config : Type.Optional(config),
    },
    { ...strict, title },
  )
}

export const PhoneProviderTestResult = Type.Object(
  {
    outcome: Type.Enum(['accepted', 'failed'], { type: 'string' }),
    kind: Type.Optional(Type.Enum(failureKinds, { type: 'string', description: 'Why the delivery failed.' })),
    provider_error_code: Type.Optional(Type.String()),
    description: Type.Optional(Type.String({ description: 'A description of the failure.' })),
    http_status: Type.Optional(Type.Integer()),
    duration_ms: Type.Number(),
    console: Type.Array(ConsoleLine),
    message: Type.Object({ id: Type.String({ description: 'The ID of the message in the log.' }) }),
  },
  {
    examples: [
      {
        outcome: 'failed',
        kind: 'delivery_rejected',
        provider_error_code: '30007',
        description: 'The carrier filtered the message',
        duration_ms: 83.2,
        console: [{ level: 'log', text: 'the gateway answered 400' }],
        message: { id: 'msg_019a9f3c2b10a1b2c3d4e5f60718' },
      },
    ],
  },
)

export const WebhookSecret = Type.Object(
  {
    secret: Type.String({ description: 'The signing key. Use the bytes of this text as they are.' }),
    created_at: Timestamp,
    previous: Type.Optional(
      Type.Object(
        { secret: Type.String(), retires_at: Timestamp },
        { description: 'The previous key while it is still valid.' },
      ),
    ),
  },
  {
    examples: [
      {
        secret: '0vQm3gYx9_TzWbL7cKd2RfPn5sHj8uEa',
        created_at: '2026-11-21T10:00:00.000Z',
        previous: {
          secret: 'kX4_pBnV7tJq1sZc6LgYw9mRe3uHd5Fa',
          retires_at: '2026-11-22T10:00:00.000Z',
        },
      },
    ],
  },
)

export const RotateWebhookSecret = Type.Object(
  {
    previous_valid_for: Type.Optional(
      Type.Integer({
        description: 'How many seconds the previous key stays valid.',
        minimum: 0,
        maximum: maxPreviousKeySeconds,
        default: previousKeySeconds,
      }),
    ),
  },
  { ...strict, examples: [{ previous_valid_for: 3600 }] },
)
