// Users with passwords, as they are in the rows: tests of what happens to them need no way of making them.

import assert from 'node:assert/strict'
import type { NewUser } from '#src/identity/ports.ts'
import { createUserId } from '#src/messaging/ids.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import { besideOtpost } from './change-tenant.ts'
import { quickPasswords } from './quick-passwords.ts'

type Server = { readonly env: Readonly<Record<string, string>> }

export const databaseConnection = 'Username-Password-Authentication'

interface Account extends Partial<Pick<NewUser, 'phoneNumber' | 'phoneVerified' | 'email' | 'blocked'>> {
  readonly password?: string
  /** @default databaseConnection */
  readonly connection?: string
}

/** Adds a user of the default tenant and resolves with their id. */
export const addAccount = (
  { env }: Server,
  { connection: name = databaseConnection, password, ...fields }: Account,
): Promise<string> =>
  besideOtpost(env, async ({ db, pool, seal }) => {
    const { connections } = await createDirectoryStore(db, pool, seal).change(
      'default',
      async (config) => config,
    )
    const connection = connections.find((known) => known.name === name) ?? assert.fail(name)
    const passwordHash = password === undefined ? undefined : await quickPasswords().hash(password)
    const user = await createUserStore(db).create('default', {
      userId: createUserId(connection.strategy),
      connectionId: connection.id,
      phoneVerified: false,
      emailVerified: false,
      blocked: false,
      profile: {},
      ...fields,
      ...(passwordHash !== undefined && { passwordHash }),
    })
    return user.userId
  })

export const readAccount = ({ env }: Server, userId: string) =>
  besideOtpost(env, async ({ db }) => {
    const user = await createUserStore(db).findById('default', userId)
    return user ?? assert.fail(userId)
  })

export const hasPassword = ({ env }: Server, userId: string, password: string): Promise<boolean> =>
  besideOtpost(env, async ({ pool }) => {
    const { rows } = await pool.query<{ password_hash: string }>(
      'select password_hash from otpost.users where user_id = $1',
      [userId],
    )
    return quickPasswords().verify(password, rows[0]?.password_hash)
  })
