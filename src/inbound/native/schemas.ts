// The native API's wire shapes. Validation, types and the documentation all come from these.

import { Type } from 'typebox'
import { verificationStatuses } from '#src/messaging/check-verification.ts'
import {
  codePurposes,
  deliveryMethods,
  longestAuthorizationParameter,
  messageStatuses,
  purposes,
} from '#src/messaging/types.ts'

export const strict = { additionalProperties: false } as const

export const DeliveryMethod = Type.Enum(deliveryMethods, {
  type: 'string',
  description: 'How a message is delivered.',
})
export const Purpose = Type.Enum(purposes, { type: 'string', description: 'Why a message is sent.' })
const CodePurpose = Type.Enum(
  // A link has somewhere to lead to: only a password reset knows where.
  codePurposes.filter((purpose) => purpose !== 'password_reset_link'),
  { type: 'string', description: 'What the code is for.' },
)
export const MessageStatus = Type.Enum(messageStatuses, {
  type: 'string',
  description:
    '`accepted`: the provider took the message; a report may change that to `delivered` or `failed`. `failed`: the ' +
    'provider did not deliver it. `refused`: no provider was called, and `refusal` says why.',
})
export const PhoneNumber = Type.String({ description: 'In E.164 form.', maxLength: 32 })
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
  Type.Optional(Type.String({ description, maxLength: longestAuthorizationParameter }))

/** Where the request came from that somebody's own server answers with this one. */
export const PersonRequest = (aboutIp: string) =>
  Type.Optional(
    Type.Object(
      {
        ip: Type.Optional(Type.String({ description: aboutIp, maxLength: 45 })),
        user_agent: Type.Optional(Type.String({ maxLength: 1024 })),
        state: authorizationParameter(
          "The application's `state`, for webhooks and scripts: they get it as `template_variables.state`. It is not kept.",
        ),
        x_state: authorizationParameter('Likewise, as `template_variables.x_state`.'),
        ui_locales: authorizationParameter(
          'The languages that the person asked for, between spaces. They choose the language of the message when ' +
            '`locale` does not, and webhooks and scripts get them as `template_variables.ui_locales`.',
        ),
      },
      { ...strict, description: 'The request of the person: where it came from, and what it carried.' },
    ),
  )

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

// Verifications

export const NewVerification = Type.Object(
  {
    to: Type.String({ description: 'The phone number in E.164 form.', maxLength: 32 }),
    delivery_method: Type.Optional(DeliveryMethod),
    purpose: Type.Optional(CodePurpose),
    locale: AskedLocale,
    client_id: Type.Optional(
      Type.String({
        description: 'The application that the code is for, when it is not the caller itself.',
        minLength: 1,
        maxLength: 128,
      }),
    ),
    organization: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    user_id: Type.Optional(
      Type.String({
        description:
          'The user whose phone number this is to become: a right code gives it to them, verified. Needs the scope ' +
          '`update:users` besides, and the purpose `verification`.',
        minLength: 1,
        maxLength: 255,
      }),
    ),
    request: PersonRequest(
      "The person's address. With it, codes per address are limited, and wrong codes are counted across verifications.",
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
        'Makes it safe to send the request again: within 24 hours the same key and body get the first answer.',
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
        '`failed` when the message could not be sent or the code was tried too often. A message whose provider did ' +
        'not answer in time may arrive all the same: its code can still be checked.',
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
  { code: Type.String({ description: 'What the person typed.', minLength: 1, maxLength: 64 }) },
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
    type: Type.String({ format: 'uri-reference', description: 'Ends in the kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ format: 'uri-reference', description: "The request's id." }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String(),
          detail: Type.String(),
          line: Type.Optional(Type.Integer({ minimum: 1, description: 'Where, in a template.' })),
          column: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
        { description: 'Each field that is not valid.' },
      ),
    ),
    attempts_left: Type.Optional(Type.Integer({ minimum: 0 })),
    message_id: Type.Optional(Type.String({ description: 'The message that was not accepted.' })),
    verification_id: optional.String,
    provider_error_code: optional.String,
    http_status: Type.Optional(Type.Integer({ description: "The status of the provider's reply." })),
  },
  { $id: 'Problem' },
)
