// All tenants and their configuration in memory: what a request needs to know is never asked of the database.
// A change replaces a tenant's configuration as a whole; other processes learn of it by a notification, or, should
// one be lost, by comparing versions now and then.

import type { DirectoryStore, StoredTenantConfig, TenantWriter } from '../ports.ts'
import { type ClientGrant, managementAudience, type Tenant, type TenantConfig } from '../records.ts'

const checkEveryMs = 5_000

export interface Directory {
  /** The tenant that a host name selects; `default` when nothing matches. */
  byHost(host: string | undefined): TenantConfig
  /** The tenant as it is now. @throws when it does not exist (any more). */
  byId(tenantId: string): TenantConfig
  all(): readonly TenantConfig[]
  /** See `DirectoryStore.change`. When it resolves, this process already serves the new configuration. */
  change<Result>(
    tenantId: string,
    change: (config: TenantConfig, writer: TenantWriter) => Promise<Result>,
  ): Promise<Result>
  refresh(): Promise<void>
  close(): Promise<void>
}

interface DirectoryOptions {
  readonly store: DirectoryStore
  /** The URL of the default tenant, `http://localhost:3000`; others keep its scheme and port. */
  readonly publicUrl: string
  readonly onError: (error: unknown) => void
}

export async function openDirectory({ store, publicUrl, onError }: DirectoryOptions): Promise<Directory> {
  let tenants: ReadonlyMap<string, TenantConfig> = new Map()
  let hosts: ReadonlyMap<string, TenantConfig> = new Map()

  async function load(): Promise<void> {
    const loaded = new Map<string, TenantConfig>()
    for (const stored of await store.loadAll()) {
      const known = tenants.get(stored.tenant.id)
      // Keeping what did not change keeps what others derived from it: compiled templates, providers, keys.
      loaded.set(stored.tenant.id, known?.version === stored.version ? known : withIssuer(stored, publicUrl))
    }
    tenants = loaded
    hosts = new Map(
      [...loaded.values()].flatMap((config) => config.tenant.hosts.map((host) => [host, config])),
    )
  }

  // Two loads at once could put an older state over a newer one, so they follow each other.
  let loading: Promise<void> = Promise.resolve()
  const refresh = () => {
    const next = loading.then(load)
    loading = next.catch(() => {})
    return next
  }
  const refreshIfBehind = async () => {
    const versions = await store.versions()
    // A change of this process is on its way into memory already when the notification of it arrives.
    await loading
    const behind =
      versions.size !== tenants.size ||
      [...versions].some(([id, version]) => tenants.get(id)?.version !== version)
    if (behind) await refresh()
  }

  await refresh()
  let catchingUp: Promise<void> = Promise.resolve()
  const catchUp = () => {
    catchingUp = catchingUp.then(refreshIfBehind).catch(onError)
  }
  const stopListening = await store.listen(catchUp)
  const timer = setInterval(catchUp, checkEveryMs)
  timer.unref()

  const byId = (tenantId: string): TenantConfig => {
    const config = tenants.get(tenantId)
    if (!config) throw new Error(`There is no tenant ${tenantId}.`)
    return config
  }
  return {
    byId,
    byHost: (host) => (host !== undefined && hosts.get(host)) || byId(defaultTenantId),
    all: () => [...tenants.values()],
    async change(tenantId, change) {
      const result = await store.change(tenantId, (stored, writer) => {
        const config = withIssuer(stored, publicUrl)
        return change(config, {
          ...writer,
          putClientGrant: (grant) => writer.putClientGrant(toStoredGrant(grant, config)),
        })
      })
      await refresh()
      return result
    },
    refresh,
    async close() {
      clearInterval(timer)
      await stopListening()
      // What is under way must not find the database closed.
      await catchingUp
    },
  }
}

export const defaultTenantId = 'default'

// The Management API's audience contains the public URL, which may change between starts; grants for it must not.
const storedManagementAudience = 'urn:otpost:management-api'

function withIssuer(stored: StoredTenantConfig, publicUrl: string): TenantConfig {
  const issuer = issuerOf(stored.tenant, publicUrl)
  const clientGrants = stored.clientGrants.map((grant) =>
    grant.audience === storedManagementAudience
      ? { ...grant, audience: managementAudience({ issuer }) }
      : grant,
  )
  return { ...stored, issuer, clientGrants }
}

function toStoredGrant(grant: ClientGrant, config: TenantConfig): ClientGrant {
  return grant.audience === managementAudience(config)
    ? { ...grant, audience: storedManagementAudience }
    : grant
}

function issuerOf(tenant: Tenant, publicUrl: string): string {
  const url = new URL(publicUrl)
  const [host] = tenant.hosts
  if (tenant.id !== defaultTenantId && host) url.hostname = host
  return `${url.origin}/`
}
