import type { ProviderDefinition } from './define-provider.ts'
import inbox from './inbox/index.ts'
import smsGateway from './sms-gateway/index.ts'
import twilio from './twilio/index.ts'

/** Every provider kind there is, in the order in which they are shown. A new kind is one line here. */
export const providerKinds: readonly ProviderDefinition[] = [inbox, smsGateway, twilio]

export function findProviderKind(kind: string): ProviderDefinition | undefined {
  return providerKinds.find((definition) => definition.kind === kind)
}
