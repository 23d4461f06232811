import action from './action/index.ts'
import type { ProviderDefinition } from './define-provider.ts'
import hook from './hook/index.ts'
import inbox from './inbox/index.ts'
import script from './script/index.ts'
import smsGateway from './sms-gateway/index.ts'
import twilio from './twilio/index.ts'
import webhook from './webhook/index.ts'

/** Every provider kind there is, in the order in which they are shown. A new kind is one line here. */
export const providerKinds: readonly ProviderDefinition[] = [
  inbox,
  smsGateway,
  twilio,
  webhook,
  script,
  action,
  hook,
]

export function findProviderKind(kind: string): ProviderDefinition | undefined {
  return providerKinds.find((definition) => definition.kind === kind)
}
