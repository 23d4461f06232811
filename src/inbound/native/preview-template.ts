// A message as it would be sent, with sample data in the place of a person and a code that is nobody's.

import type { Static } from 'typebox'
import { messageContext } from '#src/flows/message-context.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { isSameLanguage } from '#src/messaging/negotiate-locale.ts'
import { renderText } from '#src/messaging/templates/render-text.ts'
import { countSegments } from '#src/messaging/templates/sms-segments.ts'
import type { MessageUser, TemplatePurpose } from '#src/messaging/types.ts'
import { chooseText, isForCode, type TextSubject, textOf } from '#src/settings/message-texts.ts'
import { anyLocale } from '#src/settings/records.ts'
import type { Preview, PreviewRequest } from './template-schemas.ts'

type Sample = NonNullable<Static<typeof PreviewRequest>['sample']>

const samplePhoneNumber = '+442079460123'
const sampleCode = '123456'

/** @throws TemplateError when the text that is given does not parse; MessagingError `template_failed` */
export function previewText(
  {
    purpose,
    locale: asked,
    delivery_method: deliveryMethod = 'text',
    body,
    sample = {},
  }: Static<typeof PreviewRequest>,
  config: TenantConfig,
): Static<typeof Preview> {
  const locale = asked === anyLocale ? (config.tenant.locales[0] ?? 'en') : asked
  const key = { purpose, deliveryMethod, locale }
  const chosen =
    body === undefined ? chooseText(config, key) : ({ source: body, locale, origin: 'given' } as const)
  const { code = sampleCode } = sample
  const text = textOf(
    chosen.source,
    config,
    { ...key, locale: chosen.locale },
    subjectOf(sample, purpose, config),
  )
  const rendered = renderText(text, isForCode(purpose) ? code : '', deliveryMethod)
  const fallsBack = !isSameLanguage(chosen.locale, locale)
  return {
    text: rendered.body,
    locale: chosen.locale,
    source: chosen.origin,
    falls_back: fallsBack,
    ...(fallsBack && { fallback: { from: locale, to: chosen.locale } }),
    ...(rendered.from !== undefined && { sender: rendered.from }),
    ...(deliveryMethod === 'text' && { segments: segmentsOf(rendered.body) }),
  }
}

function subjectOf(
  sample: Sample,
  purpose: TemplatePurpose,
  config: TenantConfig,
): TextSubject & { readonly user: MessageUser } {
  const { friendly_name: friendlyName, application_name: name = 'App', ip = '203.0.113.7' } = sample
  const phoneNumber = sample.phone_number ?? samplePhoneNumber
  const context = messageContext(config, { phoneNumber, users: { findByPhone: async () => undefined } })
  const link = sample.link ?? `${config.issuer}reset?code=${sample.code ?? sampleCode}`
  return {
    phoneNumber,
    ip,
    context: {
      ...context,
      tenant: { ...context.tenant, ...(friendlyName !== undefined && { friendlyName }) },
      client: { clientId: 'sample', name, metadata: {} },
    },
    user: {
      userId: 'auth0|sample',
      phoneNumber,
      phoneVerified: true,
      profile: { ...sample.user },
      createdAt: new Date(),
      updatedAt: new Date(),
    },
    ...(purpose === 'password_reset_link' && { linkOf: () => link }),
  }
}

function segmentsOf(text: string): NonNullable<Static<typeof Preview>['segments']> {
  const { unitsLeft, ...counted } = countSegments(text)
  return { ...counted, units_left: unitsLeft }
}
