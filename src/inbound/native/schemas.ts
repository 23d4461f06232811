// The native API's wire shapes. Validation, types and the documentation all come from these.

import { type TProperties, Type } from 'typebox'
import { verificationStatuses } from '#src/messaging/check-verification.ts'
import { inboxCapacity } from '#src/messaging/message-log.ts'
import {
  codePurposes,
  deliveryMethods,
  failureKinds,
  messageStatuses,
  purposes,
} from '#src/messaging/types.ts'

export const strict = { additionalProperties: false } as const

export const DeliveryMethod = Type.Enum(deliveryMethods, {
  type: 'string',
  description: 'How a message is delivered.',
})
const Purpose = Type.Enum(purposes, { type: 'string', description: 'Why a message is sent.' })
const CodePurpose = Type.Enum(
  // A link has somewhere to lead to: only a password reset knows where.
  codePurposes.filter((purpose) => purpose !== 'password_reset_link'),
  { type: 'string', description: 'What the code is for.' },
)
export const MessageStatus = Type.Enum(messageStatuses, {
  type: 'string',
  description:
    '`accepted` means that the provider took the message; what becomes of it later is another status.',
})
const PhoneNumber = Type.String({ description: 'In E.164 form.', maxLength: 32 })
export const Timestamp = Type.String({ format: 'date-time' })
const optional = { Timestamp: Type.Optional(Timestamp), String: Type.Optional(Type.String()) }

const languageRange = '(\\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)(\\s*;\\s*q=[01](\\.[0-9]{0,3})?)?'
export const AskedLocale = Type.Optional(
  Type.String({
    description: 'The language of the message: a BCP 47 tag, or a list of them as in `Accept-Language`.',
    pattern: `^${languageRange}(\\s*,\\s*${languageRange})*$`,
    maxLength: 255,
  }),
)

/** Where the request came from that somebody's own server answers with this one. */
export const PersonRequest = (aboutIp: string) =>
  Type.Optional(
    Type.Object(
      {
        ip: Type.Optional(Type.String({ description: aboutIp, maxLength: 45 })),
        user_agent: Type.Optional(Type.String({ maxLength: 1024 })),
      },
      { ...strict, description: 'Where the request of the person came from.' },
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

// Messages

export const MessageQuery = Type.Object(
  {
    to: Type.Optional(PhoneNumber),
    status: Type.Optional(MessageStatus),
    provider: Type.Optional(
      Type.String({
        description: 'The kind of the provider that was tried first.',
        minLength: 1,
        maxLength: 64,
      }),
    ),
    purpose: Type.Optional(Purpose),
    since: Type.Optional(Type.String({ description: 'Made at or after this time.', format: 'date-time' })),
    until: Type.Optional(Type.String({ description: 'Made before this time.', format: 'date-time' })),
    cursor: Type.Optional(
      Type.String({ description: 'The `next_cursor` of the page before.', minLength: 1, maxLength: 128 }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  },
  strict,
)

const messageFields = {
  id: Type.String(),
  to: PhoneNumber,
  purpose: Purpose,
  delivery_method: DeliveryMethod,
  status: MessageStatus,
  provider: Type.String({ description: 'The kind of the provider that was tried first.' }),
  locale: optional.String,
  client_id: optional.String,
  organization: optional.String,
  request: Type.Optional(Type.Object({ ip: optional.String, user_agent: optional.String })),
  created_at: Timestamp,
  settled_at: optional.Timestamp,
} satisfies TProperties

const exampleMessage = {
  id: 'msg_019a9f3c2b10a1b2c3d4e5f60718',
  to: '+442079460123',
  purpose: 'verification',
  delivery_method: 'text',
  status: 'failed',
  provider: 'sms_gateway',
  client_id: 'backend',
  request: { ip: '203.0.113.7' },
  created_at: '2026-11-21T10:00:00.000Z',
  settled_at: '2026-11-21T10:00:00.084Z',
} as const

export const Message = Type.Object(messageFields)
export const MessagePage = Type.Object(
  {
    messages: Type.Array(Message),
    next_cursor: Type.Optional(Type.String({ description: 'There when older messages follow.' })),
  },
  { examples: [{ messages: [exampleMessage], next_cursor: 'bXNnXzAxOWE5ZjNjMmIxMGExYjJjM2Q0ZTVmNjA3MTg' }] },
)

export const ConsoleLine = Type.Object({
  level: Type.Enum(['debug', 'info', 'log', 'warn', 'error'], { type: 'string' }),
  text: Type.String({ description: 'What a script printed, as one line of its console.' }),
})
export const Attempt = Type.Object({
  provider: Type.String({ description: 'The id of the configured provider.' }),
  kind: Type.String({ description: 'Its kind.' }),
  outcome: Type.Enum(['queued', 'sending', 'accepted', 'failed'], { type: 'string' }),
  failure: Type.Optional(Type.Enum(failureKinds, { type: 'string' })),
  provider_message_id: optional.String,
  provider_error_code: optional.String,
  http_status: Type.Optional(Type.Integer()),
  description: optional.String,
  duration_ms: Type.Optional(Type.Number()),
  execution_id: Type.Optional(Type.String({ description: "The record of an Action's run." })),
  console: Type.Optional(Type.Array(ConsoleLine)),
  started_at: Timestamp,
})
export const MessageDetail = Type.Object(
  {
    ...messageFields,
    attempts: Type.Array(Attempt),
    verified_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'When its code was given back and was right.' }),
    ),
  },
  {
    examples: [
      {
        ...exampleMessage,
        attempts: [
          {
            provider: 'phone_provider',
            kind: 'sms_gateway',
            outcome: 'failed',
            failure: 'unexpected_response',
            http_status: 500,
            description: 'The gateway answered 500, not 200',
            duration_ms: 83.2,
            started_at: '2026-11-21T10:00:00.000Z',
          },
        ],
      },
    ],
  },
)

// Inbox

export const InboxQuery = Type.Object(
  {
    to: Type.Optional(PhoneNumber),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: inboxCapacity, default: 50 })),
  },
  strict,
)

export const InboxPage = Type.Object(
  {
    messages: Type.Array(
      Type.Object({
        id: Type.String(),
        to: PhoneNumber,
        text: Type.String({ description: 'The whole message, its code included.' }),
        delivery_method: DeliveryMethod,
        created_at: Timestamp,
      }),
    ),
  },
  {
    examples: [
      {
        messages: [
          {
            id: 'msg_019a9f3c2b10a1b2c3d4e5f60718',
            to: '+442079460123',
            text: '123456 is your verification code for Otpost. Do not share it with anyone.',
            delivery_method: 'text',
            created_at: '2026-11-21T10:00:00.000Z',
          },
        ],
      },
    ],
  },
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
