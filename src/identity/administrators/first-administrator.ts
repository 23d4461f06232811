// The administrator that a database without any begins with: the one of the settings, or a generated one that is shown
// once. One that was removed later does not come back with the next start.

import { createId } from '#src/messaging/ids.ts'
import type { Passwords } from '../passwords/hash-password.ts'
import { generatePassword } from './change-administrators.ts'
import { normalEmail } from './check-password.ts'
import type { AdministratorStore } from './records.ts'

export interface FirstAdministrator {
  readonly email: string
  /** Present when it was generated. */
  readonly password?: string
}

const generatedEmail = 'admin@localhost'

/** Resolves with the administrator that this start made. Several processes may do this at once: one of them makes it. */
export async function ensureFirstAdministrator(
  tenantId: string,
  given: { readonly adminEmail?: string; readonly adminPassword?: string },
  {
    administrators,
    passwords,
  }: {
    readonly administrators: Pick<AdministratorStore, 'list' | 'createFirst'>
    readonly passwords: Passwords
  },
): Promise<FirstAdministrator | undefined> {
  if ((await administrators.list(tenantId)).length > 0) return undefined
  const { adminEmail: email = generatedEmail, adminPassword } = given
  const password = adminPassword ?? generatePassword()
  const now = new Date()
  const owner = {
    id: createId('adm'),
    email: normalEmail(email),
    role: 'owner',
    createdAt: now,
    // What stands in the settings was somebody's choice.
    ...(adminPassword !== undefined && { passwordChangedAt: now }),
  } as const
  const made = await administrators.createFirst(tenantId, owner, await passwords.hash(password))
  if (!made) return undefined
  return { email: owner.email, ...(adminPassword === undefined && { password }) }
}
