// Which text a message gets. A language is asked for in turn: the message's own, one that its readers read as well, the
// tenant's first, English; the first that has a text decides. Each has the tenant's own text in it, else the tenant's own
// for every language, else the built-in one.

import { findFittingLocale, isSameLanguage } from '#src/messaging/negotiate-locale.ts'
import {
  compileMessageTemplate,
  type MessageTemplateText,
} from '#src/messaging/templates/message-template.ts'
import type { MessageText } from '#src/messaging/templates/render-text.ts'
import {
  type DeliveryMethod,
  type MessageContext,
  type MessageUser,
  noticePurposes,
  type TemplatePurpose,
} from '#src/messaging/types.ts'
import { builtInTexts } from './built-in-texts/index.ts'
import { phoneTemplateOf } from './phone-templates.ts'
import { anyLocale, type MessageTemplate, type PhoneTemplate, type TenantSettings } from './records.ts'

/** What of its tenant a text depends on. */
export interface TextContext {
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
  /** BCP 47 tag of the language that it is in; of a text for every language, the one that was asked for. */
  readonly locale: string
  readonly origin: 'own' | 'built_in'
  /** The tenant's own, when it is that. */
  readonly template?: MessageTemplate
}

/** Who and what a message is about. */
export interface TextSubject {
  readonly phoneNumber: string
  readonly context: MessageContext
  readonly ip?: string
  /** The language asked for, as it was sent. */
  readonly requestLanguage?: string
  readonly linkOf?: (code: string) => string
}

type KnownSubject = TextSubject & { readonly user?: MessageUser }

/** The text of a message, ready to be filled in with its code. */
export async function textFor(context: TextContext, key: TextKey, about: TextSubject): Promise<MessageText> {
  const text = preparedText(context, key)
  // A user costs a query, and most texts do without.
  const user = text.namesUser ? await about.context.findUser?.() : undefined
  return fillable(text, context, key, { ...about, ...(user && { user }) })
}

/** A text that is given, as it would be sent where a tenant's own one is. @throws TemplateError */
export function textOf(source: string, context: TextContext, key: TextKey, about: KnownSubject): MessageText {
  return fillable({ text: compileMessageTemplate(source), locale: key.locale }, context, key, about)
}

function fillable(
  { text, locale }: Pick<PreparedText, 'text' | 'locale'>,
  context: TextContext,
  { purpose, deliveryMethod }: TextKey,
  { linkOf, ...about }: KnownSubject,
): MessageText {
  const known = { ...about, locale, deliveryMethod }
  const from = phoneTemplateOf(context.phoneTemplates, purpose)?.from
  const { autofillDomain } = context.settings
  return {
    locale,
    textFor: (other) =>
      textFor(context, { purpose, deliveryMethod: other, locale }, { ...about, ...(linkOf && { linkOf }) }),
    render: (values) => text({ ...known, ...values }),
    ...(from !== undefined && { from }),
    ...(linkOf && { linkOf }),
    ...(autofillDomain !== undefined && isForCode(purpose) && { autofillDomain }),
  }
}

export function chooseText(context: TextContext, { purpose, deliveryMethod, locale }: TextKey): ChosenText {
  const isAnyOff = phoneTemplateOf(context.phoneTemplates, purpose)?.disabled === true
  const own = context.messageTemplates.filter(
    (template) => template.purpose === purpose && template.deliveryMethod === deliveryMethod,
  )
  const inAny = isAnyOff ? undefined : own.find((template) => template.locale === anyLocale)
  const written = own.flatMap((template) => (template.locale === anyLocale ? [] : [template.locale]))
  const relatedLocale = findFittingLocale(locale, [...written, ...builtInTexts.keys()])

  for (const language of [locale, relatedLocale, context.tenant.locales[0], defaultLocale]) {
    if (language === undefined) continue
    const fitting = fittingLocale(language, written)
    const found = own.find((template) => template.locale === fitting) ?? inAny
    if (found) {
      return { source: found.body, locale: fitting ?? locale, origin: 'own', template: found }
    }
    const builtIn = fittingLocale(language, [...builtInTexts.keys()])
    const texts = builtIn === undefined ? undefined : builtInTexts.get(builtIn)
    if (builtIn !== undefined && texts) {
      return { source: texts[purpose][deliveryMethod], locale: builtIn, origin: 'built_in' }
    }
  }
  throw new Error(`There are no texts in ${defaultLocale}.`)
}

const defaultLocale = 'en'

/** Whether messages of this purpose have a code, in a link or to be typed. */
export function isForCode(purpose: TemplatePurpose): boolean {
  return !noticePurposes.some((notice) => notice === purpose)
}

/** Of the same language only: another that its readers read as well is asked for in its turn. */
function fittingLocale(wanted: string, available: readonly string[]): string | undefined {
  return findFittingLocale(
    wanted,
    available.filter((locale) => isSameLanguage(locale, wanted)),
  )
}

interface PreparedText {
  readonly text: MessageTemplateText
  readonly locale: string
  readonly namesUser: boolean
}

/** A tenant's texts as they were chosen and compiled; they go with the configuration that they come from. */
const prepared = new WeakMap<TextContext, Map<string, PreparedText>>()

function preparedText(context: TextContext, key: TextKey): PreparedText {
  const texts = prepared.get(context) ?? new Map<string, PreparedText>()
  prepared.set(context, texts)
  const name = `${key.purpose} ${key.deliveryMethod} ${key.locale}`
  const known = texts.get(name)
  if (known) return known
  const { source, locale } = chooseText(context, key)
  const text = { text: compileMessageTemplate(source), locale, namesUser: source.includes('user') }
  texts.set(name, text)
  return text
}
