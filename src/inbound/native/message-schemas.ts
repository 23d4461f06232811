// The wire shapes of what was sent: the log of messages, reports of their delivery, and the inbox.

import { type TProperties, Type } from 'typebox'
import { reportedStatuses } from '#src/messaging/delivery/delivery-report.ts'
import { inboxCapacity } from '#src/messaging/message-log.ts'
import { failureKinds, refusalCodes } from '#src/messaging/types.ts'
import {
  DeliveryMethod,
  MessageStatus,
  optional,
  PhoneNumber,
  Purpose,
  strict,
  Timestamp,
} from './schemas.ts'

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
    delivery_method: Type.Optional(DeliveryMethod),
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
  provider: Type.String({
    description:
      'The kind of the provider that was tried first; of a refused message, the one that would have been.',
  }),
  refusal: Type.Optional(
    Type.Object(
      {
        reason: Type.Enum(refusalCodes, { type: 'string' }),
        description: Type.String({ description: 'An explanation for the operator.' }),
      },
      { description: 'Why the message was not sent, when its status is `refused`.' },
    ),
  ),
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

const ReportedStatus = Type.Enum(reportedStatuses, { type: 'string' })
const ReportedErrorCode = Type.Optional(
  Type.String({ description: "The provider's own.", pattern: '^[\\w.-]+$', maxLength: 64 }),
)
export const DeliveryReportBody = Type.Object(
  { status: ReportedStatus, error_code: ReportedErrorCode },
  { ...strict, examples: [{ status: 'undelivered', error_code: '30003' }] },
)

export const MessageDetail = Type.Object(
  {
    ...messageFields,
    text: Type.Optional(
      Type.String({ description: 'What it says, with its code masked. What it said is not kept anywhere.' }),
    ),
    attempts: Type.Array(Attempt),
    delivery_reports: Type.Array(
      Type.Object({ status: ReportedStatus, at: Timestamp, error_code: ReportedErrorCode }),
      { description: 'What the provider told later, in the order in which it came.' },
    ),
    expires_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'When its code is, or was, good no more.' }),
    ),
    verified_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'When its code was given back and was right.' }),
    ),
  },
  {
    examples: [
      {
        ...exampleMessage,
        text: '•••••• is your login code for Otpost. Do not share it with anyone.',
        expires_at: '2026-11-21T10:05:00.000Z',
        delivery_reports: [],
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
