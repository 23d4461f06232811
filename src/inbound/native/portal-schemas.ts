// The wire shapes of what the portal needs besides what applications do.

import { type TProperties, Type } from 'typebox'
import { maxPasswordLength, minPasswordLength } from '#src/identity/administrators/change-administrators.ts'
import { administratorRoles } from '#src/identity/administrators/records.ts'
import { emailPattern, maxEmailLength } from '#src/values/email.ts'

const strict = { additionalProperties: false } as const
const Timestamp = Type.String({ format: 'date-time' })
const Role = Type.Enum(administratorRoles, {
  type: 'string',
  description:
    '`owner`: full access. `editor`: full access except to administrators. `viewer`: read-only access.',
})
const Email = Type.String({
  description: 'Not case-sensitive.',
  pattern: emailPattern,
  maxLength: maxEmailLength,
})
const Password = Type.String({ minLength: minPasswordLength, maxLength: maxPasswordLength })

const exampleAdministrator = {
  id: 'adm_3CxJq1tCGz7piGD3',
  email: 'owner@example.com',
  role: 'owner',
  created_at: '2026-11-21T10:00:00.000Z',
  last_sign_in_at: '2026-11-21T10:05:00.000Z',
} as const

const administratorFields = {
  id: Type.String(),
  email: Type.String(),
  role: Role,
  created_at: Timestamp,
  last_sign_in_at: Type.Optional(Timestamp),
  locked_until: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Present while the administrator is locked out after too many wrong passwords.',
    }),
  ),
} satisfies TProperties
export const AdministratorShape = Type.Object(administratorFields, { examples: [exampleAdministrator] })
export const CreatedAdministrator = Type.Object(
  {
    ...administratorFields,
    password: Type.Optional(Type.String({ description: 'The generated password. It is shown only once.' })),
  },
  { examples: [exampleAdministrator] },
)
export const AdministratorList = Type.Object(
  { administrators: Type.Array(AdministratorShape) },
  { examples: [{ administrators: [exampleAdministrator] }] },
)
export const NewAdministratorBody = Type.Object(
  { email: Email, role: Role, password: Type.Optional(Password) },
  { ...strict, examples: [{ email: 'editor@example.com', role: 'editor' }] },
)
export const AdministratorChangeBody = Type.Object(
  { email: Type.Optional(Email), role: Type.Optional(Role), password: Type.Optional(Password) },
  { ...strict, examples: [{ role: 'viewer' }] },
)

export const AuditQuery = Type.Object(
  {
    cursor: Type.Optional(
      Type.String({ description: 'The `next_cursor` of the previous page.', minLength: 1, maxLength: 128 }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  },
  strict,
)
export const AuditPage = Type.Object(
  {
    entries: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Timestamp,
        actor: Type.Object({
          kind: Type.Enum(['administrator', 'client'], { type: 'string' }),
          id: Type.String(),
          email: Type.Optional(Type.String()),
        }),
        action: Type.String({
          description: '`create`, `update`, `delete`, `deploy`, `rotate`, `sign_in`, …',
        }),
        resource: Type.String({ description: 'The path of the changed resource.' }),
        fields: Type.Array(Type.String(), {
          description: 'The names of the fields in the request. Values are not recorded.',
        }),
        request_id: Type.String(),
      }),
    ),
    next_cursor: Type.Optional(Type.String({ description: 'Present if there are older entries.' })),
  },
  {
    examples: [
      {
        entries: [
          {
            id: 'aud_019a9f3c2b10a1b2c3d4e5f60718',
            at: '2026-11-21T10:00:00.000Z',
            actor: { kind: 'administrator', id: 'adm_3CxJq1tCGz7piGD3', email: 'owner@example.com' },
            action: 'update',
            resource: 'phone-provider',
            fields: ['kind', 'webhook'],
            request_id: '0b6e9a3c-53d0-4d0b-9d1c-3f1f4d8f2a10',
          },
        ],
      },
    ],
  },
)

const periods = ['24h', '7d'] as const
export const OverviewQuery = Type.Object(
  { period: Type.Optional(Type.Enum(periods, { type: 'string', default: '24h' })) },
  strict,
)
export const Overview = Type.Object(
  {
    period: Type.Enum(periods, { type: 'string' }),
    messages: Type.Array(
      Type.Object({
        at: Type.String({ format: 'date-time', description: 'The start of the hour.' }),
        provider: Type.String(),
        accepted: Type.Integer(),
        failed: Type.Integer(),
        queued: Type.Integer(),
      }),
    ),
    totals: Type.Object({ sent: Type.Integer(), accepted: Type.Integer(), failed: Type.Integer() }),
    conversion: Type.Object(
      { codes_sent: Type.Integer(), codes_used: Type.Integer() },
      { description: 'How many of the accepted codes were used.' },
    ),
    providers: Type.Array(
      Type.Object({
        kind: Type.String(),
        attempts: Type.Integer(),
        failed: Type.Integer(),
        median_ms: Type.Optional(Type.Number()),
        p95_ms: Type.Optional(Type.Number()),
        last_error: Type.Optional(Type.String()),
      }),
    ),
    countries: Type.Array(
      Type.Object({
        country: Type.String({
          description: 'An ISO 3166-1 alpha-2 code, or a calling code that belongs to no country.',
        }),
        messages: Type.Integer(),
        previous: Type.Integer({ description: 'Messages in the previous period of the same length.' }),
      }),
    ),
    attention: Type.Array(
      Type.Object({
        kind: Type.Enum(['provider_failing', 'messages_refused', 'inbox_in_use', 'country_spike'], {
          type: 'string',
        }),
        detail: Type.String(),
        link: Type.Optional(Type.String({ description: 'A path within the portal.' })),
      }),
    ),
    checklist: Type.Array(Type.Object({ step: Type.String(), done: Type.Boolean() })),
  },
  {
    examples: [
      {
        period: '24h',
        messages: [
          { at: '2026-11-21T10:00:00.000Z', provider: 'twilio', accepted: 41, failed: 1, queued: 0 },
        ],
        totals: { sent: 42, accepted: 41, failed: 1 },
        conversion: { codes_sent: 41, codes_used: 37 },
        providers: [{ kind: 'twilio', attempts: 42, failed: 1, median_ms: 131.5, p95_ms: 402 }],
        countries: [{ country: 'GB', messages: 42, previous: 39 }],
        attention: [],
        checklist: [{ step: 'choose_provider', done: true }],
      },
    ],
  },
)

export const ResendBody = Type.Object(
  {
    provider: Type.Optional(
      Type.String({
        description:
          'The provider to use: the kind of a configured provider, the ID of a connection with its own provider, or ' +
          '`inbox`. By default, the message takes its usual way.',
        minLength: 1,
        maxLength: 64,
      }),
    ),
  },
  { ...strict, examples: [{ provider: 'inbox' }] },
)
