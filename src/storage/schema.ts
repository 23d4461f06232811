// The tables as Kysely sees them. Column names are the field's words (design.md), in snake case.

import type { ColumnType, Generated } from 'kysely'
import type { ReportedStatus } from '#src/messaging/delivery/delivery-report.ts'
import type { FailureKind, MessageStatus } from '#src/messaging/types.ts'

type Timestamp = Date
type DefaultedTimestamp = ColumnType<Date, Date | undefined, Date>
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>
/** `json` keeps what was written byte for byte; it is written as text and read back parsed. */
type JsonText<T = unknown> = ColumnType<T, string, string>

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

interface ScriptColumns {
  runtime: string
  sealed_code: Buffer
  dependencies: JsonText
  /** Names, values and dates, sealed whole. */
  sealed_secrets: Buffer
}

export interface ActionsTable extends ScriptColumns {
  tenant_id: string
  id: string
  name: string
  trigger_id: string
  trigger_version: string
  status: string
  problems: JsonText
  build_id: string | null
  deployed_version_id: string | null
  all_changes_deployed: boolean
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionVersionsTable extends ScriptColumns {
  tenant_id: string
  id: string
  action_id: string
  number: number
  build_id: string
  built_at: Timestamp
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionBindingsTable {
  tenant_id: string
  id: string
  trigger_id: string
  action_id: string
  display_name: string
  position: number
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ActionExecutionsTable {
  tenant_id: string
  id: string
  trigger_id: string
  action_name: string
  error: JsonText | null
  started_at: Timestamp
  ended_at: Timestamp
}

export interface HooksTable {
  tenant_id: string
  id: string
  name: string
  trigger_id: string
  enabled: boolean
  sealed_script: Buffer
  dependencies: JsonText
  sealed_secrets: Buffer
  created_at: Timestamp
  updated_at: Timestamp
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

export interface BucketsTable {
  tenant_id: string
  key: string
  /** How many were left at the time. */
  tokens: number
  counted_at: Timestamp
  /** When it is full again, and as good as none. */
  full_at: Timestamp
}

export interface ScriptBuildsTable {
  tenant_id: string
  id: string
  sealed_build: Buffer
  created_at: DefaultedTimestamp
}

export interface AttemptConsolesTable {
  tenant_id: string
  message_id: string
  attempt: number
  /** What a script printed: sealed, because it may print the message. */
  sealed_console: Buffer
}

export interface QueuedMessagesTable {
  tenant_id: string
  message_id: string
  /** The message with its clear code, sealed; the row goes when the message is sent or its code has expired. */
  sealed_message: Buffer
  expires_at: Timestamp
}

export interface SigningKeysTable {
  tenant_id: string
  kid: string
  sealed_private_jwk: Buffer
  certificate: string
  current: boolean
  created_at: DefaultedTimestamp
}

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

export interface MessagesTable {
  tenant_id: string
  id: string
  recipient: string
  purpose: string
  delivery_method: string
  locale: string | null
  client_id: string | null
  organization: string | null
  ip: string | null
  user_agent: string | null
  provider_kind: string
  created_at: Timestamp
  /** What it says, rendered without its code. */
  masked_text: string | null
  /** Of its code, when it carries one. */
  code_expires_at: NullableTimestamp
}

/** A view: the message, and how it stands by its last attempt and what was reported of it. */
export interface MessageStatesView extends Omit<MessagesTable, 'masked_text' | 'code_expires_at'> {
  status: MessageStatus
  settled_at: NullableTimestamp
}

export interface AttemptsTable {
  tenant_id: string
  message_id: string
  attempt: number
  provider_id: string
  provider_kind: string
  outcome: 'queued' | 'sending' | 'accepted' | 'failed'
  failure: FailureKind | null
  provider_message_id: string | null
  provider_error_code: string | null
  http_status: number | null
  detail: string | null
  duration_ms: number | null
  execution_id: string | null
  started_at: Timestamp
  settled_at: NullableTimestamp
}

export interface InboxTable {
  tenant_id: string
  message_id: string
  recipient: string
  delivery_method: string
  /** The message with its clear code, sealed: showing it is the inbox's job, leaving it lying about is not. */
  sealed_text: Buffer
  created_at: DefaultedTimestamp
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

export interface IdempotencyKeysTable {
  tenant_id: string
  client_id: string
  key: string
  request_hash: string
  status: number | null
  body: string | null
  created_at: DefaultedTimestamp
}

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

export interface VerifiedMessagesTable {
  tenant_id: string
  message_id: string
  verified_at: DefaultedTimestamp
}

export interface DeliveryReportsTable {
  tenant_id: string
  message_id: string
  /** As the provider calls the message. Empty when it was not said. */
  provider_message_id: string
  status: ReportedStatus
  error_code: string | null
  reported_at: DefaultedTimestamp
}

export interface Database {
  tenants: TenantsTable
  tenant_hosts: TenantHostsTable
  connections: ConnectionsTable
  clients: ClientsTable
  client_grants: ClientGrantsTable
  resource_servers: ResourceServersTable
  phone_providers: PhoneProvidersTable
  webhook_keys: WebhookKeysTable
  actions: ActionsTable
  action_versions: ActionVersionsTable
  action_bindings: ActionBindingsTable
  action_executions: ActionExecutionsTable
  hooks: HooksTable
  phone_templates: PhoneTemplatesTable
  message_templates: MessageTemplatesTable
  tenant_settings: TenantSettingsTable
  authenticators: AuthenticatorsTable
  buckets: BucketsTable
  script_builds: ScriptBuildsTable
  signing_keys: SigningKeysTable
  users: UsersTable
  codes: CodesTable
  password_resets: PasswordResetsTable
  failures: FailuresTable
  rate_limits: RateLimitsTable
  messages: MessagesTable
  message_states: MessageStatesView
  attempts: AttemptsTable
  attempt_consoles: AttemptConsolesTable
  queued_messages: QueuedMessagesTable
  inbox: InboxTable
  token_records: TokenRecordsTable
  idempotency_keys: IdempotencyKeysTable
  administrators: AdministratorsTable
  admin_sessions: AdminSessionsTable
  audit_log: AuditLogTable
  verified_messages: VerifiedMessagesTable
  delivery_reports: DeliveryReportsTable
}
