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
        description: 'The kind of the first provider.',
        minLength: 1,
        maxLength: 64,
      }),
    ),
    delivery_method: Type.Optional(DeliveryMethod),
    purpose: Type.Optional(Purpose),
    since: Type.Optional(Type.String({ description: 'Created at or after this time.', format: 'date-time' })),
    until: Type.Optional(Type.String({ description: 'Created before this time.', format: 'date-time' })),
    cursor: Type.Optional(
      Type.String({ description: 'The `next_cursor` of the previous page.', minLength: 1, maxLength: 128 }),
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
      'The kind of the first provider. If the message was refused, the kind of the provider that would have sent it.',
  }),
  refusal: Type.Optional(
    Type.Object(
      {
        reason: Type.Enum(refusalCodes, { type: 'string' }),
        description: Type.String({ description: 'The reason in words.' }),
      },
      { description: 'Why the message was not sent. Present if the status is `refused`.' },
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
    next_cursor: Type.Optional(Type.String({ description: 'Present if there are older messages.' })),
  },
  { examples: [{ messages: [exampleMessage], next_cursor: 'bXNnXzAxOWE5ZjNjMmIxMGExYjJjM2Q0ZTVmNjA3MTg' }] },
)

export const ConsoleLine = Type.Object({
  level: Type.Enum(['debug', 'info', 'log', 'warn', 'error'], { type: 'string' }),
  text: Type.String({ description: 'One line that the script printed.' }),
})
export const Attempt = Type.Object({
  provider: Type.String({ description: 'The ID of the provider.' }),
  kind: Type.String({ description: 'The kind of the provider.' }),
  outcome: Type.Enum(['queued', 'sending', 'accepted', 'failed'], { type: 'string' }),
  failure: Type.Optional(Type.Enum(failureKinds, { type: 'string' })),
  provider_message_id: optional.String,
  provider_error_code: optional.String,
  http_status: Type.Optional(Type.Integer()),
  description: optional.String,
  duration_ms: Type.Optional(Type.Number()),
  execution_id: Type.Optional(Type.String({ description: "The ID of the Action's execution." })),
  console: Type.Optional(Type.Array(ConsoleLine)),
  started_at: Timestamp,
})

const ReportedStatus = Type.Enum(reportedStatuses, { type: 'string' })
const ReportedErrorCode = Type.Optional(
  Type.String({ description: "The provider's error code.", pattern: '^[\\w.-]+$', maxLength: 64 }),
)
export const DeliveryReportBody = Type.Object(
  { status: ReportedStatus, error_code: ReportedErrorCode },
  { ...strict, examples: [{ status: 'undelivered', error_code: '30003' }] },
)

export const MessageDetail = Type.Object(
  {
    ...messageFields,
    text: Type.Optional(
      Type.String({ description: 'The text with its code masked. The text with the code is not stored.' }),
    ),
    attempts: Type.Array(Attempt),
    delivery_reports: Type.Array(
      Type.Object({ status: ReportedStatus, at: Timestamp, error_code: ReportedErrorCode }),
      { description: 'The delivery reports in the order in which they arrived.' },
    ),
    expires_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'When the code expires or expired.' }),
    ),
    verified_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'When the code was checked and was correct.' }),
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
        text: Type.String({ description: 'The full text, including the code.' }),
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
