// What identity needs from storage. Every call names its tenant.

import type {
  Action,
  ActionBinding,
  ActionExecution,
  ActionVersion,
  Connection,
  Hook,
  JsonObject,
  PhoneProviderSetting,
  PhoneTemplate,
  WebhookKey,
} from '#src/settings/records.ts'
import type {
  Client,
  ClientGrant,
  ResourceServer,
  SigningKey,
  Tenant,
  TenantConfig,
  User,
} from './records.ts'

/** Rows of oidc-provider's models (refresh tokens, grants, replayed assertions). Ids arrive hashed: no clear token. */
export interface TokenRecordStore {
  upsert(record: TokenRecord): Promise<void>
  find(tenantId: string, model: string, idHash: string): Promise<StoredTokenRecord | undefined>
  /** Marks as used. False when it was used before: exactly one of two callers gets true. */
  consume(tenantId: string, model: string, idHash: string): Promise<boolean>
  destroy(tenantId: string, model: string, idHash: string): Promise<void>
  destroyByGrant(tenantId: string, grantId: string): Promise<void>
}

export interface TokenRecord {
  readonly tenantId: string
  readonly model: string
  readonly idHash: string
  readonly grantId?: string
  readonly payload: JsonObject
  readonly expiresAt?: Date
}

export interface StoredTokenRecord {
  readonly payload: JsonObject
  readonly consumedAt?: Date
}

export interface UserStore {
  findById(tenantId: string, userId: string): Promise<User | undefined>
  findByPhone(tenantId: string, connectionId: string, phoneNumber: string): Promise<User | undefined>
  /**
   * Creates the user on the first login and counts this one. The number is verified from here on.
   * Resolves with undefined when the user does not exist and `allowSignup` is false.
   */
  recordLogin(login: {
    readonly tenantId: string
    readonly userId: string
    readonly connectionId: string
    readonly phoneNumber: string
    readonly ip: string | undefined
    readonly allowSignup: boolean
  }): Promise<User | undefined>
  list(
    tenantId: string,
    query: UserQuery,
  ): Promise<{ readonly users: readonly User[]; readonly total: number }>
  /** @throws ChangeRefused `phone_number_taken` */
  update(tenantId: string, userId: string, change: UserChange): Promise<User | undefined>
  remove(tenantId: string, userId: string): Promise<void>
}

export interface UserQuery {
  readonly phoneNumber?: string
  readonly connectionId?: string
  readonly offset: number
  readonly limit: number
}

export interface UserChange {
  readonly blocked?: boolean
  readonly phoneNumber?: string
  readonly phoneVerified?: boolean
  readonly profile?: JsonObject
}

/** A tenant's configuration as stored: all of `TenantConfig` but the issuer, which the process adds. */
export type StoredTenantConfig = Omit<TenantConfig, 'issuer'>

/** Writes to one tenant's configuration within one transaction. */
export interface TenantWriter {
  /** Its names and languages; id and hosts stay. Fails when another tenant has the name. */
  putTenant(tenant: Tenant): Promise<void>
  putConnection(connection: Connection): Promise<void>
  /** Its users go with it. */
  removeConnection(id: string): Promise<void>
  putClient(client: Client): Promise<void>
  removeClient(clientId: string): Promise<void>
  putClientGrant(grant: ClientGrant): Promise<void>
  removeClientGrant(id: string): Promise<void>
  putResourceServer(server: ResourceServer): Promise<void>
  removeResourceServer(id: string): Promise<void>
  putPhoneProvider(setting: PhoneProviderSetting): Promise<void>
  /** Adds a key, or changes when one retires; keys that have retired are removed. */
  putWebhookKey(key: WebhookKey): Promise<void>
  /** Its draft, and its deployed version by id; versions are added apart. */
  putAction(action: Action): Promise<void>
  /** Its versions and bindings go with it. */
  removeAction(id: string): Promise<void>
  /** Keeps the newest `actionVersionsKept` of the Action besides the deployed one. */
  addActionVersion(version: ActionVersion): Promise<void>
  /** Replaces the whole list of a trigger. */
  putActionBindings(triggerId: string, bindings: readonly ActionBinding[]): Promise<void>
  putHook(hook: Hook): Promise<void>
  removeHook(id: string): Promise<void>
  putPhoneTemplate(template: PhoneTemplate): Promise<void>
  removePhoneTemplate(id: string): Promise<void>
  /** Makes this the current signing key; the one before stays, retired. */
  addSigningKey(key: SigningKey): Promise<void>
}

/** The history of Actions, which is not kept in memory. */
export interface ActionHistory {
  /** Newest first. */
  listVersions(tenantId: string, actionId: string): Promise<readonly ActionVersion[]>
  findVersion(tenantId: string, actionId: string, versionId: string): Promise<ActionVersion | undefined>
  recordExecution(tenantId: string, execution: ActionExecution): Promise<void>
  findExecution(tenantId: string, id: string): Promise<ActionExecution | undefined>
}

export interface DirectoryStore {
  loadAll(): Promise<readonly StoredTenantConfig[]>
  /** The version of each tenant's configuration, to see whether memory is behind. */
  versions(): Promise<ReadonlyMap<string, number>>
  /**
   * Changes one tenant's configuration. Changes of a tenant happen one after the other, in whatever process:
   * `change` sees the configuration as it is then, and what it writes commits with the new version or not at all.
   */
  change<Result>(
    tenantId: string,
    change: (config: StoredTenantConfig, writer: TenantWriter) => Promise<Result>,
  ): Promise<Result>
  /** With its hosts. False, and nothing changed, when a tenant of this id or name exists. */
  createTenant(tenant: Tenant): Promise<boolean>
  /** Calls back when any process changed a tenant. Resolves with a function that stops listening. */
  listen(onChange: () => void): Promise<() => Promise<void>>
}
