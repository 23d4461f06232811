// The wire shapes of password resets and notices.

import { Type } from 'typebox'
import { noticePurposes } from '#src/messaging/types.ts'
import { AskedLocale, DeliveryMethod, MessageStatus, PersonRequest, strict, Timestamp } from './schemas.ts'

const id = (description: string) => Type.Optional(Type.String({ description, minLength: 1, maxLength: 255 }))

export const NewPasswordReset = Type.Object(
  {
    phone: Type.Optional(
      Type.String({ description: "The account's phone number in E.164 format.", maxLength: 32 }),
    ),
    email: Type.Optional(
      Type.String({
        description: "The account's email address, instead of the phone number.",
        minLength: 1,
        maxLength: 320,
      }),
    ),
    connection: id(
      'The name of the database connection. By default, all database connections of the tenant.',
    ),
    delivery_method: Type.Optional(DeliveryMethod),
    locale: AskedLocale,
    client_id: id('The application that the reset is for, if it is not the caller.'),
    link: Type.Optional(
      Type.String({
        description:
          'A page of the application. If given, the message has a link to it instead of a code, with `id` and `code` in ' +
          "the query. Its origin must be one of the application's `callbacks`, `allowed_origins`, " +
          '`allowed_logout_urls` or `initiate_login_uri`.',
        minLength: 1,
        maxLength: 512,
      }),
    ),
    request: PersonRequest("The user's IP address. If given, resets per address are limited."),
  },
  {
    ...strict,
    description: 'Requires either `phone` or `email`.',
    examples: [{ phone: '+442079460123', request: { ip: '203.0.113.7' } }],
  },
)

export const PasswordReset = Type.Object(
  { id: Type.String(), expires_at: Timestamp },
  { examples: [{ id: 'rst_019a9f3c2b107d1e6f0a9b8c7d5e', expires_at: '2026-11-21T10:05:00.000Z' }] },
)

export const PasswordResetCompletion = Type.Object(
  {
    code: Type.String({
      description: 'The code that the user typed, or the code from the link.',
      minLength: 1,
      maxLength: 64,
    }),
    password: Type.String({ description: 'The new password.', minLength: 1, maxLength: 1024 }),
  },
  { ...strict, examples: [{ code: '123456', password: 'correct horse battery staple 1' }] },
)

export const CompletedPasswordReset = Type.Object(
  { id: Type.String(), status: Type.Enum(['completed'], { type: 'string' }) },
  { examples: [{ id: 'rst_019a9f3c2b107d1e6f0a9b8c7d5e', status: 'completed' }] },
)

export const NewNotice = Type.Object(
  {
    to: Type.Optional(Type.String({ description: 'The phone number in E.164 format.', maxLength: 32 })),
    user_id: id('The user to notify at their phone number, instead of `to`.'),
    purpose: Type.Enum(noticePurposes, { type: 'string', description: 'The purpose of the notice.' }),
    delivery_method: Type.Optional(DeliveryMethod),
    locale: AskedLocale,
    request: PersonRequest('The IP address that the notice is about. Required for `blocked_account`.'),
  },
  {
    ...strict,
    description: 'Requires either `to` or `user_id`.',
    examples: [{ user_id: 'auth0|019a9f3c2b107d1e6f0a9b8c', purpose: 'password_breach' }],
  },
)

export const QueuedNotice = Type.Object(
  { message: Type.Object({ id: Type.String(), status: MessageStatus }) },
  { examples: [{ message: { id: 'msg_019a9f3c2b10a1b2c3d4e5f60718', status: 'queued' } }] },
)
