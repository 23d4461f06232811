// What is typed in a Hook's editor, and how it becomes what the API takes.

import type { FormErrors } from '@mantine/form'
import { maskedSecret } from '../../api/masked-secret.ts'
import { type NameValue, toRecord, toRows } from '../../ui/name-value-list.tsx'
import type { HookChange, HookDocument } from './hooks-api.ts'

export interface FormValues {
  readonly name: string
  readonly enabled: boolean
  readonly script: string
  readonly secrets: readonly NameValue[]
  readonly dependencies: readonly NameValue[]
}

const maxCodeLength = 100 * 1024
const [maxSecrets, maxDependencies] = [20, 10]
const namePattern = /^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$/
const secretPattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

export function toValues({ hook: { value: hook }, secrets }: HookDocument): FormValues {
  return {
    name: hook.name,
    enabled: hook.enabled,
    script: hook.script,
    secrets: secrets.map((name) => ({ key: name, name, value: maskedSecret })),
    dependencies: toRows(hook.dependencies),
  }
}

export function toChange({ name, enabled, script, secrets, dependencies }: FormValues): HookChange {
  const versions = Object.entries(toRecord(dependencies)).map(([name, version]) => [
    name,
    version.trim() || 'latest',
  ])
  return {
    hook: { name: name.trim(), enabled, script, dependencies: Object.fromEntries(versions) },
    secrets: new Map(
      secrets
        .filter((row) => !isEmpty(row))
        .map(({ name, value }) => [name.trim(), value === maskedSecret ? undefined : value]),
    ),
  }
}

/** What is wrong with a name; the server judges all the same. */
export function validateName(name: string): string | null {
  if (name.trim() === '') return 'Fill in this field'
  return namePattern.test(name.trim())
    ? null
    : 'Use letters, digits, spaces and dashes; begin and end with a letter or digit'
}

export function validate(values: FormValues): FormErrors {
  const { name, script, secrets, dependencies } = values
  const errors: Record<string, string> = {}
  const wrongName = validateName(name)
  if (wrongName !== null) errors.name = wrongName
  if (script.trim() === '') errors.script = 'Write a script'
  if (script.length > maxCodeLength) errors.script = 'The script is longer than 100 kB'
  if (secrets.length > maxSecrets) errors.secrets = `A Hook can have ${maxSecrets} secrets`
  if (dependencies.length > maxDependencies) {
    errors.dependencies = `A Hook can have ${maxDependencies} dependencies`
  }
  for (const row of secrets.filter((one) => !isEmpty(one))) {
    if (!secretPattern.test(row.name.trim())) {
      errors[`secrets.${row.key}`] = 'Name it with letters, digits and _, and no digit first'
    } else if (isRepeated(row, secrets)) errors[`secrets.${row.key}`] = 'There are two of this name'
    // A stored value does not move to another name.
    else if (row.value === '' || (row.value === maskedSecret && row.key !== row.name.trim())) {
      errors[`secrets.${row.key}`] = 'Type a value'
    }
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

function isEmpty({ name, value }: NameValue): boolean {
  return name.trim() === '' && value.trim() === ''
}

function isRepeated({ key, name }: NameValue, rows: readonly NameValue[]): boolean {
  return name.trim() !== '' && rows.some((other) => other.key !== key && other.name.trim() === name.trim())
}
