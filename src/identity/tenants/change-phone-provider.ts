// What changes together with the phone provider: a tenant whose provider signs has a key for it.

import type { PhoneProviderKind } from '#src/settings/phone-provider.ts'
import type { PhoneProviderSetting } from '#src/settings/records.ts'
import { type LiveWebhookKeys, liveWebhookKeys, newWebhookKey } from '#src/settings/webhook-keys.ts'
import type { TenantWriter } from '../ports.ts'
import type { TenantConfig } from '../records.ts'

type KeyWriter = Pick<TenantWriter, 'putWebhookKey'>

/** Within a change of the tenant. */
export async function savePhoneProvider(
  setting: PhoneProviderSetting,
  config: Pick<TenantConfig, 'webhookKeys'>,
  writer: KeyWriter & Pick<TenantWriter, 'putPhoneProvider'>,
  kinds: readonly PhoneProviderKind[],
): Promise<void> {
  if (kinds.some(({ kind, signs }) => signs && kind === setting.kind)) await ensureWebhookKey(config, writer)
  await writer.putPhoneProvider(setting)
}

/** Within a change of the tenant: its keys, after the first was made if there was none. */
export async function ensureWebhookKey(
  { webhookKeys }: Pick<TenantConfig, 'webhookKeys'>,
  writer: KeyWriter,
): Promise<LiveWebhookKeys> {
  const now = new Date()
  const live = liveWebhookKeys(webhookKeys, now)
  if (live) return live
  const current = newWebhookKey(now)
  await writer.putWebhookKey(current)
  return { current }
}
