// A change to a user by an administrator. Metadata is merged at its first level, where `null` deletes a key, as
// Auth0 does; an address, username or number that another user of the connection has is refused.

import { loginKey } from '#src/messaging/code-key.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection, Json, JsonObject } from '#src/settings/records.ts'
import { fieldsOf } from '#src/values/json.ts'
import { hashAccepted } from '../passwords/hash-accepted.ts'
import type { Passwords } from '../passwords/hash-password.ts'
import type { FailureStore, UserChange, UserStore } from '../ports.ts'
import type { User } from '../records.ts'
import { isDatabase, readEmail, readPhoneNumber, readUsername } from './user-fields.ts'

/** `null` takes away. */
export interface UserChangeRequest {
  readonly blocked?: boolean
  readonly phoneNumber?: string | null
  readonly phoneVerified?: boolean
  readonly email?: string | null
  readonly emailVerified?: boolean
  readonly username?: string | null
  readonly password?: string
  /** `name`, `nickname`, …; `null` takes one away. */
  readonly profile: JsonObject
  readonly userMetadata?: JsonObject
  readonly appMetadata?: JsonObject
}

export interface ChangeUserDeps {
  readonly users: Pick<UserStore, 'findById' | 'update'>
  readonly passwords: Passwords
  readonly failures: Pick<FailureStore, 'clear'>
}

/**
 * @throws ChangeRefused `user_not_found`, `user_invalid`, `email_invalid`, `username_invalid`, `phone_number_invalid`,
 * `password_too_weak`, `user_exists`, `username_taken`, `phone_number_taken`
 */
export async function changeUser(
  request: {
    readonly tenantId: string
    readonly user: User
    readonly connection: Connection
    readonly change: UserChangeRequest
  },
  { users, passwords, failures }: ChangeUserDeps,
): Promise<User> {
  const { tenantId, user, connection, change } = request
  const { userId } = user
  const fields = {
    profile: mergeProfile(user.profile, change),
    ...(change.blocked !== undefined && { blocked: change.blocked }),
    ...readPhone(user, change),
    ...readLogin(user, connection, change),
  }
  refuseNameless({ ...user, ...fields })
  const { password } = change
  const passwordHash =
    password === undefined ? undefined : await hashAccepted(password, connection, passwords)
  const changed = await users.update(tenantId, userId, {
    ...fields,
    ...(passwordHash !== undefined && { passwordHash }),
  })
  if (!changed) throw userNotFound()
  // Who was blocked by wrong passwords has a new one now.
  if (password !== undefined) await failures.clear(loginKey(tenantId, connection.id, userId))
  return changed
}

export async function getUser(
  tenantId: string,
  userId: string,
  users: Pick<UserStore, 'findById'>,
): Promise<User> {
  const user = await users.findById(tenantId, userId)
  if (!user) throw userNotFound()
  return user
}

// A new number or address is not verified by having been typed in.
function readPhone(user: User, { phoneNumber: given, phoneVerified }: UserChangeRequest): UserChange {
  const phoneNumber = given == null ? given : readPhoneNumber(given)
  const moves = phoneNumber !== undefined && phoneNumber !== (user.phoneNumber ?? null)
  const verified = phoneVerified ?? (moves ? false : undefined)
  return { ...(moves && { phoneNumber }), ...(verified !== undefined && { phoneVerified: verified }) }
}

function readLogin(user: User, connection: Connection, change: UserChangeRequest): UserChange {
  const { email: given, emailVerified, username, password } = change
  if (!isDatabase(connection)) {
    if ([given, emailVerified, username, password].every((value) => value === undefined)) return {}
    const text = 'The email, username and password can only be changed for users of database connections.'
    throw new ChangeRefused('user_invalid', text)
  }
  const options = databaseOptions(connection)
  if (options.requiresUsername && username === null) {
    throw new ChangeRefused('user_invalid', 'The connection requires a username.')
  }
  const email = given == null ? given : readEmail(given)
  const moves = email !== undefined && email !== (user.email ?? null)
  const verified = emailVerified ?? (moves ? false : undefined)
  return {
    ...(moves && { email }),
    ...(verified !== undefined && { emailVerified: verified }),
    ...(username !== undefined && {
      username: username === null ? null : readUsername(username, options),
    }),
  }
}

interface Names {
  readonly email?: string | null
  readonly username?: string | null
  readonly phoneNumber?: string | null
}

function refuseNameless({ email, username, phoneNumber }: Names): void {
  if (email != null || username != null || phoneNumber != null) return
  throw new ChangeRefused('user_invalid', 'A user needs an email, a username or a phone number.')
}

function mergeProfile(profile: JsonObject, change: UserChangeRequest): JsonObject {
  const { userMetadata, appMetadata } = change
  return merge(profile, {
    ...change.profile,
    ...(userMetadata && { user_metadata: merge(profile.user_metadata, userMetadata) }),
    ...(appMetadata && { app_metadata: merge(profile.app_metadata, appMetadata) }),
  })
}

function merge(into: Json | undefined, change: JsonObject): JsonObject {
  const merged = { ...fieldsOf(into), ...change }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}

function userNotFound(): ChangeRefused {
  return new ChangeRefused('user_not_found', 'The user does not exist.')
}
