// The APIs that access tokens can be made for. The Management API is one of them, built in: shown, never changed.

import { createHash, randomBytes } from 'node:crypto'
import { ChangeRefused } from '#src/settings/errors.ts'
import { keepSecrets } from '#src/settings/named-secrets.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { StoredTenantConfig } from '../ports.ts'
import { managementAudience, mfaAudience, type ResourceServer, type TenantConfig } from '../records.ts'
import { allManagementScopes } from './scopes.ts'

export interface ResourceServerChange {
  readonly name?: string
  readonly scopes?: ResourceServer['scopes']
  readonly tokenLifetimeSeconds?: number
  readonly allowOfflineAccess?: boolean
  /** Fields that are kept to be echoed. `null` takes one away. */
  readonly extra: JsonObject
}

type Context = StoredTenantConfig & Pick<TenantConfig, 'issuer'>

/** Deployment tools tell it from the tenant's own APIs by this very name. */
const managementApiName = 'Auth0 Management API'

export function managementResourceServer(config: Pick<TenantConfig, 'tenant' | 'issuer'>): ResourceServer {
  return {
    id: createHash('sha256').update(`management-api/${config.tenant.id}`).digest('hex').slice(0, 24),
    identifier: managementAudience(config),
    name: managementApiName,
    scopes: allManagementScopes.map((value) => ({ value })),
    tokenLifetimeSeconds: 86_400,
    allowOfflineAccess: false,
    extra: {},
  }
}

/** By id or by identifier, the built-in one included. */
export function getResourceServer(context: Context, idOrIdentifier: string): ResourceServer {
  const found = [managementResourceServer(context), ...context.resourceServers].find(
    ({ id, identifier }) => id === idOrIdentifier || identifier === idOrIdentifier,
  )
  if (!found) throw new ChangeRefused('resource_server_not_found', 'The resource server does not exist')
  return found
}

/** @throws ChangeRefused for the built-in one */
export function getOwnResourceServer(context: Context, idOrIdentifier: string): ResourceServer {
  const server = getResourceServer(context, idOrIdentifier)
  if (server.identifier === managementAudience(context)) {
    throw new ChangeRefused('resource_server_built_in', 'The Management API cannot be changed')
  }
  return server
}

export function createResourceServer(
  given: ResourceServerChange & { readonly identifier: string },
  context: Context,
): ResourceServer {
  const { identifier } = given
  const builtIn = [managementAudience(context), mfaAudience(context)]
  const taken = [...builtIn, ...context.resourceServers.map((server) => server.identifier)]
  if (taken.includes(identifier)) {
    throw new ChangeRefused(
      'resource_server_exists',
      `A resource server with the same identifier already exists`,
    )
  }
  return changeResourceServer(
    {
      id: randomBytes(12).toString('hex'),
      identifier,
      name: identifier,
      scopes: [],
      tokenLifetimeSeconds: 86_400,
      allowOfflineAccess: false,
      extra: {},
    },
    given,
  )
}

export function changeResourceServer(server: ResourceServer, change: ResourceServerChange): ResourceServer {
  const given = keepSecrets(change.extra, server.extra)
  const extra = Object.entries({ ...server.extra, ...given }).filter(([, value]) => value !== null)
  return {
    ...server,
    name: change.name ?? server.name,
    scopes: change.scopes ?? server.scopes,
    tokenLifetimeSeconds: change.tokenLifetimeSeconds ?? server.tokenLifetimeSeconds,
    allowOfflineAccess: change.allowOfflineAccess ?? server.allowOfflineAccess,
    extra: Object.fromEntries(extra),
  }
}
