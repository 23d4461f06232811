// Users, their second factors, codes and tokens, and what is counted against guessing.

import type { Generated } from 'kysely'
import type { DefaultedTimestamp, JsonText, NullableTimestamp, Timestamp } from './column-types.ts'

export interface UsersTable {
  tenant_id: string
  user_id: string
  connection_id: string
  phone_number: string | null
  phone_verified: Generated<boolean>
  email: string | null
  email_verified: Generated<boolean>
  username: string | null
  password_hash: string | null
  password_changed_at: NullableTimestamp
  blocked: Generated<boolean>
  profile: JsonText
  logins_count: Generated<number>
  last_login: NullableTimestamp
  last_ip: string | null
  created_at: DefaultedTimestamp
  updated_at: DefaultedTimestamp
}

export interface AuthenticatorsTable {
  tenant_id: string
  id: string
  user_id: string
  kind: string
  active: boolean
  phone_number: string | null
  /** Of an authenticator app. */
  sealed_secret: Buffer | null
  last_time_step: string | null
  /** Of a recovery code; beside another kind, of the one that comes with it when it becomes active. */
  recovery_code_hash: string | null
  created_at: Timestamp
  enrolled_at: NullableTimestamp
  last_used_at: NullableTimestamp
}

export interface CodesTable {
  tenant_id: string
  scope: string
  identifier: string
  code_id: string
  code_hash: string
  tries: number
  max_tries: number
  user_id: string
  message_id: string
  expires_at: Timestamp
  used_at: NullableTimestamp
}

export interface PasswordResetsTable {
  tenant_id: string
  id: string
  user_id: string | null
  recipient: string | null
  contact_hash: string
  expires_at: Timestamp
}

export interface FailuresTable {
  tenant_id: string
  scope: string
  identifier: string
  ip: string
  failures: number
  last_failure_at: Timestamp
}

export interface RateLimitsTable {
  tenant_id: string
  key: string
  hits: number
  window_ends_at: Timestamp
}

export interface BucketsTable {
  tenant_id: string
  key: string
  /** How many were left at the time. */
  tokens: number
  counted_at: Timestamp
  /** When it is full again, and as good as none. */
  full_at: Timestamp
}

export interface TokenRecordsTable {
  tenant_id: string
  model: string
  id_hash: string
  grant_id: string | null
  payload: JsonText
  expires_at: NullableTimestamp
  consumed_at: NullableTimestamp
}
