// Hooks as the Management API takes them (contract 8). Texts become part of error messages.

import { type Static, Type } from 'typebox'
import { maxScriptBytes } from '#src/values/script-size.ts'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import { fieldsQuery, pageQuery } from './lists.ts'

const name = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  description: 'Name of this hook',
})
const script = Type.String({
  minLength: 1,
  // Counted in characters, as JSON Schema does.
  maxLength: maxScriptBytes,
  description: 'Code to be executed when this hook runs',
})

const switches = {
  // Auth0's own sample sends the truth value as text.
  enabled: Type.Optional(
    Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
      description: 'Whether this hook will be executed (true) or ignored (false)',
    }),
  ),
  dependencies: Type.Optional(
    Type.Record(Type.String({ maxLength: 214 }), Type.String({ minLength: 1, maxLength: 100 }), {
      maxProperties: 10,
      description: 'Dependencies of this hook used by webtask server',
    }),
  ),
}

export const createHookBody = Type.Object(
  {
    name,
    script,
    triggerId: Type.Enum([sendPhoneMessage], {
      description: 'Of the extensibility points, this server runs send-phone-message',
    }),
    ...switches,
  },
  { additionalProperties: false },
)
export type CreateHookBody = Static<typeof createHookBody>

export const updateHookBody = Type.Object(
  { name: Type.Optional(name), script: Type.Optional(script), ...switches },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateHookBody = Static<typeof updateHookBody>

export const listHooksQuery = Type.Object(
  {
    ...pageQuery,
    per_page: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, description: 'Number of results per page' }),
    ),
    fields: fieldsQuery.fields,
    enabled: Type.Optional(
      Type.Boolean({
        description: 'Optional filter on whether a hook is enabled (true) or disabled (false)',
      }),
    ),
    triggerId: Type.Optional(
      Type.Enum(
        [
          'credentials-exchange',
          'pre-user-registration',
          'post-user-registration',
          'post-change-password',
          sendPhoneMessage,
        ],
        { description: 'Retrieves hooks that match the trigger' },
      ),
    ),
  },
  { additionalProperties: false },
)

export const getHookQuery = Type.Object({ fields: fieldsQuery.fields }, { additionalProperties: false })

const secretName = '^[A-Za-z_][A-Za-z0-9_]{0,127}$'

/** Secrets by name. */
export const hookSecretsBody = Type.Record(
  Type.String({ pattern: secretName }),
  Type.String({ maxLength: 4096, description: 'The value of the secret' }),
  { additionalProperties: false },
)

export const hookSecretNamesBody = Type.Array(
  Type.String({ pattern: secretName, description: 'The name of a secret' }),
)

/** Ours: what of the sample parameters is to be another. */
export const testHookBody = Type.Object(
  {
    recipient: Type.Optional(Type.String({ description: 'The phone number' })),
    text: Type.Optional(Type.String({ description: 'The body of the message' })),
    context: Type.Optional(Type.Object({}, { description: 'Fields of the context' })),
  },
  { additionalProperties: false },
)
