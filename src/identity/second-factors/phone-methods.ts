import type { Candidate, DeliveryMethod } from '#src/messaging/types.ts'
import { mfaDeliveryMethods } from '#src/settings/mfa-settings.ts'
import type { TenantConfig } from '../records.ts'

/** How the tenant's phone factor reaches people. */
export function phoneMethods(
  config: TenantConfig,
  { candidatesForMfa }: { readonly candidatesForMfa: (config: TenantConfig) => readonly Candidate[] },
): readonly DeliveryMethod[] {
  const able = candidatesForMfa(config).flatMap(({ deliveryMethods }) => deliveryMethods)
  return mfaDeliveryMethods(config.settings.mfa, able)
}
