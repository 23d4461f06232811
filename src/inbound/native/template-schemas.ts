// The wire shapes of /v1/templates and /v1/settings.

import { Type } from 'typebox'
import { maxTemplateLength } from '#src/messaging/templates/liquid.ts'
import { templatePurposes } from '#src/messaging/types.ts'
import { codePattern } from '#src/values/code-length.ts'
import { DeliveryMethod, strict, Timestamp } from './schemas.ts'

const Purpose = Type.Enum(templatePurposes, { type: 'string', description: 'The purpose of the message.' })
const Locale = Type.String({
  description: 'A BCP 47 language tag, or `*` for languages without a template.',
  minLength: 1,
  maxLength: 35,
})
const Body = Type.String({
  description: 'The text in Liquid syntax.',
  minLength: 1,
  maxLength: maxTemplateLength,
})
const Source = (more: readonly string[] = []) =>
  Type.Enum(['own', 'built_in', ...more], {
    type: 'string',
    description: '`own`: the template is custom. `built_in`: the template is part of Otpost.',
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
      Type.String({ description: 'The locale that the template is stored under, if it is a different one.' }),
    ),
    disabled: Type.Optional(
      Type.Boolean({
        description:
          'True if the phone template is disabled in the Management API. The template is kept but not used.',
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
          code: Type.Optional(Type.String({ pattern: codePattern })),
          friendly_name: Type.Optional(Type.String({ maxLength: 200 })),
          link: Type.Optional(Type.String({ maxLength: 2_000 })),
          phone_number: Type.Optional(Type.String({ maxLength: 32 })),
          application_name: Type.Optional(Type.String({ maxLength: 200 })),
          ip: Type.Optional(Type.String({ maxLength: 45 })),
          user: Type.Optional(
            Type.Object(
              {},
              { additionalProperties: true, description: 'The properties of the `user` variable.' },
            ),
          ),
        },
        { ...strict, description: 'The values of the variables. Omitted variables get sample values.' },
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
    text: Type.String({ description: 'The text that the provider would receive.' }),
    locale: Type.String({ description: 'The language of the text.' }),
    source: Source(['given']),
    falls_back: Type.Boolean({ description: 'True if there is no template in the requested language.' }),
    fallback: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
    sender: Type.Optional(Type.String({ description: 'The sender from the template.' })),
    segments: Type.Optional(
      Type.Object(
        {
          encoding: Type.Enum(['GSM-7', 'UCS-2'], { type: 'string' }),
          units: Type.Integer({ description: 'Septets or 16-bit units.' }),
          segments: Type.Integer({ description: 'The number of segments that carriers bill.' }),
          units_left: Type.Integer({ description: 'Units left in the last segment.' }),
        },
        { description: 'The size of a text message. Not present for voice.' },
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
    description: 'The languages of messages, as BCP 47 tags. The first is the default.',
    minItems: 1,
    maxItems: 200,
  }),
  autofill_domain: Type.Union([Type.String({ maxLength: 253 }), Type.Null()], {
    description:
      'The host name of the site where users type codes. If set, texts with a code end in `@host #code`, and browsers ' +
      'can fill in the code (WebOTP).',
  }),
  allowed_countries: Type.Array(Type.String({ maxLength: 60 }), {
    description:
      'The countries that codes and notices can be sent to, as ISO 3166-1 alpha-2 codes. If empty, all countries are ' +
      'allowed. Test messages can be sent to any country.',
    maxItems: 300,
  }),
}

const exampleSettings = {
  enabled_locales: ['en', 'de'],
  autofill_domain: 'login.example.com',
  allowed_countries: ['GB', 'US'],
} as const

const ShownFields = {
  friendly_name: Type.String({ description: 'The name of the tenant in messages.' }),
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
        'The host names of the tenant. The first one is in the issuer of its tokens. For the default tenant the list is ' +
        'empty: it serves every host that no other tenant has.',
    }),
    known_locales: Type.Array(Type.String(), {
      description: 'The values that `enabled_locales` can contain.',
    }),
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
