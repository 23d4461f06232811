// What may become of a tenant and its settings: checked against the tenant as it is within the change.

import { databaseStrategy } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import { checkLocales } from '#src/settings/locales.ts'
import { mergeObjects } from '#src/settings/merge-objects.ts'
import type { JsonObject, TenantSettings } from '#src/settings/records.ts'
import { fieldsOf } from '#src/values/json.ts'
import type { Tenant, TenantConfig } from '../records.ts'

export interface TenantChange {
  readonly friendlyName?: string
  /** The first is the default. */
  readonly locales?: readonly string[]
  /** By its name; empty for none. */
  readonly defaultDirectory?: string
  readonly isPhoneConsolidated?: boolean
  /** Settings that are kept as they were sent. `null` takes one away; `flags` are merged, the others replaced. */
  readonly echoed: JsonObject
}

/** @throws ChangeRefused `locales_invalid`, `default_directory_invalid` */
export function changeTenant(
  { tenant, settings, connections }: Pick<TenantConfig, 'tenant' | 'settings' | 'connections'>,
  change: TenantChange,
): { readonly tenant: Tenant; readonly settings: TenantSettings } {
  const { defaultDirectory: directoryBefore, ...others } = settings
  const directory = change.defaultDirectory ?? directoryBefore ?? ''
  if (change.defaultDirectory) requireDatabase(change.defaultDirectory, connections)
  return {
    tenant: {
      ...tenant,
      friendlyName: change.friendlyName ?? tenant.friendlyName,
      locales: change.locales ? checkLocales(change.locales) : tenant.locales,
    },
    settings: {
      ...others,
      ...(directory !== '' && { defaultDirectory: directory }),
      isPhoneConsolidated: change.isPhoneConsolidated ?? settings.isPhoneConsolidated,
      echoed: changeEchoed(settings.echoed, change.echoed),
    },
  }
}

function requireDatabase(name: string, connections: TenantConfig['connections']): void {
  if (connections.some((connection) => connection.name === name && connection.strategy === databaseStrategy))
    return
  throw new ChangeRefused(
    'default_directory_invalid',
    `Database connection ${JSON.stringify(name)} not found`,
  )
}

function changeEchoed(before: JsonObject, change: JsonObject): JsonObject {
  const flags = mergeObjects(fieldsOf(before.flags), fieldsOf(change.flags))
  const changed = { ...before, ...change, ...(Object.keys(flags).length > 0 && { flags }) }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null))
}
