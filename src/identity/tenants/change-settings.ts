import type { TenantSettings } from '#src/settings/records.ts'
import type { TenantConfig } from '../records.ts'
import type { Directory } from './directory.ts'

/** Changes what is set for a tenant as a whole, from what it is then. Resolves with what it has become. */
export async function changeSettings(
  directory: Directory,
  { tenant }: Pick<TenantConfig, 'tenant'>,
  change: (settings: TenantSettings) => TenantSettings,
): Promise<TenantSettings> {
  return directory.change(tenant.id, async ({ settings }, writer) => {
    const changed = change(settings)
    await writer.putSettings(changed)
    return changed
  })
}
