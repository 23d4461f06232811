// Which client may ask for which scopes of which API. Nothing is read or written here; the caller writes within one
// change of the tenant.

import { createId } from '#src/messaging/ids.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { StoredTenantConfig } from '../ports.ts'
import { type ClientGrant, managementAudience, type TenantConfig } from '../records.ts'
import { getClient } from './clients.ts'
import { isManagementScope } from './scopes.ts'

/** What a change is checked by: the tenant as it is within the transaction, and its issuer. */
export type GrantContext = StoredTenantConfig & Pick<TenantConfig, 'issuer'>

export function getClientGrant(grants: readonly ClientGrant[], id: string): ClientGrant {
  const grant = grants.find((candidate) => candidate.id === id)
  if (!grant) throw new ChangeRefused('client_grant_not_found', 'The client grant does not exist')
  return grant
}

export function createClientGrant(
  given: { readonly clientId: string; readonly audience: string; readonly scope: readonly string[] },
  context: GrantContext,
): ClientGrant {
  const { clientId, audience, scope } = given
  getClient(context.clients, clientId)
  checkScope(audience, scope, context)
  if (context.clientGrants.some((grant) => grant.clientId === clientId && grant.audience === audience)) {
    throw new ChangeRefused('client_grant_exists', 'client_grant already exists')
  }
  return { id: createId('cgr'), clientId, audience, scope: [...new Set(scope)] }
}

export function changeClientGrant(
  grant: ClientGrant,
  scope: readonly string[],
  context: GrantContext,
): ClientGrant {
  checkScope(grant.audience, scope, context)
  return { ...grant, scope: [...new Set(scope)] }
}

function checkScope(audience: string, scope: readonly string[], context: GrantContext): void {
  const has = scopesOf(audience, context)
  const unknown = scope.filter((value) => !has(value))
  if (unknown.length > 0) {
    throw new ChangeRefused('scope_unknown', `${audience} has no such scope: ${unknown.join(', ')}`)
  }
}

function scopesOf(audience: string, context: GrantContext): (scope: string) => boolean {
  if (audience === managementAudience(context)) return isManagementScope
  const server = context.resourceServers.find(({ identifier }) => identifier === audience)
  if (!server) throw new ChangeRefused('audience_not_found', `No resource with identifier ${audience}`)
  const values = new Set(server.scopes.map(({ value }) => value))
  return (scope) => values.has(scope)
}
