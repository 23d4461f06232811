// What is typed in a Hook's editor, and how it becomes what the API takes.

import type { FormErrors } from '@mantine/form'
import { maxScriptBytes } from '#src/values/script-size.ts'
import { requiredMessage } from '../../ui/field-words.ts'
import { toRows } from '../../ui/name-value-list.tsx'
import {
  type ScriptRows,
  toDependencies,
  toSecretRow,
  toSecrets,
  validateRows,
} from '../../ui/script-form/script-rows.ts'
import type { HookChange, HookDocument } from './hooks-api.ts'

export interface FormValues extends ScriptRows {
  readonly name: string
  readonly enabled: boolean
  readonly script: string
}

const namePattern = /^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$/
const limits = {
  owner: 'A Hook',
  maxSecrets: 20,
  maxDependencies: 10,
  secretName: {
    pattern: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
    message: "Use letters, digits, and underscores. The name can't start with a digit",
  },
}

export function toValues({ hook: { value: hook }, secrets }: HookDocument): FormValues {
  return {
    name: hook.name,
    enabled: hook.enabled,
    script: hook.script,
    secrets: secrets.map((name) => toSecretRow(name)),
    dependencies: toRows(hook.dependencies),
  }
}

export function toChange({ name, enabled, script, secrets, dependencies }: FormValues): HookChange {
  const versions = toDependencies(dependencies).map(({ name, version }) => [name, version])
  return {
    hook: { name: name.trim(), enabled, script, dependencies: Object.fromEntries(versions) },
    secrets: new Map(toSecrets(secrets).map(({ name, value }) => [name, value])),
  }
}

/** Why a name is invalid. The server checks it again. */
export function validateName(name: string): string | null {
  if (name.trim() === '') return requiredMessage
  return namePattern.test(name.trim())
    ? null
    : 'Use letters, digits, spaces, and hyphens. Start and end with a letter or digit'
}

export function validate({ name, script, ...rows }: FormValues): FormErrors {
  const errors = { ...validateRows(rows, limits) }
  const wrongName = validateName(name)
  if (wrongName !== null) errors.name = wrongName
  if (script.trim() === '') errors.script = 'Enter a script'
  if (script.length > maxScriptBytes) errors.script = 'The script must be 100 kB or smaller'
  return errors
}
