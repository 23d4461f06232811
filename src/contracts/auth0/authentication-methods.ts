// Second factors of a user as the Management API takes them (contract 6.5).

import { type Static, Type } from 'typebox'
import { pageQuery } from './lists.ts'

export const createAuthenticationMethodBody = Type.Object(
  {
    type: Type.Enum(['phone', 'email', 'totp', 'webauthn-roaming', 'passkey'], {
      description: 'The authentication method type',
    }),
    phone_number: Type.Optional(
      Type.String({
        pattern: '^\\+[0-9]{1,15}$',
        description: 'The destination phone number used to send verification codes via text and voice',
      }),
    ),
    totp_secret: Type.Optional(
      Type.String({
        pattern: '^[A-Z2-7]{16,128}$',
        description: 'Base32 encoded secret for TOTP generation',
      }),
    ),
    // Of what Auth0 takes besides, these two have no place here; they are taken from its tools and left.
    name: Type.Optional(
      Type.String({
        maxLength: 20,
        description: 'A human-readable label to identify the authentication method',
      }),
    ),
    preferred_authentication_method: Type.Optional(
      Type.Enum(['voice', 'sms'], { description: 'Preferred phone authentication method' }),
    ),
  },
  { additionalProperties: false },
)
export type CreateAuthenticationMethodBody = Static<typeof createAuthenticationMethodBody>

export const listAuthenticationMethodsQuery = Type.Object(pageQuery, { additionalProperties: false })
