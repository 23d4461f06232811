// Which passwords a connection accepts. What is wrong with one is told rule by rule, in the form that Auth0's SDKs
// show to users (`lengthAtLeast`, `containsAtLeast`, …).

import type { DatabaseOptions, PasswordPolicy } from '#src/settings/database-options.ts'

export interface PasswordRule {
  readonly message: string
  readonly code: string
  /** What stands for `%d` and `%s` in the message. */
  readonly format?: readonly (number | string)[]
  readonly items?: readonly Omit<PasswordRule, 'items'>[]
  readonly verified: boolean
}

export interface PasswordVerdict {
  readonly verified: boolean
  readonly rules: readonly PasswordRule[]
}

const shortest = { none: 1, low: 6, fair: 8, good: 8, excellent: 10 } as const satisfies Record<
  PasswordPolicy,
  number
>

// Letters of every script count; what is neither letter nor digit is special.
const characterTypes = [
  { code: 'lowerCase', message: 'lower case letters (a-z)', pattern: /\p{Ll}/u },
  { code: 'upperCase', message: 'upper case letters (A-Z)', pattern: /\p{Lu}/u },
  { code: 'numbers', message: 'numbers (i.e. 0-9)', pattern: /\p{Nd}/u },
  { code: 'specialCharacters', message: 'special characters (e.g. !@#$%^&*)', pattern: /[^\p{L}\p{Nd}]/u },
] as const

type PolicyOptions = Pick<DatabaseOptions, 'passwordPolicy' | 'minPasswordLength'>

export function checkPasswordPolicy(password: string, options: PolicyOptions): PasswordVerdict {
  const { passwordPolicy: policy } = options
  const rules = [lengthRule(password, options.minPasswordLength ?? shortest[policy])]
  if (policy === 'fair') rules.push(shouldContainRule(password))
  if (policy === 'good' || policy === 'excellent') rules.push(containsAtLeastRule(password, 3))
  if (policy === 'excellent') rules.push(identicalRule(password))
  return { verified: rules.every(({ verified }) => verified), rules }
}

/** The rules as a text for people, a line each. */
export function describeRules(rules: readonly PasswordRule[]): string {
  return rules
    .flatMap((rule) => [`* ${fillIn(rule)}`, ...(rule.items ?? []).map((item) => ` * ${fillIn(item)}`)])
    .join('\n')
}

function lengthRule(password: string, length: number): PasswordRule {
  const count = [...password].length
  if (length === 1) return { message: 'Non-empty password required', code: 'nonEmpty', verified: count > 0 }
  return {
    message: 'At least %d characters in length',
    format: [length],
    code: 'lengthAtLeast',
    verified: count >= length,
  }
}

function shouldContainRule(password: string): PasswordRule {
  const items = typesIn(password).filter(({ code }) => code !== 'specialCharacters')
  return {
    message: 'Should contain:',
    code: 'shouldContain',
    items,
    verified: items.every(({ verified }) => verified),
  }
}

function containsAtLeastRule(password: string, least: number): PasswordRule {
  const items = typesIn(password)
  return {
    message: 'Contain at least %d of the following %d types of characters:',
    code: 'containsAtLeast',
    format: [least, items.length],
    items,
    verified: items.filter(({ verified }) => verified).length >= least,
  }
}

function identicalRule(password: string): PasswordRule {
  return {
    message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)',
    code: 'identicalChars',
    format: [2, 'aaa'],
    verified: !/(.)\1\1/su.test(password),
  }
}

function typesIn(password: string): Omit<PasswordRule, 'items'>[] {
  return characterTypes.map(({ code, message, pattern }) => ({
    message,
    code,
    verified: pattern.test(password),
  }))
}

function fillIn({ message, format = [] }: Omit<PasswordRule, 'items'>): string {
  const values = [...format]
  return message.replaceAll(/%[ds]/g, () => String(values.shift()))
}
