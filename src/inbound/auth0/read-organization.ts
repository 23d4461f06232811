import type { TenantConfig } from '#src/identity/records.ts'
import { findNamedOrganization } from '#src/identity/tenants/organizations.ts'
import type { MessageOrganization } from '#src/messaging/types.ts'
import { OAuthError } from './errors.ts'

/** @throws OAuthError when the tenant has no organization of this id or name */
export function readOrganization(
  config: Pick<TenantConfig, 'organizations' | 'settings'>,
  given: string | undefined,
): MessageOrganization | undefined {
  if (given === undefined) return undefined
  const organization = findNamedOrganization(config, given)
  if (organization) return organization
  throw new OAuthError(400, 'invalid_request', 'parameter organization is invalid')
}
