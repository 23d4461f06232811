// The wire shapes of /v1/templates and /v1/settings.

import { Type } from 'typebox'
import { maxTemplateLength } from '#src/messaging/templates/liquid.ts'
import { templatePurposes } from '#src/messaging/types.ts'
import { DeliveryMethod, strict, Timestamp } from './schemas.ts'

const Purpose = Type.Enum(templatePurposes, { type: 'string', description: 'What the message is for.' })
const Locale = Type.String({
  description: 'A BCP 47 tag, or `*` for the text that serves every language without one of its own.',
  minLength: 1,
  maxLength: 35,
})
const Body = Type.String({
  description: 'Liquid.',
  minLength: 1,
  maxLength: maxTemplateLength,
})
const Source = (more: readonly string[] = []) =>
  Type.Enum(['own', 'built_in', ...more], {
    type: 'string',
    description: '`own`: written by the tenant. `built_in`: that of Otpost.',
  })

export const TemplateQuery = Type.Object(
  {
    purpose: Type.Optional(Purpose),
    locale: Type.Optional(Locale),
    delivery_method: Type.Optional(DeliveryMethod),
  },
  strict,
)

export const TemplateParams = Type.Object({
  purpose: Purpose,
  locale: Locale,
  delivery_method: DeliveryMethod,
})

export const TemplateText = Type.Object({ body: Body }, { ...strict, examples: [{ body: exampleBody() }] })

const exampleTemplate = {
  purpose: 'login',
  locale: 'de',
  delivery_method: 'text',
  body: exampleBody(),
  source: 'own',
  updated_at: '2026-11-21T10:00:00.000Z',
} as const

export const Template = Type.Object(
  {
    purpose: Purpose,
    locale: Locale,
    delivery_method: DeliveryMethod,
    body: Body,
    source: Source(),
    text_locale: Type.Optional(
      Type.String({ description: 'What the text is kept under, when that is another language, or `*`.' }),
    ),
    disabled: Type.Optional(
      Type.Boolean({
        description: 'It is kept and not used: its phone template of the Management API is off.',
      }),
    ),
    updated_at: Type.Optional(Timestamp),
  },
  { examples: [exampleTemplate] },
)

export const TemplateList = Type.Object(
  { templates: Type.Array(Template) },
  { examples: [{ templates: [exampleTemplate] }] },
)

export const PreviewRequest = Type.Object(
  {
    purpose: Purpose,
    locale: Locale,
    delivery_method: Type.Optional(DeliveryMethod),
    body: Type.Optional(Body),
    sample: Type.Optional(
      Type.Object(
        {
          code: Type.Optional(Type.String({ pattern: '^[0-9]{4,40}$' })),
          friendly_name: Type.Optional(Type.String({ maxLength: 200 })),
          link: Type.Optional(Type.String({ maxLength: 2_000 })),
          phone_number: Type.Optional(Type.String({ maxLength: 32 })),
          application_name: Type.Optional(Type.String({ maxLength: 200 })),
          ip: Type.Optional(Type.String({ maxLength: 45 })),
          user: Type.Optional(
            Type.Object({}, { additionalProperties: true, description: 'The properties of `user`.' }),
          ),
        },
        { ...strict, description: 'What the text is filled in with. What is left out gets a value.' },
      ),
    ),
  },
  {
    ...strict,
    examples: [{ purpose: 'login', locale: 'de', body: exampleBody(), sample: { friendly_name: 'Acme' } }],
  },
)

export const Preview = Type.Object(
  {
    text: Type.String({ description: 'What the provider would be handed.' }),
    locale: Type.String({ description: 'The language of the text.' }),
    source: Source(['given']),
    falls_back: Type.Boolean({ description: 'There is no text in the language that was asked for.' }),
    fallback: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
    sender: Type.Optional(Type.String({ description: 'The sender that the template names.' })),
    segments: Type.Optional(
      Type.Object(
        {
          encoding: Type.Enum(['GSM-7', 'UCS-2'], { type: 'string' }),
          units: Type.Integer({ description: 'Septets or 16-bit units.' }),
          segments: Type.Integer({ description: 'What carriers bill.' }),
          units_left: Type.Integer({ description: 'What the last segment still takes.' }),
        },
        { description: 'Of texts.' },
      ),
    ),
  },
  {
    examples: [
      {
        text: '123456 ist dein Code.',
        locale: 'de',
        source: 'given',
        falls_back: false,
        segments: { encoding: 'GSM-7', units: 21, segments: 1, units_left: 139 },
      },
    ],
  },
)

const SettingFields = {
  enabled_locales: Type.Array(Type.String({ maxLength: 35 }), {
    description: 'The languages that messages are written in, as BCP 47 tags. The first is the default.',
    minItems: 1,
    maxItems: 200,
  }),
  autofill_domain: Type.Union([Type.String({ maxLength: 253 }), Type.Null()], {
    description:
      'The host name of the site on which codes are typed. Texts with a code then end in `@host #code`, and browsers ' +
      'fill the code in by themselves (WebOTP).',
  }),
  allowed_countries: Type.Array(Type.String({ maxLength: 60 }), {
    description:
      'The countries that codes and notices may be sent to, in ISO 3166-1 alpha-2. Empty: every country. Test messages ' +
      'of operators go everywhere.',
    maxItems: 300,
  }),
}

const exampleSettings = {
  enabled_locales: ['en', 'de'],
  autofill_domain: 'login.example.com',
  allowed_countries: ['GB', 'US'],
} as const

const ShownFields = {
  friendly_name: Type.String({ description: 'What messages call the tenant.' }),
  ...SettingFields,
}
const exampleShown = { friendly_name: 'Acme', ...exampleSettings } as const

export const Settings = Type.Object(ShownFields, { examples: [exampleShown] })

/** With what can be looked up and not changed here. */
export const AllSettings = Type.Object(
  {
    ...ShownFields,
    hosts: Type.Array(Type.String(), {
      description:
        'The host names that lead to the tenant; the first names the issuer of its tokens. The default tenant has none ' +
        'of its own: it has every host that no other tenant has.',
    }),
    known_locales: Type.Array(Type.String(), { description: 'What `enabled_locales` may hold.' }),
  },
  { examples: [{ ...exampleShown, hosts: ['login.example.com'], known_locales: ['de', 'en'] }] },
)

export const SettingsChange = Type.Partial(Type.Object(SettingFields), {
  ...strict,
  minProperties: 1,
  examples: [exampleSettings],
})

function exampleBody(): string {
  return '{{ code }} ist dein Code.'
}
