// What operators configure, by tenant.

import type { ColumnType, Generated } from 'kysely'
import type { DefaultedTimestamp, JsonText, NullableTimestamp, Timestamp } from './column-types.ts'

export interface TenantsTable {
  id: string
  name: string
  friendly_name: string
  locales: string[]
  /** Grows with every change of the tenant's configuration. */
  version: Generated<string>
  created_at: DefaultedTimestamp
}

export interface TenantHostsTable {
  host: string
  tenant_id: string
  /** The first names the tenant's issuer. */
  position: Generated<number>
}

export interface ConnectionsTable {
  tenant_id: string
  id: string
  name: string
  strategy: string
  is_domain_connection: boolean
  realms: string[]
  enabled_clients: string[]
  /** The options document, sealed whole: any of its keys may hold a secret. */
  sealed_options: Buffer
  extra: JsonText
  created_at: DefaultedTimestamp
}

export interface ClientsTable {
  tenant_id: string
  client_id: string
  name: string
  sealed_secret: Buffer
  auth_method: string
  grant_types: string[]
  credentials: JsonText
  trusts_forwarded_for: boolean
  id_token_lifetime_seconds: number
  id_token_alg: string
  extra: JsonText
  created_at: DefaultedTimestamp
}

export interface ClientGrantsTable {
  tenant_id: string
  id: string
  client_id: string
  audience: string
  scope: string[]
  created_at: DefaultedTimestamp
}

export interface ResourceServersTable {
  tenant_id: string
  id: string
  identifier: string
  name: string
  scopes: JsonText
  token_lifetime_seconds: number
  allow_offline_access: boolean
  extra: JsonText
  created_at: DefaultedTimestamp
}

export interface OrganizationsTable {
  tenant_id: string
  id: string
  name: string
  display_name: string
  metadata: JsonText
  branding: ColumnType<unknown, string | null, string | null>
  extra: JsonText
  created_at: DefaultedTimestamp
  updated_at: DefaultedTimestamp
}

export interface PhoneProvidersTable {
  tenant_id: string
  kind: string
  delivery_methods: string[]
  id: string
  disabled: boolean
  sealed_config: Buffer
  /** What the kind does not read and the Auth0 endpoints echo. */
  sealed_extra: Buffer | null
  created_at: DefaultedTimestamp
  updated_at: DefaultedTimestamp
}

export interface WebhookKeysTable {
  tenant_id: string
  id: string
  sealed_secret: Buffer
  created_at: Timestamp
  retires_at: NullableTimestamp
}

export interface PhoneTemplatesTable {
  tenant_id: string
  id: string
  type: string
  disabled: boolean
  from_number: string | null
  created_at: Timestamp
  updated_at: Timestamp
}

export interface MessageTemplatesTable {
  tenant_id: string
  purpose: string
  locale: string
  delivery_method: string
  body: string
  updated_at: Timestamp
}

export interface TenantSettingsTable {
  tenant_id: string
  sealed_settings: Buffer
}

export interface SigningKeysTable {
  tenant_id: string
  kid: string
  sealed_private_jwk: Buffer
  certificate: string
  current: boolean
  created_at: DefaultedTimestamp
}
