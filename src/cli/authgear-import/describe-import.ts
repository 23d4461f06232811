// What an import says: what it takes, what it leaves, what it changed. No secret is in it.

import type { TenantConfig } from '#src/identity/records.ts'
import type { ImportPlan, LeftOut } from './import-plan.ts'
import type { TenantChanges } from './tenant-changes.ts'

interface Described {
  readonly plan: ImportPlan
  readonly config: TenantConfig
  readonly changes: TenantChanges
  readonly dryRun: boolean
}

export function describeImport({ plan, config, changes, dryRun }: Described): string[] {
  const name = changes.tenant?.name ?? config.tenant.name
  return [
    `Importing project ${plan.appId} into tenant ${config.tenant.name}`,
    '',
    'Imported:',
    ...describeTaken(plan, config, changes),
    '',
    'Not imported:',
    ...(plan.left.length > 0 ? describeLeft(plan.left) : ['  nothing']),
    '',
    ...(name === plan.appId
      ? []
      : [`Receivers get the tenant's name as app_id: "${name}" instead of Authgear's "${plan.appId}".`, '']),
    describeEnd(changes, dryRun),
  ]
}

function describeTaken(
  plan: ImportPlan,
  { tenant, webhookKeys }: TenantConfig,
  changes: TenantChanges,
): string[] {
  const { phoneProvider, webhookSecret, locales } = plan
  const line = (what: string, value: string) => `  ${what.padEnd(16)}${value}`
  const lines = phoneProvider ? [line('phone provider', phoneProvider.summary)] : []
  if (webhookSecret !== undefined) {
    const replaced = changes.webhookKeys && webhookKeys.length > 0
    const note = replaced ? "; it replaces the tenant's own key" : ''
    lines.push(line('webhook key', `the first key of webhook${note}`))
  } else if (changes.webhookKeys) {
    lines.push(line('webhook key', 'a new key, because the secrets have no webhook; give it to the receiver'))
  }
  if (locales) lines.push(line('languages', `${locales.join(', ')} (the first is the fallback)`))
  if (changes.tenant && changes.tenant.name !== tenant.name)
    lines.push(line('name', `${changes.tenant.name}, which receivers get as app_id`))
  return lines
}

function describeLeft(left: readonly LeftOut[]): string[] {
  const files = [...new Set(left.map(({ file }) => file))]
  return files.flatMap((file) => {
    const own = left.filter((item) => item.file === file)
    const plain = own.filter(({ why }) => why === undefined).map(({ key }) => key)
    const explained = own.flatMap(({ key, why }) => (why === undefined ? [] : [`    ${key}: ${why}`]))
    return [`  ${file}`, ...(plain.length > 0 ? [`    ${plain.join(', ')}`] : []), ...explained]
  })
}

function describeEnd(changes: TenantChanges, dryRun: boolean): string {
  if (Object.keys(changes).length === 0)
    return 'Nothing to change: the tenant already has this configuration.'
  return dryRun
    ? 'Dry run: nothing was changed.'
    : 'Done. A running Otpost uses the configuration immediately. Run `otpost doctor` to check it.'
}
