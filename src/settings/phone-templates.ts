// Phone templates (contract 5.3, 10.2): the built-in texts, what may become of those that a tenant created, and which one a
// message uses. Nothing is read or written here; the caller writes within one change of the tenant.

import { createId } from '#src/messaging/ids.ts'
import {
  checkPhoneTemplate,
  compilePhoneTemplate,
  type PhoneTemplateText,
} from '#src/messaging/templates/compile-phone-template.ts'
import { TemplateError } from '#src/messaging/templates/liquid.ts'
import type { CodePurpose, DeliveryMethod } from '#src/messaging/types.ts'
import { ChangeRefused } from './errors.ts'
import type { PhoneTemplate, PhoneTemplateType } from './records.ts'

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

const builtIn: Readonly<Record<PhoneTemplateType, Bodies>> = {
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

/** The texts of a template: where it has none of its own, the built-in ones. */
export function bodiesOf({ type, text, voice }: Pick<PhoneTemplate, 'type' | 'text' | 'voice'>): Bodies {
  return { text: text ?? builtIn[type].text, voice: voice ?? builtIn[type].voice }
}

export interface PhoneTemplateChange {
  readonly disabled?: boolean
  readonly from?: string
  readonly text?: string
  readonly voice?: string
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
  change: PhoneTemplateChange,
  now = new Date(),
): PhoneTemplate {
  check('text', change.text)
  check('voice', change.voice)
  return { ...template, ...change, updatedAt: now }
}

/** Its texts are the built-in ones again; the sender stays. */
export function resetPhoneTemplate({ text: _text, voice: _voice, ...kept }: PhoneTemplate): PhoneTemplate {
  return { ...kept, updatedAt: new Date() }
}

function check(method: DeliveryMethod, source: string | undefined): void {
  if (source === undefined) return
  try {
    checkPhoneTemplate(source)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new ChangeRefused('phone_template_invalid', `${method}: ${error.message}`, { cause: error })
  }
}

const typeOfPurpose = {
  login: 'otp_verify',
  signup: 'otp_verify',
  verification: 'otp_verify',
  mfa: 'otp_verify',
  mfa_enrollment: 'otp_enroll',
  password_reset: 'change_password',
} as const satisfies Record<CodePurpose, PhoneTemplateType>

const compiled = new WeakMap<PhoneTemplate, Map<DeliveryMethod, PhoneTemplateText>>()

/** The text of a template, compiled once. */
export function templateText(template: PhoneTemplate, method: DeliveryMethod): PhoneTemplateText {
  const texts = compiled.get(template) ?? new Map<DeliveryMethod, PhoneTemplateText>()
  compiled.set(template, texts)
  const known = texts.get(method)
  if (known) return known
  const text = compilePhoneTemplate(bodiesOf(template)[method])
  texts.set(method, text)
  return text
}

/** The tenant's own text for a message, when it created one for such messages and did not switch it off. */
export function phoneTemplateFor(
  templates: readonly PhoneTemplate[],
  purpose: CodePurpose,
  method: DeliveryMethod,
): PhoneTemplateText | undefined {
  const type = typeOfPurpose[purpose]
  const template = templates.find((candidate) => candidate.type === type && !candidate.disabled)
  return template && templateText(template, method)
}
