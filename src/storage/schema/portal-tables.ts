// Administrators, their sessions, and what they changed.

import type { DefaultedTimestamp, NullableTimestamp, Timestamp } from './column-types.ts'

export interface AdministratorsTable {
  tenant_id: string
  id: string
  /** In lower case. */
  email: string
  password_hash: string
  role: string
  /** By the administrator; the first password is somebody else's choice. */
  password_changed_at: NullableTimestamp
  created_at: Timestamp
  last_sign_in_at: NullableTimestamp
}

export interface AdminSessionsTable {
  tenant_id: string
  /** Of what the browser holds. */
  id_hash: string
  administrator_id: string
  created_at: DefaultedTimestamp
  seen_at: DefaultedTimestamp
  expires_at: Timestamp
  confirmed_until: NullableTimestamp
}

export interface AuditLogTable {
  tenant_id: string
  id: string
  at: DefaultedTimestamp
  actor_kind: 'administrator' | 'client'
  actor_id: string
  actor_email: string | null
  action: string
  resource: string
  /** The names of what was given, never a value. */
  fields: string[]
  request_id: string
}
