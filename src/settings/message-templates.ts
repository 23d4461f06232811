// A tenant's texts as its operators see them: which one each purpose, language and delivery method has, and from where.

import {
  type DeliveryMethod,
  deliveryMethods,
  type TemplatePurpose,
  templatePurposes,
} from '#src/messaging/types.ts'
import { chooseText, type TextContext } from './message-texts.ts'
import { phoneTemplateOf } from './phone-templates.ts'
import { anyLocale, type MessageTemplate } from './records.ts'

export type TemplateKey = Pick<MessageTemplate, 'purpose' | 'locale' | 'deliveryMethod'>

export interface EffectiveText extends TemplateKey {
  readonly body: string
  readonly source: 'own' | 'built_in'
  /** The language that the text is kept under, when it is another. */
  readonly textLocale?: string
  /** Of the tenant's own. */
  readonly updatedAt?: Date
  /** It is kept and not used: its Auth0 phone template is switched off. */
  readonly disabled: boolean
}

interface Wanted {
  readonly purpose?: TemplatePurpose | undefined
  readonly locale?: string | undefined
  readonly deliveryMethod?: DeliveryMethod | undefined
}

/** What is sent in each of the tenant's languages, and whatever else it has written. */
export function effectiveTexts(context: TextContext, wanted: Wanted): readonly EffectiveText[] {
  const written = context.messageTemplates.map(({ locale }) => locale)
  const all = [...context.tenant.locales, ...written.filter((locale) => locale !== anyLocale), anyLocale]
  const locales = wanted.locale === undefined ? [...new Set(all)] : [wanted.locale]
  return templatePurposes
    .filter((purpose) => wanted.purpose === undefined || purpose === wanted.purpose)
    .flatMap((purpose) => locales.map((locale) => ({ purpose, locale })))
    .flatMap((key) => deliveryMethods.map((deliveryMethod) => ({ ...key, deliveryMethod })))
    .filter(({ deliveryMethod }) => deliveryMethod === (wanted.deliveryMethod ?? deliveryMethod))
    .flatMap((key) => effectiveText(context, key) ?? [])
}

/** Undefined for every language together, where the tenant has no text for it. */
export function effectiveText(context: TextContext, key: TemplateKey): EffectiveText | undefined {
  const { purpose, locale, deliveryMethod } = key
  if (locale === anyLocale) {
    const own = findOwn(context, key)
    return own && { ...own, source: 'own', disabled: isSwitchedOff(context, purpose) }
  }
  const { source: body, origin, locale: chosen, template } = chooseText(context, key)
  const textLocale = template?.locale ?? chosen
  return {
    purpose,
    locale,
    deliveryMethod,
    body,
    source: origin,
    disabled: false,
    ...(textLocale !== locale && { textLocale }),
    ...(template && { updatedAt: template.updatedAt }),
  }
}

function findOwn({ messageTemplates }: TextContext, key: TemplateKey): MessageTemplate | undefined {
  return messageTemplates.find(
    ({ purpose, locale, deliveryMethod }) =>
      purpose === key.purpose && locale === key.locale && deliveryMethod === key.deliveryMethod,
  )
}

function isSwitchedOff({ phoneTemplates }: TextContext, purpose: TemplatePurpose): boolean {
  return phoneTemplateOf(phoneTemplates, purpose)?.disabled === true
}
