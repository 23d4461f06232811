// The native API's wire shapes. Validation, types and the documentation all come from these.

import { Type } from 'typebox'
import { verificationStatuses } from '#src/messaging/check-verification.ts'
import {
  codePurposes,
  deliveryMethods,
  maxAuthorizationParameterLength,
  messageStatuses,
  purposes,
} from '#src/messaging/types.ts'

export const strict = { additionalProperties: false } as const

export const DeliveryMethod = Type.Enum(deliveryMethods, {
  type: 'string',
  description: 'How the message is delivered.',
})
export const Purpose = Type.Enum(purposes, { type: 'string', description: 'The purpose of the message.' })
const CodePurpose = Type.Enum(
  // A link has somewhere to lead to: only a password reset knows where.
  codePurposes.filter((purpose) => purpose !== 'password_reset_link'),
  { type: 'string', description: 'The purpose of the code.' },
)
export const MessageStatus = Type.Enum(messageStatuses, {
  type: 'string',
  description:
    '`accepted`: the provider accepted the message; a delivery report can change the status to `delivered` or ' +
    '`failed`. `failed`: the message was not delivered. `refused`: no provider was called; `refusal` has the reason.',
})
export const PhoneNumber = Type.String({ description: 'A phone number in E.164 format.', maxLength: 32 })
export const Timestamp = Type.String({ format: 'date-time' })
export const optional = { Timestamp: Type.Optional(Timestamp), String: Type.Optional(Type.String()) }

const languageRange = '(\\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)(\\s*;\\s*q=[01](\\.[0-9]{0,3})?)?'
export const AskedLocale = Type.Optional(
  Type.String({
    description: 'The language of the message: a BCP 47 tag, or a list of them as in `Accept-Language`.',
    pattern: `^${languageRange}(\\s*,\\s*${languageRange})*$`,
    maxLength: 255,
  }),
)

const authorizationParameter = (description: string) =>
  Type.Optional(Type.String({ description, maxLength: maxAuthorizationParameterLength }))

/** Where the request came from that somebody's own server answers with this one. */
export const PersonRequest = (aboutIp: string) =>
  Type.Optional(
    Type.Object(
      {
        ip: Type.Optional(Type.String({ description: aboutIp, maxLength: 45 })),
        user_agent: Type.Optional(Type.String({ maxLength: 1024 })),
        state: authorizationParameter(
          "The application's `state`. Webhooks and scripts receive it as `template_variables.state`. It is not stored.",
        ),
        x_state: authorizationParameter(
          "The application's `x-state`. Webhooks and scripts receive it as `template_variables.x_state`. It is not stored.",
        ),
        ui_locales: authorizationParameter(
          "The user's preferred languages, separated by spaces. They choose the language of the message if `locale` " +
            'does not. Webhooks and scripts receive them as `template_variables.ui_locales`.',
        ),
      },
      { ...strict, description: "The user's request to your server." },
    ),
  )

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

// Verifications

export const NewVerification = Type.Object(
  {
    to: Type.String({ description: 'The phone number in E.164 format.', maxLength: 32 }),
    delivery_method: Type.Optional(DeliveryMethod),
    purpose: Type.Optional(CodePurpose),
    locale: AskedLocale,
    client_id: Type.Optional(
      Type.String({
        description: 'The application that the code is for, if it is not the caller.',
        minLength: 1,
        maxLength: 128,
      }),
    ),
    organization: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    user_id: Type.Optional(
      Type.String({
        description:
          "The user to verify the number for. A correct code sets the user's verified phone number. Also requires the " +
          'scope `update:users` and the purpose `verification`.',
        minLength: 1,
        maxLength: 255,
      }),
    ),
    request: PersonRequest(
      "The user's IP address. If given, codes per address are limited, and wrong codes are counted across verifications.",
    ),
  },
  {
    ...strict,
    examples: [{ to: '+442079460123', request: { ip: '203.0.113.7', user_agent: 'Mozilla/5.0' } }],
  },
)

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'Makes the request safe to retry. For 24 hours, the same key and body return the first response.',
      minLength: 1,
      maxLength: 255,
    }),
  ),
})

export const Verification = Type.Object(
  {
    id: Type.String(),
    to: PhoneNumber,
    purpose: Purpose,
    delivery_method: DeliveryMethod,
    status: Type.Enum(verificationStatuses, {
      type: 'string',
      description:
        '`failed` if the message was not sent or the code was tried too many times. If the provider did not respond ' +
        'in time, the message may still arrive and its code can be checked.',
    }),
    expires_at: Timestamp,
    message: Type.Object({ id: Type.String(), status: MessageStatus }),
    user_id: optional.String,
  },
  {
    examples: [
      {
        id: 'ver_019a9f3c2b107d1e6f0a9b8c7d5e',
        to: '+442079460123',
        purpose: 'verification',
        delivery_method: 'text',
        status: 'pending',
        expires_at: '2026-11-21T10:05:00.000Z',
        message: { id: 'msg_019a9f3c2b10a1b2c3d4e5f60718', status: 'accepted' },
      },
    ],
  },
)

export const CodeCheck = Type.Object(
  { code: Type.String({ description: 'The code that the user typed.', minLength: 1, maxLength: 64 }) },
  { ...strict, examples: [{ code: '123456' }] },
)

export const ApprovedVerification = Type.Object(
  { id: Type.String(), status: Type.Enum(['approved'], { type: 'string' }), user_id: optional.String },
  { examples: [{ id: 'ver_019a9f3c2b107d1e6f0a9b8c7d5e', status: 'approved' }] },
)

// Problems

/** Registered once under this name; responses refer to it. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'The last part is the kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ format: 'uri-reference', description: 'The ID of the request.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String(),
          detail: Type.String(),
          line: Type.Optional(
            Type.Integer({ minimum: 1, description: 'The line in the template or script.' }),
          ),
          column: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
        { description: 'The invalid fields.' },
      ),
    ),
    attempts_left: Type.Optional(Type.Integer({ minimum: 0 })),
    message_id: Type.Optional(Type.String({ description: 'The ID of the message that failed.' })),
    verification_id: optional.String,
    provider_error_code: optional.String,
    http_status: Type.Optional(Type.Integer({ description: "The HTTP status of the provider's response." })),
  },
  { $id: 'Problem' },
)
