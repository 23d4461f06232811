// What an import changes in a tenant: nothing where the tenant is like that already.

import { isDeepStrictEqual } from 'node:util'
import type { TenantWriter } from '#src/identity/ports.ts'
import type { Tenant, TenantConfig } from '#src/identity/records.ts'
import { createId } from '#src/messaging/ids.ts'
import {
  contextOf,
  type PhoneProviderKind,
  type ProviderContext,
  readPhoneProvider,
  type SettingProblem,
} from '#src/settings/phone-provider.ts'
import type { PhoneProviderSetting, WebhookKey } from '#src/settings/records.ts'
import { liveWebhookKeys, newWebhookKey } from '#src/settings/webhook-keys.ts'
import type { ImportPlan } from './import-plan.ts'

export interface TenantChanges {
  readonly tenant?: Tenant
  readonly phoneProvider?: PhoneProviderSetting
  /** In the order in which they are written: those that go, then the one that signs. */
  readonly webhookKeys?: readonly WebhookKey[]
}

export type DecidedChanges =
  | {
      readonly ok: true
      readonly changes: TenantChanges
      /** What the tenant will have, to check a provider against. */
      readonly context: ProviderContext
    }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] }

interface Options {
  readonly kinds: readonly PhoneProviderKind[]
  /** The names of all tenants. */
  readonly taken: readonly string[]
  readonly now: Date
}

export function decideChanges(
  plan: ImportPlan,
  config: TenantConfig,
  { kinds, taken, now }: Options,
): DecidedChanges {
  const { phoneProvider: planned, webhookSecret } = plan
  const signs = kinds.some(({ kind, signs }) => signs && kind === planned?.document.kind)
  const webhookKeys = changedKeys(config.webhookKeys, webhookSecret, signs, now)
  const live = (webhookKeys ?? config.webhookKeys).filter(({ retiresAt }) => !retiresAt || retiresAt > now)
  const context = { ...contextOf(config), webhookKeys: live }

  const read = planned && readPhoneProvider(planned.document, config.phoneProvider, context, kinds)
  if (read && !read.ok) return read
  const changesProvider = read && !isSameProvider(read.setting, config.phoneProvider)
  const tenant = {
    ...config.tenant,
    ...newName(plan, config, taken),
    ...(plan.locales && { locales: plan.locales }),
  }
  const changes = {
    ...(!isDeepStrictEqual(tenant, config.tenant) && { tenant }),
    ...(changesProvider && { phoneProvider: read.setting }),
    ...(webhookKeys && { webhookKeys }),
  }
  return { ok: true, changes, context }
}

export async function writeChanges(
  { tenant, phoneProvider, webhookKeys = [] }: TenantChanges,
  writer: TenantWriter,
): Promise<void> {
  if (tenant) await writer.putTenant(tenant)
  for (const key of webhookKeys) await writer.putWebhookKey(key)
  if (phoneProvider) await writer.putPhoneProvider(phoneProvider)
}

/** The name that a tenant has before anyone names it. */
const unnamed = 'default'

/** Receivers get a tenant's name as `app_id`: one without a name of its own takes the project's. */
function newName(
  { appId }: ImportPlan,
  { tenant }: TenantConfig,
  taken: readonly string[],
): Pick<Tenant, 'name'> | undefined {
  return tenant.name === unnamed && !taken.includes(appId) ? { name: appId } : undefined
}

function changedKeys(
  keys: readonly WebhookKey[],
  secret: string | undefined,
  signs: boolean,
  now: Date,
): readonly WebhookKey[] | undefined {
  const live = liveWebhookKeys(keys, now)
  if (secret === undefined) return signs && !live ? [newWebhookKey(now)] : undefined
  // A receiver that was given this key checks no other, so it must be the only one.
  if (live?.current.secret === secret && !live.previous) return undefined
  const gone = keys.map((key) => ({ ...key, retiresAt: new Date(0) }))
  return [...gone, { id: createId('whk'), secret, createdAt: now }]
}

function isSameProvider(one: PhoneProviderSetting, other: PhoneProviderSetting): boolean {
  const settings = ({ kind, disabled, deliveryMethods, config }: PhoneProviderSetting) => ({
    kind,
    disabled,
    deliveryMethods,
    config,
  })
  return isDeepStrictEqual(settings(one), settings(other))
}
