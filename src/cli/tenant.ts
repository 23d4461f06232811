// `otpost tenant`: makes, lists and changes tenants, beside a running Otpost or without one.

import type { Config } from '#src/config/config.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { changeTenantHosts, createTenant, findTenant } from '#src/identity/tenants/create-tenant.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import type { ManagementCredentials } from '#src/identity/tenants/fill-tenant.ts'
import { checkLocales } from '#src/settings/locales.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { describeFirstCredentials } from './first-credentials.ts'
import { withDirectory } from './with-storage.ts'

export interface CreateTenantOptions {
  readonly host?: readonly string[]
  readonly friendlyName?: string
  readonly locale?: readonly string[]
}

/** A running Otpost serves it as soon as it is told; no restart. */
export async function createTenantByName(
  config: Config,
  name: string,
  { host: hosts = [], friendlyName = name, locale = ['en'] }: CreateTenantOptions,
): Promise<void> {
  const given = { name, friendlyName, hosts, locales: checkLocales(locale) }
  await withDirectory(config, async (directory, { db, pool, seal }) => {
    const store = createDirectoryStore(db, pool, seal)
    const { tenant, managementClient } = await createTenant(given, { store, directory })
    print(describeCreated(directory.byId(tenant.id), managementClient))
  })
}

export async function listTenants(config: Config): Promise<void> {
  await withDirectory(config, async (directory) => {
    print(directory.all().map(describeTenant))
  })
}

/** Shows them, after some were added or taken away. */
export async function tenantHosts(
  config: Config,
  name: string,
  { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<void> {
  await withDirectory(config, async (directory) => {
    const tenant =
      add.length + remove.length > 0
        ? await changeTenantHosts(name, { add, remove }, directory)
        : findTenant(directory, name)
    print([describeTenant(tenant)])
  })
}

function describeTenant({ tenant, issuer }: TenantConfig): string {
  const hosts =
    tenant.hosts.length > 0
      ? tenant.hosts.join(', ')
      : tenant.id === defaultTenantId
        ? 'every other host'
        : 'no host'
  const where = hosts === 'no host' ? '' : `  ${issuer}`
  return `${tenant.name}  ${tenant.friendlyName}  ${hosts}${where}`
}

function describeCreated(
  { tenant, issuer }: TenantConfig,
  managementClient: ManagementCredentials,
): readonly string[] {
  const [host] = tenant.hosts
  const reach =
    host === undefined
      ? [
          'The tenant has no host name yet. Add one:',
          `  npx otpost tenant hosts ${tenant.name} --add login.example.com`,
        ]
      : [
          `Point ${tenant.hosts.join(' and ')} to this Otpost in your DNS and your proxy. Then request a Management`,
          'API token to configure the tenant:',
          `  curl -s ${issuer}oauth/token -H 'content-type: application/json' \\`,
          `    -d '{"grant_type":"client_credentials","client_id":"${managementClient.clientId}",` +
            `"client_secret":"SECRET","audience":"${issuer}api/v2/"}'`,
        ]
  return [
    `Created the tenant ${tenant.name}.`,
    ...describeFirstCredentials({ managementClient }),
    '',
    ...reach,
  ]
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
