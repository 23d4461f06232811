// A new user of a connection, by an administrator or by themselves. What a connection's users need and may have is
// decided here; that two of them never share an address, a username or a number is decided by the database.

import { createUserId } from '#src/messaging/ids.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection, JsonObject } from '#src/settings/records.ts'
import { hashAccepted } from '../passwords/hash-accepted.ts'
import type { Passwords } from '../passwords/hash-password.ts'
import type { NewUser, UserStore } from '../ports.ts'
import type { User } from '../records.ts'
import { isDatabase, readEmail, readPhoneNumber, readUsername } from './user-fields.ts'

export interface NewUserRequest {
  readonly connection: Connection
  /** What comes behind `auth0|`; made here when it is not given. */
  readonly id?: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly phoneNumber?: string
  readonly phoneVerified?: boolean
  readonly username?: string
  readonly password?: string
  readonly blocked?: boolean
  /** `name`, `nickname`, `user_metadata`, `app_metadata`, … */
  readonly profile: JsonObject
}

/**
 * @throws ChangeRefused `user_invalid`, `email_invalid`, `username_invalid`, `phone_number_invalid`,
 * `password_too_weak`, `user_exists`, `username_taken`, `phone_number_taken`
 */
export async function createUser(
  { tenantId, user }: { readonly tenantId: string; readonly user: NewUserRequest },
  deps: { readonly users: Pick<UserStore, 'create'>; readonly passwords: Passwords },
): Promise<User> {
  const { connection, id, phoneNumber, blocked = false, profile } = user
  const login = isDatabase(connection) ? await readDatabaseUser(user, deps.passwords) : readPhoneUser(user)
  return deps.users.create(tenantId, {
    userId: id === undefined ? createUserId(connection.strategy) : `${connection.strategy}|${id}`,
    connectionId: connection.id,
    phoneVerified: user.phoneVerified ?? false,
    emailVerified: user.emailVerified ?? false,
    ...(phoneNumber !== undefined && { phoneNumber: readPhoneNumber(phoneNumber) }),
    ...login,
    blocked,
    profile,
  })
}

async function readDatabaseUser(
  { connection, email, phoneNumber, username, password }: NewUserRequest,
  passwords: Passwords,
): Promise<Pick<NewUser, 'email' | 'username' | 'passwordHash'>> {
  const options = databaseOptions(connection)
  if (options.requiresUsername && username === undefined) throw missing('username')
  if (email === undefined && username === undefined && phoneNumber === undefined) throw missing('email')
  if (password === undefined) throw missing('password')
  // Everything else is checked before the password, which costs something.
  const fields = {
    ...(email !== undefined && { email: readEmail(email) }),
    ...(username !== undefined && { username: readUsername(username, options) }),
  }
  if (phoneNumber !== undefined) readPhoneNumber(phoneNumber)
  return { ...fields, passwordHash: await hashAccepted(password, connection, passwords) }
}

function readPhoneUser({
  email,
  emailVerified,
  username,
  password,
  phoneNumber,
}: NewUserRequest): Pick<NewUser, never> {
  const refused = Object.entries({ email, email_verified: emailVerified, username, password })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
  if (refused.length > 0) {
    throw new ChangeRefused('user_invalid', `Additional properties not allowed: ${refused.join(',')}`)
  }
  if (phoneNumber === undefined) throw missing('phone_number')
  return {}
}

function missing(name: string): ChangeRefused {
  return new ChangeRefused('user_invalid', `Missing required property: ${name}`)
}
