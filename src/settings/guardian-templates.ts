// Auth0's MFA templates (contract 5.2, 7) as a view on the message templates: two texts, each shared by text and voice,
// in whatever language. Nothing is read or written here; the caller writes within one change of the tenant.

import { TemplateError } from '#src/messaging/templates/liquid.ts'
import { checkMessageTemplate } from '#src/messaging/templates/message-template.ts'
import { deliveryMethods, type TemplatePurpose } from '#src/messaging/types.ts'
import { ChangeRefused } from './errors.ts'
import { anyLocale, type MessageTemplate } from './records.ts'

export interface GuardianTemplates {
  readonly enrollment: string
  readonly verification: string
}

/** What Auth0 shows of a tenant that wrote none, byte for byte. */
export const defaultGuardianTemplates: GuardianTemplates = {
  enrollment:
    '{{code}} is your verification code for {{tenant.friendly_name}}. ' +
    'Please enter this code to verify your enrollment.',
  verification: '{{code}} is your verification code for {{tenant.friendly_name}}',
}

/** The tenant's texts; undefined when it has neither. Where it has one only, the other is Auth0's. */
export function guardianTemplatesOf({
  messageTemplates,
}: {
  readonly messageTemplates: readonly MessageTemplate[]
}): GuardianTemplates | undefined {
  const own = (wanted: TemplatePurpose) =>
    messageTemplates.find(
      ({ purpose, locale, deliveryMethod }) =>
        purpose === wanted && locale === anyLocale && deliveryMethod === 'text',
    )?.body
  const [enrollment, verification] = [own('mfa_enrollment'), own('mfa')]
  return enrollment === undefined && verification === undefined
    ? undefined
    : {
        enrollment: enrollment ?? defaultGuardianTemplates.enrollment,
        verification: verification ?? defaultGuardianTemplates.verification,
      }
}

/** The message templates that these texts are. @throws ChangeRefused `guardian_templates_invalid` */
export function guardianTemplateRows(
  { enrollment, verification }: GuardianTemplates,
  updatedAt = new Date(),
): readonly MessageTemplate[] {
  check('enrollment_message', enrollment)
  check('verification_message', verification)
  const texts = [
    ['mfa_enrollment', enrollment],
    ['mfa', verification],
  ] as const
  return texts.flatMap(([purpose, body]) =>
    deliveryMethods.map((deliveryMethod) => ({
      purpose,
      locale: anyLocale,
      deliveryMethod,
      body,
      updatedAt,
    })),
  )
}

function check(field: string, source: string): void {
  try {
    checkMessageTemplate(source)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new ChangeRefused('guardian_templates_invalid', `${field}: ${error.message}`, { cause: error })
  }
}
