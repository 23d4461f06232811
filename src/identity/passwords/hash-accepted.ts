import { databaseOptions } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection } from '#src/settings/records.ts'
import type { Passwords } from './hash-password.ts'
import { checkPasswordPolicy } from './password-policy.ts'

/** @throws ChangeRefused `password_too_weak` when the connection does not accept the password */
export async function hashAccepted(
  password: string,
  connection: Connection,
  passwords: Passwords,
): Promise<string> {
  if (!checkPasswordPolicy(password, databaseOptions(connection)).verified) {
    throw new ChangeRefused('password_too_weak', 'PasswordStrengthError: Password is too weak')
  }
  return passwords.hash(password)
}
