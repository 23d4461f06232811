// Second factors as the Management API takes them (contract 7). Descriptions become part of error messages.

import { Type } from 'typebox'

const strict = { additionalProperties: false }

export const guardianFactorName = Type.Enum([
  'push-notification',
  'sms',
  'email',
  'duo',
  'otp',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
])

export const guardianFactorBody = Type.Object(
  {
    enabled: Type.Boolean({ description: 'Whether this factor is enabled (true) or disabled (false)' }),
  },
  strict,
)

export const guardianMessageTypesBody = Type.Object(
  {
    message_types: Type.Array(Type.Enum(['sms', 'voice']), {
      description: 'The list of phone factors to enable on the tenant',
    }),
  },
  strict,
)

export const guardianSelectedProviderBody = Type.Object(
  {
    provider: Type.Enum(['auth0', 'twilio', 'phone-message-hook'], {
      description: 'The phone provider configured',
    }),
  },
  strict,
)

// Liquid, checked when it is saved.
const message = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description })

export const guardianTemplatesBody = Type.Object(
  {
    enrollment_message: message(
      'Message sent to the user when they are invited to enroll with a phone number',
    ),
    verification_message: message('Message sent to the user when they are prompted to verify their account'),
  },
  strict,
)

const setting = (description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength: 255 }), Type.Null()], { description }))

export const guardianTwilioBody = Type.Object(
  {
    from: setting('From number'),
    messaging_service_sid: setting('Copilot SID'),
    auth_token: setting('Twilio Authentication token'),
    sid: setting('Twilio SID'),
  },
  strict,
)

export const guardianPoliciesBody = Type.Array(Type.Enum(['all-applications', 'confidence-score']), {
  description: 'The policies',
})

export const guardianTicketBody = Type.Object(
  {
    user_id: Type.String({ minLength: 1, description: 'user_id for the enrollment ticket' }),
    email: Type.Optional(
      Type.String({ description: 'alternate email to which the enrollment email will be sent' }),
    ),
    send_mail: Type.Optional(
      Type.Boolean({ description: 'Send an email to the user to start the enrollment' }),
    ),
    email_locale: Type.Optional(Type.String({ description: 'Specify the locale of the enrollment email' })),
    factor: Type.Optional(Type.Union([guardianFactorName, Type.Enum(['phone', 'email'])])),
    allow_multiple_enrollments: Type.Optional(
      Type.Boolean({
        description: 'Allows a user who has previously enrolled in MFA to enroll with additional factors',
      }),
    ),
  },
  strict,
)
