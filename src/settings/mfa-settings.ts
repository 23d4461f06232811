// What the settings of second factors (contract auth0.md 7) come to.

import type { DeliveryMethod } from '#src/messaging/types.ts'
import type { MfaSettings } from './records.ts'

/** The kinds of second factor that a user can enrol by themselves. */
export const enrollableFactors = ['phone', 'otp'] as const
export type EnrollableFactor = (typeof enrollableFactors)[number]

const factorNames = { phone: 'sms', otp: 'otp' } as const

export function isFactorEnabled({ enabledFactors }: MfaSettings, factor: EnrollableFactor): boolean {
  return enabledFactors.includes(factorNames[factor])
}

/** How the phone factor reaches people: by text, where nothing is chosen. */
export function mfaDeliveryMethods({ deliveryMethods }: MfaSettings): readonly DeliveryMethod[] {
  return deliveryMethods.length > 0 ? deliveryMethods : ['text']
}
