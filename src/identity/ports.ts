// What identity needs from storage. Every call names its tenant.

import type { CodeKey } from '#src/messaging/code-key.ts'
import type { DeliveryMethod, TemplatePurpose } from '#src/messaging/types.ts'
import type {
  Action,
  ActionBinding,
  ActionExecution,
  ActionVersion,
  Connection,
  Hook,
  JsonObject,
  MessageTemplate,
  PhoneProviderSetting,
  PhoneTemplate,
  TenantSettings,
  WebhookKey,
} from '#src/settings/records.ts'
import type {
  Authenticator,
  Client,
  ClientGrant,
  Organization,
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
  /** The user of a database connection by what they type as their name: email, username or phone number. */
  findByLogin(tenantId: string, connectionId: string, login: string): Promise<UserWithPassword | undefined>
  /** Of any database connection, or of this one; at most 10, the oldest first. */
  findByContact(
    tenantId: string,
    contact: { readonly email: string } | { readonly phoneNumber: string },
    connectionIds: readonly string[],
  ): Promise<readonly User[]>
  /** @throws ChangeRefused `user_exists`, `username_taken`, `phone_number_taken` */
  create(tenantId: string, user: NewUser): Promise<User>
  /** Counts a login with a password. */
  recordPasswordLogin(tenantId: string, userId: string, ip: string | undefined): Promise<void>
  list(
    tenantId: string,
    query: UserQuery,
  ): Promise<{ readonly users: readonly User[]; readonly total: number }>
  /** @throws ChangeRefused `user_exists`, `username_taken`, `phone_number_taken` */
  update(tenantId: string, userId: string, change: UserChange, check?: CheckUser): Promise<User | undefined>
  remove(tenantId: string, userId: string, check?: CheckUser): Promise<void>
}

/** Sees the user as it is when it is changed, which nobody else changes meanwhile. What it throws undoes the change. */
export type CheckUser = (user: User | undefined) => void

export interface UserWithPassword {
  readonly user: User
  /** As `hashPassword` wrote it; undefined where there is no password. */
  readonly passwordHash: string | undefined
}

export interface NewUser {
  readonly userId: string
  readonly connectionId: string
  readonly phoneNumber?: string
  readonly phoneVerified: boolean
  readonly email?: string
  readonly emailVerified: boolean
  readonly username?: string
  readonly passwordHash?: string
  readonly blocked: boolean
  readonly profile: JsonObject
}

export interface UserQuery {
  readonly phoneNumber?: string
  readonly email?: string
  readonly username?: string
  readonly connectionId?: string
  /** The oldest first, unless this says otherwise. */
  readonly sort?: { readonly by: UserSortField; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

export const userSortFields = [
  'created_at',
  'updated_at',
  'last_login',
  'logins_count',
  'email',
  'username',
  'phone_number',
] as const
export type UserSortField = (typeof userSortFields)[number]

/** `null` takes away. */
export interface UserChange {
  readonly blocked?: boolean
  readonly phoneNumber?: string | null
  readonly phoneVerified?: boolean
  /** In lower case. */
  readonly email?: string | null
  readonly emailVerified?: boolean
  readonly username?: string | null
  readonly passwordHash?: string
  readonly profile?: JsonObject
}

/** Whose failures: a user's id for passwords, the number that codes are sent to. */
export interface FailureKey extends CodeKey {
  /** The identifier is what was typed, and names nobody. It may be a password in the wrong field: it is kept hashed. */
  readonly isUnknown?: boolean
}

/** Wrong passwords, counted by whose they are and from where, beside the wrong codes that `CodeStore` counts. */
export interface FailureStore {
  /**
   * Counts a try as a failure before it is checked, in one atomic statement, and resolves with how many there are.
   * With `limit` of them it counts no more and resolves with undefined: of any number at once, that many are checked.
   */
  count(key: FailureKey, ip: string, limit: number | undefined): Promise<number | undefined>
  /** Forgives the failures from one address, or from all of them. */
  clear(key: FailureKey, ip?: string): Promise<void>
  /** From where there were at least `limit` failures. */
  listAddresses(key: FailureKey, limit: number): Promise<readonly string[]>
}

/** Second factors. Whatever can be used once is used by one statement: of any number at once exactly one wins. */
export interface AuthenticatorStore {
  /** The oldest first. */
  list(tenantId: string, userId: string): Promise<readonly Authenticator[]>
  /**
   * Adds one, which waits for its first code unless it is active; of those that wait, the oldest above ten go.
   * A recovery code beside it counts once this one is made active and the user has no other.
   */
  add(
    tenantId: string,
    authenticator: Extract<Authenticator, { readonly kind: 'phone' | 'otp' }>,
    recoveryCodeHash: string | undefined,
  ): Promise<void>
  /**
   * Makes one active that waits; others of its kind that wait go. False when there is no such one, or, with `onlyFirst`, when the user has an active one
   * already: of two enrolments that race with the same right, exactly one is made active.
   */
  activate(
    tenantId: string,
    userId: string,
    id: string,
    options: { readonly onlyFirst: boolean },
  ): Promise<boolean>
  markUsed(tenantId: string, id: string): Promise<void>
  /** Uses up a time step of an app (RFC 6238 5.2). False when it, or a later one, was used before. */
  useTimeStep(tenantId: string, id: string, step: number): Promise<boolean>
  /** Replaces the recovery code by another. False when the given hash is not that of the present one. */
  exchangeRecoveryCode(
    tenantId: string,
    userId: string,
    hashes: { readonly used: string; readonly next: string },
  ): Promise<boolean>
  /** Replaces whatever recovery code there is. False when there is none. */
  replaceRecoveryCode(tenantId: string, userId: string, hash: string): Promise<boolean>
  /** Whose it is, by the authenticator's id. */
  find(tenantId: string, id: string): Promise<Authenticator | undefined>
  /** With the last of a user's phones and apps, the recovery code goes. False when there is no such one. */
  remove(tenantId: string, userId: string, id: string): Promise<boolean>
  removeAll(tenantId: string, userId: string): Promise<void>
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
  /** Fails when another organization of the tenant has the name. */
  putOrganization(organization: Organization): Promise<void>
  removeOrganization(id: string): Promise<void>
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
  /** Its texts are removed apart. */
  removePhoneTemplate(id: string): Promise<void>
  putMessageTemplate(template: MessageTemplate): Promise<void>
  removeMessageTemplate(key: {
    readonly purpose: TemplatePurpose
    readonly locale: string
    readonly deliveryMethod: DeliveryMethod
  }): Promise<void>
  putSettings(settings: TenantSettings): Promise<void>
  /** Replaces the whole list. Resolves with a host that another tenant has, when there is one: nothing changes then. */
  putHosts(hosts: readonly string[]): Promise<string | undefined>
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
