// What each role of administrators may do, in the scopes that clients are granted too.

import { allManagementScopes, type ManagementScope } from '../clients/scopes.ts'
import type { AdministratorRole } from './records.ts'

const aboutAdministrators = /:administrators$/
/** Clients' secrets are shown for it. */
const showsSecrets: ReadonlySet<string> = new Set<ManagementScope>(['read:client_keys'])

const ofRole = {
  owner: new Set(allManagementScopes),
  editor: new Set(allManagementScopes.filter((scope) => !aboutAdministrators.test(scope))),
  viewer: new Set(
    allManagementScopes.filter((scope) => scope.startsWith('read:') && !aboutAdministrators.test(scope)),
  ),
} as const satisfies Record<AdministratorRole, ReadonlySet<ManagementScope>>

interface Confirmation {
  /** Whether the password was given again a short time ago. */
  readonly confirmed: boolean
}

/** Secrets are for who may change them and has just given the password again. */
export function seesSecrets(role: AdministratorRole, { confirmed }: Confirmation): boolean {
  return confirmed && role !== 'viewer'
}

export function scopesOfRole(role: AdministratorRole, confirmation: Confirmation): ReadonlySet<string> {
  if (seesSecrets(role, confirmation)) return ofRole[role]
  return new Set([...ofRole[role]].filter((scope) => !showsSecrets.has(scope)))
}
