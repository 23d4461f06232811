// The secrets and dependencies that a script has, as rows that are edited: what is wrong with them, and what is sent.

import type { FormErrors } from '@mantine/form'
import type { NameValue } from '../name-value-list.tsx'

export interface SecretRow {
  /** Tells rows apart while they are edited. */
  readonly key: string
  readonly name: string
  /** Undefined: the one that is stored. */
  readonly value: string | undefined
  readonly isStored: boolean
  /** Of what is stored, where that is known. */
  readonly updatedAt?: string | undefined
}

export interface ScriptRows {
  readonly secrets: readonly SecretRow[]
  readonly dependencies: readonly NameValue[]
}

interface Limits {
  /** What has them, e.g. `An Action`. */
  readonly owner: string
  readonly maxSecrets: number
  readonly maxDependencies: number
  readonly secretName?: { readonly pattern: RegExp; readonly message: string }
}

export function toSecretRow(name: string, updatedAt?: string): SecretRow {
  return { key: name, name, value: undefined, isStored: true, updatedAt }
}

/** Those that shall be there; without a value it is the one that is stored. */
export function toSecrets(
  rows: readonly SecretRow[],
): readonly { readonly name: string; readonly value?: string }[] {
  return rows
    .filter((row) => !isEmpty(row))
    .map(({ name, value }) => ({ name: name.trim(), ...(value !== undefined && { value }) }))
}

export function toDependencies(
  rows: readonly NameValue[],
): readonly { readonly name: string; readonly version: string }[] {
  return rows
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, value }) => ({ name: name.trim(), version: value.trim() || 'latest' }))
}

/** Mistakes that need no request to be found. The server checks everything again. */
export function validateRows(rows: ScriptRows, limits: Limits): FormErrors {
  const { secrets, dependencies } = rows
  const { owner, maxSecrets, maxDependencies } = limits
  const errors: Record<string, string> = {}
  if (secrets.length > maxSecrets) errors.secrets = `${owner} can have up to ${maxSecrets} secrets`
  if (dependencies.length > maxDependencies) {
    errors.dependencies = `${owner} can have up to ${maxDependencies} dependencies`
  }
  for (const row of secrets) {
    const mistake = isEmpty(row) ? undefined : mistakeIn(row, secrets, limits)
    if (mistake !== undefined) errors[`secrets.${row.key}`] = mistake
  }
  for (const row of dependencies) {
    if (row.name.trim() === '' && row.value.trim() !== '') errors[`dependencies.${row.key}`] = 'Enter a name'
    else if (isRepeated(row, dependencies)) errors[`dependencies.${row.key}`] = repeated
  }
  return errors
}

/** Where the form has what the API calls `field`. Rows have no place of their own for it. */
export function fieldOf(field: string): string {
  return field.replace(/^(secrets|dependencies)\b.*$/, '$1')
}

const repeated = 'This name is already in use'

function mistakeIn(row: SecretRow, rows: readonly SecretRow[], { secretName }: Limits): string | undefined {
  const name = row.name.trim()
  if (name === '') return 'Enter a name'
  if (secretName && !secretName.pattern.test(name)) return secretName.message
  if (isRepeated(row, rows)) return repeated
  return row.value === '' ? 'Enter a value' : undefined
}

function isEmpty({ name, value }: SecretRow): boolean {
  return name.trim() === '' && value === ''
}

interface Row {
  readonly key: string
  readonly name: string
}

function isRepeated({ key, name }: Row, rows: readonly Row[]): boolean {
  return name.trim() !== '' && rows.some((other) => other.key !== key && other.name.trim() === name.trim())
}
