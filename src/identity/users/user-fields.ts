// What may stand in a user's fields, by the connection that the user is of. Whoever creates or changes users reads
// them through here.

import { IsEmail } from 'typebox/format'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type DatabaseOptions, databaseStrategy } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection } from '#src/settings/records.ts'
import { maxEmailLength } from '#src/values/email.ts'

export function isDatabase({ strategy }: Pick<Connection, 'strategy'>): boolean {
  return strategy === databaseStrategy
}

/** @throws ChangeRefused `phone_number_invalid` */
export function readPhoneNumber(text: string): string {
  const phoneNumber = parsePhoneNumber(text)
  if (phoneNumber === undefined)
    throw new ChangeRefused('phone_number_invalid', `Invalid phone number: ${text}`)
  return phoneNumber
}

/** In lower case. @throws ChangeRefused `email_invalid` */
export function readEmail(text: string): string {
  const email = text.trim()
  if (email.length > maxEmailLength || !IsEmail(email)) {
    throw new ChangeRefused('email_invalid', `Object didn't pass validation for format email: ${text}`)
  }
  return email.toLowerCase()
}

const usernameCharacters = /^[\p{L}\p{N}_+\-.!#$'^`~@]+$/u

/**
 * A username never looks like an address or a number: everybody types their own name where logins ask for one, and it
 * must not be somebody else's.
 *
 * @throws ChangeRefused `username_invalid`
 */
export function readUsername(
  username: string,
  { requiresUsername, usernameLength }: DatabaseOptions,
): string {
  if (!requiresUsername) {
    throw new ChangeRefused('user_invalid', 'Cannot set username for connection without requires_username')
  }
  const { min, max } = usernameLength
  const length = [...username].length
  if (length < min || length > max) {
    throw new ChangeRefused('username_invalid', `The username must have ${min} to ${max} characters`)
  }
  if (!usernameCharacters.test(username) || IsEmail(username) || /^\+\d+$/.test(username)) {
    throw new ChangeRefused(
      'username_invalid',
      `The username has characters that are not allowed: ${username}`,
    )
  }
  return username
}
