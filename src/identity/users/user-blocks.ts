// Addresses from which a user cannot log in any more, after too many wrong passwords or codes. Administrators see and
// lift these blocks; that a user was blocked by hand is another matter.

import { loginKey } from '#src/messaging/code-key.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import type { FailureKey, FailureStore, UserStore } from '../ports.ts'
import type { TenantConfig, User } from '../records.ts'
import { isDatabase } from './user-fields.ts'

export interface UserBlock {
  /** How the user is known; what was typed, when it names nobody. */
  readonly identifier: string
  /** Absent when failures are counted wherever they come from. */
  readonly ip?: string
  readonly connection: string
}

/** Whose failures are asked about. */
export interface LockoutKey extends FailureKey {
  readonly shown: string
  readonly connection: string
}

/** Codes are counted by the number they were sent to, passwords by the user. */
export function lockoutKeysOf(user: User, { tenant, connections }: TenantConfig): LockoutKey[] {
  const connection = connections.find(({ id }) => id === user.connectionId)
  if (!connection) return []
  const { userId, email, username, phoneNumber } = user
  const shown = email ?? username ?? phoneNumber ?? userId
  return [userId, ...(phoneNumber === undefined ? [] : [phoneNumber])].map((identifier) => ({
    ...loginKey(tenant.id, connection.id, identifier),
    shown,
    connection: connection.name,
  }))
}

/** Of everybody who is known by an address, a username or a number, and of the name itself where it names nobody. */
export async function findBlockables(
  identifier: string,
  config: TenantConfig,
  users: Pick<UserStore, 'list'>,
): Promise<LockoutKey[]> {
  const { tenant, connections } = config
  const name = identifier.trim()
  const range = { offset: 0, limit: 50 }
  const found = await Promise.all(
    [{ email: name }, { username: name }, { phoneNumber: name }].map((by) =>
      users.list(tenant.id, { ...by, ...range }),
    ),
  )
  const nobody = connections.map((connection) => ({
    ...loginKey(tenant.id, connection.id, name.toLowerCase()),
    isUnknown: isDatabase(connection),
    shown: name,
    connection: connection.name,
  }))
  const theirs = found.flatMap((page) => page.users.flatMap((user) => lockoutKeysOf(user, config)))
  const known = new Map(
    [...nobody, ...theirs].map((one) => [JSON.stringify([one.scope, one.identifier]), one]),
  )
  return [...known.values()]
}

export async function listBlocks(
  lockoutKeys: readonly LockoutKey[],
  { connections, settings }: TenantConfig,
  { onlyEffective, failures }: { readonly onlyEffective: boolean; readonly failures: FailureStore },
): Promise<UserBlock[]> {
  const { enabled, shields, maxAttempts } = settings.attackProtection.bruteForce
  if (onlyEffective && !(enabled && shields.includes('block'))) return []
  const isProtected = (scope: string) =>
    connections.some(
      (connection) => connection.id === scope && databaseOptions(connection).bruteForceProtection,
    )
  const asked = onlyEffective ? lockoutKeys.filter(({ scope }) => isProtected(scope)) : lockoutKeys
  const blocks = await Promise.all(
    asked.map(async ({ shown, connection, ...key }) =>
      (await failures.listAddresses(key, maxAttempts)).map((ip) => ({
        identifier: shown,
        ...(ip !== '' && { ip }),
        connection,
      })),
    ),
  )
  return blocks.flat()
}

export async function liftBlocks(
  lockoutKeys: readonly LockoutKey[],
  failures: Pick<FailureStore, 'clear'>,
): Promise<void> {
  await Promise.all(lockoutKeys.map((key) => failures.clear(key)))
}
