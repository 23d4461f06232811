// Which text a message gets: the tenant's own in its language, else the tenant's own in any language, else the built-in
// one of its language, else what the tenant's first language has. Each is compiled once.

import { findFittingLocale } from '#src/messaging/negotiate-locale.ts'
import {
  compilePhoneTemplate,
  type PhoneTemplateText,
  type PhoneTemplateVariables,
} from '#src/messaging/templates/compile-phone-template.ts'
import type { MessageText } from '#src/messaging/templates/render-text.ts'
import type { DeliveryMethod, MessageContext, TemplatePurpose } from '#src/messaging/types.ts'
import { builtInTexts } from './built-in-texts/index.ts'
import { phoneTemplateOf } from './phone-templates.ts'
import { anyLocale, type MessageTemplate, type PhoneTemplate, type TenantSettings } from './records.ts'

/** What of its tenant a text depends on. */
export interface TextScene {
  readonly tenant: { readonly locales: readonly string[] }
  readonly messageTemplates: readonly MessageTemplate[]
  readonly phoneTemplates: readonly PhoneTemplate[]
  readonly settings: Pick<TenantSettings, 'autofillDomain'>
}

export interface TextKey {
  readonly purpose: TemplatePurpose
  readonly deliveryMethod: DeliveryMethod
  /** One of the tenant's languages. */
  readonly locale: string
}

export interface ChosenText {
  readonly source: string
  /** BCP 47 tag of the language that it is in. */
  readonly locale: string
  readonly origin: 'own' | 'built_in'
}

/** The text of a message, ready to be filled in with its code. */
export async function textFor(
  scene: TextScene,
  key: TextKey,
  about: {
    readonly phoneNumber: string
    readonly context: MessageContext
    readonly ip?: string
    readonly linkOf?: (code: string) => string
  },
): Promise<MessageText> {
  const { source, locale } = chooseText(scene, key)
  const { context, phoneNumber, ip, linkOf } = about
  // A user costs a query, and most texts do without.
  const user = source.includes('user.') ? await context.findUser?.() : undefined
  const known: Omit<PhoneTemplateVariables, 'code' | 'link'> = {
    phoneNumber,
    locale,
    context,
    deliveryMethod: key.deliveryMethod,
    ...(user && { user }),
    ...(ip !== undefined && { ip }),
  }
  const text = compiled(source)
  const from = phoneTemplateOf(scene.phoneTemplates, key.purpose)?.from
  const { autofillDomain } = scene.settings
  return {
    locale,
    render: (values) => text({ ...known, ...values }),
    ...(from !== undefined && { from }),
    ...(linkOf && { linkOf }),
    ...(autofillDomain !== undefined && { autofillDomain }),
  }
}

export function chooseText(scene: TextScene, { purpose, deliveryMethod, locale }: TextKey): ChosenText {
  const own = scene.messageTemplates.filter(
    (template) => template.purpose === purpose && template.deliveryMethod === deliveryMethod,
  )
  const isAnyOff = phoneTemplateOf(scene.phoneTemplates, purpose)?.disabled === true
  const inAny = isAnyOff ? undefined : own.find((template) => template.locale === anyLocale)
  const written = own.filter((template) => template.locale !== anyLocale)
  const inLanguage = (wanted: string) => {
    const fitting = findFittingLocale(
      wanted,
      written.map((template) => template.locale),
    )
    return written.find((template) => template.locale === fitting)
  }
  const found = inLanguage(locale)
  if (found) return { source: found.body, locale: found.locale, origin: 'own' }
  if (inAny) return { source: inAny.body, locale, origin: 'own' }
  const builtIn = builtInText(purpose, deliveryMethod, locale)
  if (builtIn) return builtIn
  const [first = 'en'] = scene.tenant.locales
  const fallback = first === locale ? undefined : inLanguage(first)
  if (fallback) return { source: fallback.body, locale: fallback.locale, origin: 'own' }
  return (
    builtInText(purpose, deliveryMethod, first) ??
    builtInText(purpose, deliveryMethod, 'en') ?? { source: '{{ code }}', locale: 'en', origin: 'built_in' }
  )
}

const builtInLocales = [...builtInTexts.keys()]

function builtInText(
  purpose: TemplatePurpose,
  deliveryMethod: DeliveryMethod,
  wanted: string,
): ChosenText | undefined {
  const locale = findFittingLocale(wanted, builtInLocales)
  const texts = locale === undefined ? undefined : builtInTexts.get(locale)
  return locale !== undefined && texts
    ? { source: texts[purpose][deliveryMethod], locale, origin: 'built_in' }
    : undefined
}

const texts = new Map<string, PhoneTemplateText>()
/** More than the built-in ones and those of many tenants; what is compiled again costs a millisecond. */
const textsKept = 2_000

function compiled(source: string): PhoneTemplateText {
  const known = texts.get(source)
  if (known) return known
  const text = compilePhoneTemplate(source)
  if (texts.size >= textsKept) texts.clear()
  texts.set(source, text)
  return text
}
