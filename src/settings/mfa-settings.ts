// What the settings of second factors (contract auth0.md 7) come to.

import type { DeliveryMethod } from '#src/messaging/types.ts'
import type { MfaProvider, MfaSettings } from './records.ts'

/** The kinds of second factor that a user can enrol by themselves. */
export const enrollableFactors = ['phone', 'otp'] as const
export type EnrollableFactor = (typeof enrollableFactors)[number]

const factorNames = { phone: 'sms', otp: 'otp' } as const

export function isFactorEnabled({ enabledFactors }: MfaSettings, factor: EnrollableFactor): boolean {
  return enabledFactors.includes(factorNames[factor])
}

/**
 * How the phone factor reaches people. Where nothing is chosen: by text, or by voice when the provider delivers by voice
 * alone.
 */
export function mfaDeliveryMethods(
  { deliveryMethods: chosen }: MfaSettings,
  able: readonly DeliveryMethod[] = [],
): readonly DeliveryMethod[] {
  if (chosen.length > 0) return chosen
  return able.length === 0 || able.includes('text') ? ['text'] : able
}

/** What a provider that is selected for second factors needs to send; undefined for the phone provider itself. */
export const mfaProviderNeeds: Readonly<Record<MfaProvider, string | undefined>> = {
  auth0: undefined,
  twilio: 'an account SID, an auth token, and a sender or a messaging service',
  'phone-message-hook':
    'an enabled send-phone-message Hook, or a deployed Action that is bound to the send-phone-message trigger',
}
