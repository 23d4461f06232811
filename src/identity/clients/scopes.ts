// The scopes of the Management API (contract 1.4), once: what clients may be granted and what its routes require.

const writable = [
  'connections',
  'hooks',
  'actions',
  'phone_providers',
  'phone_templates',
  'clients',
  'client_grants',
  'users',
  'authentication_methods',
  'resource_servers',
  'organizations',
  'administrators',
] as const

const adjustable = [
  'guardian_factors',
  'mfa_policies',
  'tenant_settings',
  'attack_protection',
  'connections_options',
  'client_keys',
] as const

const single = [
  'create:guardian_enrollment_tickets',
  'read:guardian_enrollments',
  'delete:guardian_enrollments',
  'read:signing_keys',
  'create:signing_keys',
  'read:messages',
  'create:verifications',
  'create:password_resets',
  'create:notices',
  'create:delivery_reports',
  'read:inbox',
  'delete:inbox',
  'read:audit_log',
] as const

export type ManagementScope =
  | `${'read' | 'create' | 'update' | 'delete'}:${(typeof writable)[number]}`
  | `${'read' | 'update'}:${(typeof adjustable)[number]}`
  | (typeof single)[number]

/** Every scope that the audience of the Management API knows; the first Management client is granted all of them. */
export const allManagementScopes: readonly ManagementScope[] = [
  ...writable.flatMap((resource) =>
    (['read', 'create', 'update', 'delete'] as const).map((action) => `${action}:${resource}` as const),
  ),
  ...adjustable.flatMap((resource) =>
    (['read', 'update'] as const).map((action) => `${action}:${resource}` as const),
  ),
  ...single,
]

const known: ReadonlySet<string> = new Set(allManagementScopes)

/** The scopes of the API of second factors (auth0.md 6.1), which users are given and clients are not. */
export const mfaScopes = ['enroll', 'read:authenticators', 'remove:authenticators'] as const
export type MfaScope = (typeof mfaScopes)[number]

export function isManagementScope(scope: string): scope is ManagementScope {
  return known.has(scope)
}
