// What is typed in an Action's editor, and how it becomes what the API takes.

import type { FormErrors } from '@mantine/form'
import { maxScriptBytes } from '#src/values/script-size.ts'
import type { CodeProblem } from '../../ui/code-editor/code-editor.tsx'
import { requiredMessage } from '../../ui/field-words.ts'
import {
  type ScriptRows,
  toDependencies,
  toSecretRow,
  toSecrets,
  validateRows,
} from '../../ui/script-form/script-rows.ts'
import type { Action, ActionContent } from './actions-api.ts'

export interface FormValues extends ScriptRows {
  readonly name: string
  readonly runtime: string
  readonly code: string
}

const limits = { owner: 'An Action', maxSecrets: 30, maxDependencies: 10 }

export function toValues({ name, runtime, code, secrets, dependencies }: Action): FormValues {
  return {
    name,
    runtime,
    code,
    secrets: secrets.map(({ name, updated_at: updatedAt }) => toSecretRow(name, updatedAt)),
    dependencies: dependencies.map((one) => ({ key: one.name, name: one.name, value: one.version })),
  }
}

export function toContent({ name, runtime, code, secrets, dependencies }: FormValues): ActionContent {
  return {
    name: name.trim(),
    runtime,
    code,
    secrets: toSecrets(secrets),
    dependencies: toDependencies(dependencies),
  }
}

/** Mistakes that need no request to be found. The server checks everything again. */
export function validate({ name, code, ...rows }: FormValues): FormErrors {
  const errors = { ...validateRows(rows, limits) }
  if (name.trim() === '') errors.name = requiredMessage
  if (new TextEncoder().encode(code).length > maxScriptBytes)
    errors.code = 'The code must be 100 kB or smaller'
  return errors
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
