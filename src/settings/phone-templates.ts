// Auth0's phone templates (contract 5.3, 10.2) as a view on the message templates: one of them is the texts of its purposes
// in any language. Nothing is read or written here; the caller writes within one change of the tenant.

import { createId } from '#src/messaging/ids.ts'
import { TemplateError } from '#src/messaging/templates/liquid.ts'
import { checkMessageTemplate } from '#src/messaging/templates/message-template.ts'
import { type DeliveryMethod, deliveryMethods, type TemplatePurpose } from '#src/messaging/types.ts'
import { ChangeRefused } from './errors.ts'
import { anyLocale, type MessageTemplate, type PhoneTemplate, type PhoneTemplateType } from './records.ts'

type Bodies = Readonly<Record<DeliveryMethod, string>>

const verifyText = '{{ code | escape }} is your verification code for {{ friendly_name | escape }}'
const verifyVoice =
  'Hello. Your verification code for {{ friendly_name | escape }} is {{ pause }} {{ code | escape }}. ' +
  'I repeat, your verification code is {{ pause }} {{ code | escape }}'
const place =
  '{{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ' +
  '({{ user.country }}){% endif %}'
const blocked =
  `Somebody at ${place} tried to log in to your account in a way that looks suspicious, so logins from there are ` +
  'blocked. If it was you, reset your password to log in again. If not, you need not do anything.'
const breached =
  'Your password for {{ friendly_name | escape }} has turned up in a data breach. Reset it before you log in again.'

/** What Auth0 shows of a tenant that wrote no texts. */
const auth0Bodies: Readonly<Record<PhoneTemplateType, Bodies>> = {
  otp_verify: { text: verifyText, voice: verifyVoice },
  otp_enroll: {
    text: `${verifyText}. Please enter this code to verify your enrollment.`,
    voice: verifyVoice,
  },
  change_password: {
    text: '{{ code | escape }} is your password change code for {{ friendly_name | escape }}',
    voice:
      'Hello. Your password change code for {{ friendly_name | escape }} is {{ pause }} {{ code | escape }}. ' +
      'I repeat, your password change code is {{ pause }} {{ code | escape }}',
  },
  blocked_account: { text: blocked, voice: blocked },
  password_breach: { text: breached, voice: breached },
}

/** The types that are listed before anyone created them, in the order in which they are listed. */
export const listedTemplateTypes = [
  'otp_verify',
  'blocked_account',
  'change_password',
  'otp_enroll',
] as const satisfies PhoneTemplateType[]

/** Whose texts a type is; the first one's are shown. */
const purposesOfType = {
  otp_verify: ['verification', 'login', 'signup', 'mfa'],
  otp_enroll: ['mfa_enrollment'],
  change_password: ['password_reset'],
  blocked_account: ['blocked_account'],
  password_breach: ['password_breach'],
} as const satisfies Record<PhoneTemplateType, readonly [TemplatePurpose, ...TemplatePurpose[]]>

/** The purpose whose texts are shown as those of a type. */
export function shownPurpose(type: PhoneTemplateType): TemplatePurpose {
  return purposesOfType[type][0]
}

/** The template that has the purpose's texts in any language, when one was created. */
export function phoneTemplateOf(
  phoneTemplates: readonly PhoneTemplate[],
  purpose: TemplatePurpose,
): PhoneTemplate | undefined {
  return phoneTemplates.find(({ type }) => purposesOfType[type].some((known) => known === purpose))
}

/** Auth0's texts of a type. */
export function defaultBodies(type: PhoneTemplateType): Bodies {
  return auth0Bodies[type]
}

/** The texts of a type: where the tenant has none in any language, Auth0's. */
export function bodiesOf(type: PhoneTemplateType, messageTemplates: readonly MessageTemplate[]): Bodies {
  const shown = shownPurpose(type)
  const own = (method: DeliveryMethod) =>
    messageTemplates.find(
      ({ purpose, locale, deliveryMethod }) =>
        purpose === shown && locale === anyLocale && deliveryMethod === method,
    )?.body
  return { text: own('text') ?? auth0Bodies[type].text, voice: own('voice') ?? auth0Bodies[type].voice }
}

/** The message templates that these texts are. */
export function messageTemplatesOf(
  type: PhoneTemplateType,
  bodies: Partial<Bodies>,
  updatedAt: Date,
): readonly MessageTemplate[] {
  return templateKeys(type).flatMap((key) => {
    const body = bodies[key.deliveryMethod]
    return body === undefined ? [] : [{ ...key, body, updatedAt }]
  })
}

/** Where the texts of a type are kept. */
export function templateKeys(
  type: PhoneTemplateType,
): Pick<MessageTemplate, 'purpose' | 'locale' | 'deliveryMethod'>[] {
  return purposesOfType[type].flatMap((purpose) =>
    deliveryMethods.map((deliveryMethod) => ({ purpose, locale: anyLocale, deliveryMethod })),
  )
}

export interface PhoneTemplateChange {
  readonly disabled?: boolean
  readonly from?: string
  readonly bodies: Partial<Bodies>
}

/** @throws ChangeRefused `phone_template_not_found` */
export function getPhoneTemplate(templates: readonly PhoneTemplate[], id: string): PhoneTemplate {
  const template = templates.find((candidate) => candidate.id === id)
  if (!template) throw new ChangeRefused('phone_template_not_found', 'Notification Resource not found')
  return template
}

/** @throws ChangeRefused `phone_template_exists`, `phone_template_invalid` */
export function createPhoneTemplate(
  type: PhoneTemplateType,
  given: PhoneTemplateChange,
  templates: readonly PhoneTemplate[],
): PhoneTemplate {
  if (templates.some((other) => other.type === type)) {
    throw new ChangeRefused('phone_template_exists', 'Phone template already configured for tenant')
  }
  const now = new Date()
  const base = { id: createId('tem', 22), type, disabled: false, createdAt: now, updatedAt: now }
  return changePhoneTemplate(base, given, now)
}

/** What the change does not name stays. @throws ChangeRefused `phone_template_invalid` */
export function changePhoneTemplate(
  template: PhoneTemplate,
  { bodies, ...change }: PhoneTemplateChange,
  now = new Date(),
): PhoneTemplate {
  for (const method of deliveryMethods) check(method, bodies[method])
  return { ...template, ...change, updatedAt: now }
}

function check(method: DeliveryMethod, source: string | undefined): void {
  if (source === undefined) return
  try {
    checkMessageTemplate(source)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new ChangeRefused('phone_template_invalid', `${method}: ${error.message}`, { cause: error })
  }
}
