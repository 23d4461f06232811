// Further tenants, beside the default one.

import { createId } from '#src/messaging/ids.ts'
import { generateSigningKey } from '../keys/signing-keys.ts'
import type { DirectoryStore, TenantWriter } from '../ports.ts'
import type { Tenant, TenantConfig } from '../records.ts'
import { type Directory, defaultTenantId } from './directory.ts'
import {
  fillTenant,
  isEmptyTenant,
  type ManagementCredentials,
  newManagementCredentials,
  putManagementClient,
} from './fill-tenant.ts'
import { changeHosts, normalizeHost } from './hosts.ts'

const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Creates a tenant with all that it begins with. It is reached once it is filled and not before: one whose creation was
 * cut off is created by doing the same again.
 *
 * @throws Error in an operator's words when the name or a host is bad or taken
 */
export async function createTenant(
  given: Pick<Tenant, 'name' | 'friendlyName' | 'hosts' | 'locales'>,
  { store, directory }: { readonly store: DirectoryStore; readonly directory: Directory },
): Promise<{ readonly tenant: Tenant; readonly managementClient: ManagementCredentials }> {
  const { name } = given
  if (!namePattern.test(name)) {
    throw new Error(
      `${JSON.stringify(name)} is not a tenant name. Use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end.`,
    )
  }
  const hosts = changeHosts([], { add: given.hosts.map(normalizeHost), remove: [] })
  // Again within the change, where it counts: here it is for a refusal to leave nothing behind.
  refuseTaken(
    directory
      .all()
      .flatMap(({ tenant }) => tenant.hosts)
      .find((host) => hosts.includes(host)),
  )
  const signingKey = await generateSigningKey(given.friendlyName)
  const managementClient = newManagementCredentials()

  await store.createTenant({ ...given, id: createId('ten'), hosts: [] })
  await directory.refresh()
  const { id } = findTenant(directory, name).tenant
  await directory.change(id, async (config, writer) => {
    if (!isEmptyTenant(config)) throw new Error(`Tenant ${name} already exists.`)
    await writer.putTenant({ ...given, id, hosts })
    await takeHosts(writer, hosts)
    await fillTenant(writer, { signingKey, clients: [] })
    await putManagementClient(config, writer, managementClient)
  })
  return { tenant: directory.byId(id).tenant, managementClient }
}

/** @throws Error in an operator's words when a host is bad, taken or not there */
export async function changeTenantHosts(
  name: string,
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  directory: Directory,
): Promise<TenantConfig> {
  const { id } = findTenant(directory, name).tenant
  if (id === defaultTenantId) {
    throw new Error('The default tenant serves every host that no other tenant has.')
  }
  const [add, remove] = [change.add.map(normalizeHost), change.remove.map(normalizeHost)]
  await directory.change(id, async ({ tenant }, writer) => {
    const missing = remove.find((host) => !tenant.hosts.includes(host))
    if (missing !== undefined) throw new Error(`Tenant ${name} does not have the host ${missing}.`)
    await takeHosts(writer, changeHosts(tenant.hosts, { add, remove }))
  })
  return directory.byId(id)
}

/** @throws Error when there is none */
export function findTenant(directory: Directory, name: string): TenantConfig {
  const found = directory.all().find(({ tenant }) => tenant.name === name || tenant.id === name)
  if (found) return found
  const names = directory.all().map(({ tenant }) => tenant.name)
  throw new Error(`Tenant ${name} not found. Tenants: ${names.join(', ')}.`)
}

async function takeHosts(writer: TenantWriter, hosts: readonly string[]): Promise<void> {
  refuseTaken(await writer.putHosts(hosts))
}

function refuseTaken(host: string | undefined): void {
  if (host !== undefined) throw new Error(`Another tenant already has the host ${host}.`)
}
