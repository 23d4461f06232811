// People who work in the portal, and what storage keeps of them. A password exists as its hash only, a session as a hash
// of what the browser holds.

export const administratorRoles = ['owner', 'editor', 'viewer'] as const
export type AdministratorRole = (typeof administratorRoles)[number]

export interface Administrator {
  /** `adm_…` */
  readonly id: string
  /** In lower case. */
  readonly email: string
  readonly role: AdministratorRole
  readonly createdAt: Date
  readonly lastSignInAt?: Date
  /** When the administrator chose a password; absent while it is the one that was handed over. */
  readonly passwordChangedAt?: Date
  /** When the next try at the password is checked, while too many were wrong. */
  readonly lockedUntil?: Date
}

export type NewAdministrator = Pick<
  Administrator,
  'id' | 'email' | 'role' | 'passwordChangedAt' | 'createdAt'
>

export interface AdministratorChange {
  readonly email?: string
  readonly role?: AdministratorRole
  /** Ends every session of the administrator. */
  readonly password?: { readonly hash: string; readonly isOwnChoice: boolean }
}

export type AdministratorRefusal = 'not_found' | 'email_taken' | 'last_owner'

/** Looks at one as it is within the transaction that is to change it. */
export type CheckAdministrator = (administrator: Administrator | undefined) => void

export interface AdministratorStore {
  /** The oldest first. */
  list(tenantId: string): Promise<readonly Administrator[]>
  find(tenantId: string, id: string): Promise<Administrator | undefined>
  findPassword(
    tenantId: string,
    email: string,
  ): Promise<{ readonly administrator: Administrator; readonly passwordHash: string } | undefined>
  create(
    tenantId: string,
    administrator: NewAdministrator,
    passwordHash: string,
  ): Promise<AdministratorRefusal | undefined>
  /** Adds the tenant's first. False, and nothing changed, when it has one: of several at once exactly one wins. */
  createFirst(tenantId: string, administrator: NewAdministrator, passwordHash: string): Promise<boolean>
  /** A tenant keeps one owner at least, however many are changed at once. `check` may refuse by throwing. */
  update(
    tenantId: string,
    id: string,
    change: AdministratorChange,
    check?: CheckAdministrator,
  ): Promise<Administrator | AdministratorRefusal>
  /** With all sessions. */
  remove(tenantId: string, id: string, check?: CheckAdministrator): Promise<AdministratorRefusal | undefined>
  recordSignIn(tenantId: string, id: string): Promise<void>
  /** Wrong passwords before a right one count no more. */
  forgetTries(tenantId: string, email: string): Promise<void>
}

export interface StoredSession {
  readonly administrator: Administrator
  readonly createdAt: Date
  readonly seenAt: Date
  readonly confirmedUntil?: Date
}

/** Sessions that have expired, or were not used for too long, are as good as gone. */
export interface SessionStore {
  create(tenantId: string, session: NewSession): Promise<void>
  find(tenantId: string, idHash: string, idleSeconds: number): Promise<StoredSession | undefined>
  markSeen(tenantId: string, idHash: string): Promise<void>
  confirm(tenantId: string, idHash: string, seconds: number): Promise<void>
  remove(tenantId: string, idHash: string): Promise<void>
}

export interface NewSession {
  readonly idHash: string
  readonly administratorId: string
  readonly ttlSeconds: number
}
