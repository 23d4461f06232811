// The tables as Kysely sees them, by area in schema/. Column names are the field's words, in snake case.

import type {
  ClientGrantsTable,
  ClientsTable,
  ConnectionsTable,
  MessageTemplatesTable,
  OrganizationsTable,
  PhoneProvidersTable,
  PhoneTemplatesTable,
  ResourceServersTable,
  SigningKeysTable,
  TenantHostsTable,
  TenantSettingsTable,
  TenantsTable,
  WebhookKeysTable,
} from './schema/configuration-tables.ts'
import type {
  AttemptConsolesTable,
  AttemptsTable,
  DeliveryReportsTable,
  IdempotencyKeysTable,
  InboxTable,
  MessageStatesView,
  MessagesTable,
  QueuedMessagesTable,
  VerifiedMessagesTable,
} from './schema/message-tables.ts'
import type { AdministratorsTable, AdminSessionsTable, AuditLogTable } from './schema/portal-tables.ts'
import type {
  ActionBindingsTable,
  ActionExecutionsTable,
  ActionsTable,
  ActionVersionsTable,
  HooksTable,
  ScriptBuildsTable,
} from './schema/script-tables.ts'
import type {
  AuthenticatorsTable,
  BucketsTable,
  CodesTable,
  FailuresTable,
  PasswordResetsTable,
  RateLimitsTable,
  TokenRecordsTable,
  UsersTable,
} from './schema/user-tables.ts'

export interface Database {
  tenants: TenantsTable
  tenant_hosts: TenantHostsTable
  connections: ConnectionsTable
  clients: ClientsTable
  client_grants: ClientGrantsTable
  resource_servers: ResourceServersTable
  organizations: OrganizationsTable
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
