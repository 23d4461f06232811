// What a database connection's options mean: the rules for passwords and usernames of its users. Options that nothing
// here reads are kept and echoed.

import { fieldsOf } from '#src/values/json.ts'
import type { Connection, Json, JsonObject } from './records.ts'

/** Auth0's strategy of connections whose users have passwords. */
export const databaseStrategy = 'auth0'

export const passwordPolicies = ['none', 'low', 'fair', 'good', 'excellent'] as const
export type PasswordPolicy = (typeof passwordPolicies)[number]

export interface DatabaseOptions {
  readonly passwordPolicy: PasswordPolicy
  /** Takes the place of the policy's own length. */
  readonly minPasswordLength?: number
  readonly requiresUsername: boolean
  readonly usernameLength: { readonly min: number; readonly max: number }
  readonly allowSignup: boolean
  readonly bruteForceProtection: boolean
}

/** What a database connection has that was made without options. */
export const defaultDatabaseOptions: JsonObject = {
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: 'good',
  strategy_version: 2,
  brute_force_protection: true,
}

export function databaseOptions({ options }: Pick<Connection, 'options'>): DatabaseOptions {
  const minLength = wholeNumber(fieldsOf(options.password_complexity_options).min_length)
  const username = fieldsOf(fieldsOf(options.validation).username)
  return {
    passwordPolicy: passwordPolicies.find((policy) => policy === options.passwordPolicy) ?? 'good',
    ...(minLength !== undefined && { minPasswordLength: minLength }),
    requiresUsername: options.requires_username === true,
    usernameLength: { min: wholeNumber(username.min) ?? 1, max: wholeNumber(username.max) ?? 15 },
    allowSignup: options.disable_signup !== true,
    bruteForceProtection: options.brute_force_protection !== false,
  }
}

function wholeNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 128
    ? value
    : undefined
}
