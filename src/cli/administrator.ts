// Administrators of a tenant from the command line: whoever has the server can let people in again, also when nobody is
// left who could in the portal. A generated password is printed once.

import type { Config } from '#src/config/config.ts'
import {
  changeAdministrator,
  createAdministrator,
  generatePassword,
} from '#src/identity/administrators/change-administrators.ts'
import { normalEmail } from '#src/identity/administrators/check-password.ts'
import type {
  Administrator,
  AdministratorRefusal,
  AdministratorRole,
  AdministratorStore,
} from '#src/identity/administrators/records.ts'
import { createPasswords } from '#src/identity/passwords/hash-password.ts'
import { findTenant } from '#src/identity/tenants/create-tenant.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { createAdministratorStore } from '#src/storage/administrator-store.ts'
import { isEmailAddress } from '#src/values/email.ts'
import { describeAdministrator } from './first-credentials.ts'
import { withDirectory } from './with-storage.ts'

interface OfTenant {
  readonly tenant?: string
}

export async function listAdministrators(config: Config, options: OfTenant): Promise<void> {
  await withAdministrators(config, options, async (tenantId, administrators) => {
    const all = await administrators.list(tenantId)
    print(all.length === 0 ? ['There are no administrators.'] : all.map(describe))
  })
}

export async function addAdministrator(
  config: Config,
  email: string,
  { role, ...options }: OfTenant & { readonly role: AdministratorRole },
): Promise<void> {
  if (!isEmailAddress(email)) throw new Error(`"${email}" is not an email address.`)
  await withAdministrators(config, options, async (tenantId, administrators) => {
    const password = generatePassword()
    const deps = { administrators, passwords: createPasswords() }
    const made = required(await createAdministrator({ tenantId, email, role, password }, deps), email)
    print([`Added the ${role} ${made.email}.`, ...describeAdministrator({ email: made.email, password })])
  })
}

/** Ends every session of theirs, and a lock-out. */
export async function resetPassword(config: Config, email: string, options: OfTenant): Promise<void> {
  await withAdministrators(config, options, async (tenantId, administrators) => {
    const all = await administrators.list(tenantId)
    const found = all.find((one) => one.email === normalEmail(email))
    if (!found) {
      const others = all.length === 0 ? '' : ` Administrators: ${all.map((one) => one.email).join(', ')}.`
      throw new Error(`Administrator ${email} not found.${others}`)
    }
    const password = generatePassword()
    const deps = { administrators, passwords: createPasswords() }
    const change = { tenantId, id: found.id, password, isOwnChoice: false }
    required(await changeAdministrator(change, deps), email)
    print([
      `${found.email} has a new password. Sessions with the old password have ended.`,
      ...describeAdministrator({ email: found.email, password }),
    ])
  })
}

async function withAdministrators(
  config: Config,
  { tenant = defaultTenantId }: OfTenant,
  run: (tenantId: string, administrators: AdministratorStore) => Promise<void>,
): Promise<void> {
  await withDirectory(config, (directory, { db }) =>
    run(findTenant(directory, tenant).tenant.id, createAdministratorStore(db)),
  )
}

function required(result: Administrator | AdministratorRefusal, email: string): Administrator {
  if (result === 'email_taken') throw new Error(`Administrator ${email} already exists.`)
  if (typeof result === 'string') throw new Error(`${email} was removed at the same time.`)
  return result
}

function describe({ email, role, lastSignInAt, lockedUntil }: Administrator): string {
  const seen = lastSignInAt ? `signed in ${lastSignInAt.toISOString()}` : 'never signed in'
  const locked = lockedUntil && lockedUntil > new Date() ? `  locked until ${lockedUntil.toISOString()}` : ''
  return `${email}  ${role}  ${seen}${locked}`
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
