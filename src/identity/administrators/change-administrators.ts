// Who makes, changes and removes administrators goes through here. Passwords are checked and hashed; a generated one is
// handed back once.

import { createId, randomAlphanumerics } from '#src/messaging/ids.ts'
import type { Passwords } from '../passwords/hash-password.ts'
import { normalEmail } from './check-password.ts'
import type { Administrator, AdministratorRefusal, AdministratorRole, AdministratorStore } from './records.ts'

export const minPasswordLength = 10
export const maxPasswordLength = 1_000

export interface AdministratorDeps {
  readonly administrators: AdministratorStore
  readonly passwords: Passwords
}

export function isAcceptablePassword(password: string): boolean {
  return [...password].length >= minPasswordLength && password.length <= maxPasswordLength
}

export function generatePassword(): string {
  return randomAlphanumerics(20)
}

export async function createAdministrator(
  {
    tenantId,
    email,
    role,
    password,
  }: {
    readonly tenantId: string
    readonly email: string
    readonly role: AdministratorRole
    readonly password: string
  },
  { administrators, passwords }: AdministratorDeps,
): Promise<Administrator | AdministratorRefusal> {
  const administrator = { id: createId('adm'), email: normalEmail(email), role, createdAt: new Date() }
  const refusal = await administrators.create(tenantId, administrator, await passwords.hash(password))
  return refusal ?? administrator
}

export async function changeAdministrator(
  {
    tenantId,
    id,
    email,
    role,
    password,
    isOwnChoice,
  }: {
    readonly tenantId: string
    readonly id: string
    readonly email?: string | undefined
    readonly role?: AdministratorRole | undefined
    readonly password?: string | undefined
    /** Whether the administrator changes it, and not somebody else. */
    readonly isOwnChoice: boolean
  },
  { administrators, passwords }: AdministratorDeps,
): Promise<Administrator | AdministratorRefusal> {
  return administrators.update(tenantId, id, {
    ...(email !== undefined && { email: normalEmail(email) }),
    ...(role !== undefined && { role }),
    ...(password !== undefined && {
      password: { hash: await passwords.hash(password), isOwnChoice },
    }),
  })
}
