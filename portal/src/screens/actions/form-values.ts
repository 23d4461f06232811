// What is typed in an Action's editor, and how it becomes what the API takes.

import type { FormErrors } from '@mantine/form'
import type { CodeProblem } from '../../ui/code-editor/code-editor.tsx'
import type { NameValue } from '../../ui/name-value-list.tsx'
import type { Action, ActionContent } from './actions-api.ts'

export interface SecretRow {
  /** Tells rows apart while they are edited. */
  readonly key: string
  readonly name: string
  /** Undefined: the one that is stored. */
  readonly value: string | undefined
  /** Of what is stored. */
  readonly updatedAt?: string
}

export interface FormValues {
  readonly name: string
  readonly runtime: string
  readonly code: string
  readonly secrets: readonly SecretRow[]
  readonly dependencies: readonly NameValue[]
}

const maxCodeBytes = 100 * 1024
const [maxSecrets, maxDependencies] = [30, 10]

export function toValues({ name, runtime, code, secrets, dependencies }: Action): FormValues {
  return {
    name,
    runtime,
    code,
    secrets: secrets.map((secret) => ({
      key: secret.name,
      name: secret.name,
      value: undefined,
      updatedAt: secret.updated_at,
    })),
    dependencies: dependencies.map((one) => ({ key: one.name, name: one.name, value: one.version })),
  }
}

export function toContent({ name, runtime, code, secrets, dependencies }: FormValues): ActionContent {
  return {
    name: name.trim(),
    runtime,
    code,
    secrets: secrets
      .filter((row) => !isEmptySecret(row))
      .map(({ name, value }) => ({ name: name.trim(), ...(value !== undefined && { value }) })),
    dependencies: dependencies
      .filter(({ name, value }) => `${name}${value}`.trim() !== '')
      .map(({ name, value }) => ({ name: name.trim(), version: value.trim() || 'latest' })),
  }
}

/** What can be said before the server is asked; it judges all the same. */
export function validate({ name, code, secrets, dependencies }: FormValues): FormErrors {
  const errors: Record<string, string> = {}
  if (name.trim() === '') errors.name = 'Fill in this field'
  if (new TextEncoder().encode(code).length > maxCodeBytes) errors.code = 'The code is larger than 100 kB'
  if (secrets.length > maxSecrets) errors.secrets = `An Action can have ${maxSecrets} secrets`
  if (dependencies.length > maxDependencies) {
    errors.dependencies = `An Action can have ${maxDependencies} dependencies`
  }
  for (const row of secrets.filter((one) => !isEmptySecret(one))) {
    if (row.name.trim() === '') errors[`secrets.${row.key}`] = 'Type a name'
    else if (row.value === '') errors[`secrets.${row.key}`] = 'Type a value'
    else if (isRepeated(row, secrets)) errors[`secrets.${row.key}`] = 'There are two of this name'
  }
  for (const row of dependencies) {
    if (row.name.trim() === '' && row.value.trim() !== '') errors[`dependencies.${row.key}`] = 'Type a name'
    else if (isRepeated(row, dependencies)) errors[`dependencies.${row.key}`] = 'There are two of this name'
  }
  return errors
}

/** Where the form has what the API calls `field`. Rows have no place of their own for it. */
export function fieldOf(field: string): string {
  return field.replace(/^(secrets|dependencies)\b.*$/, '$1')
}

/** Where a build says that something is wrong: `line 3, column 5: Unexpected token`. */
export function readBuildErrors({ errors = [] }: Action): {
  readonly problems: readonly CodeProblem[]
  /** What has no place in the code, e.g. a package that does not exist. */
  readonly others: readonly string[]
} {
  const problems: CodeProblem[] = []
  const others: string[] = []
  for (const { msg } of errors) {
    const [, line, column, message] = /^line (\d+)(?:, column (\d+))?: (.*)$/s.exec(msg) ?? []
    if (line === undefined || message === undefined) others.push(msg)
    else
      problems.push({ line: Number(line), message, ...(column !== undefined && { column: Number(column) }) })
  }
  return { problems, others }
}

function isEmptySecret({ name, value }: SecretRow): boolean {
  return name.trim() === '' && value === ''
}

interface Row {
  readonly key: string
  readonly name: string
}

function isRepeated({ key, name }: Row, rows: readonly Row[]): boolean {
  return name.trim() !== '' && rows.some((other) => other.key !== key && other.name.trim() === name.trim())
}
