import type { FormErrors } from '@mantine/form'
import { NameValueList } from '../name-value-list.tsx'
import type { ScriptRows } from './script-rows.ts'
import { SecretList } from './secret-list.tsx'

interface Props {
  readonly rows: ScriptRows
  readonly errors: FormErrors
  readonly clearError: (path: string) => void
  readonly onChange: (path: keyof ScriptRows, rows: ScriptRows[keyof ScriptRows]) => void
  /** How the code reads a secret, e.g. `event.secrets.NAME`. */
  readonly readAs: string
}

/** The secrets and dependencies of a script. */
export function ScriptRowFields({ rows, errors, clearError, onChange, readAs }: Props) {
  const change = (path: keyof ScriptRows, changed: ScriptRows[keyof ScriptRows]) => {
    for (const { key } of changed) clearError(`${path}.${key}`)
    onChange(path, changed)
  }
  return (
    <>
      <SecretList
        readAs={readAs}
        rows={rows.secrets}
        onChange={(secrets) => change('secrets', secrets)}
        errorOf={({ key }) => errors[`secrets.${key}`]}
        error={errors.secrets}
      />
      <NameValueList
        label="Dependencies"
        description="The npm packages that your code requires. To use the latest version, leave the version empty."
        noun="package"
        valueLabel="Version"
        rows={rows.dependencies}
        onChange={(dependencies) => change('dependencies', dependencies)}
        errorOf={({ key }) => errors[`dependencies.${key}`]}
        error={errors.dependencies}
      />
    </>
  )
}
