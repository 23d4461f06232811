// Phone templates as the Management API takes them (contract 10.2).

import { type Static, Type } from 'typebox'

const template = (description: string) => Type.Optional(Type.String({ maxLength: 20_000, description }))

const body = Type.Object(
  {
    text: template('Content of the phone template for text notifications'),
    voice: template('Content of the phone template for voice notifications'),
  },
  { additionalProperties: false, description: 'The texts of the template' },
)
const from = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 16,
    description: "Default phone number to be used as 'from' when sending a phone notification",
  }),
)
const disabled = Type.Optional(
  Type.Boolean({ description: 'Whether the template is enabled (false) or disabled (true)' }),
)

export const createPhoneTemplateBody = Type.Object(
  {
    type: Type.Optional(
      Type.Enum(['otp_verify', 'otp_enroll', 'change_password', 'blocked_account', 'password_breach'], {
        description: 'The type of the template',
      }),
    ),
    disabled,
    content: Type.Optional(
      Type.Object(
        {
          syntax: Type.Optional(Type.Enum(['liquid'], { description: 'The syntax of the template' })),
          from,
          body: Type.Optional(body),
        },
        { additionalProperties: false, description: 'The content of the template' },
      ),
    ),
  },
  { additionalProperties: false },
)

export const updatePhoneTemplateBody = Type.Object(
  {
    disabled,
    content: Type.Optional(
      Type.Object(
        { from, body: Type.Optional(body) },
        { additionalProperties: false, description: 'The content of the template' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type UpdatePhoneTemplateBody = Static<typeof updatePhoneTemplateBody>
