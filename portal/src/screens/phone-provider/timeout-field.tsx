import { NumberInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { FormValues } from './form-values.ts'

interface Props {
  readonly form: UseFormReturnType<FormValues>
  readonly path: 'script.timeout'
  /** Who may take that long. */
  readonly of: string
}

export function TimeoutField({ form, path, of }: Props) {
  return (
    <NumberInput
      label="Timeout (Seconds)"
      description={`How long ${of} can take to respond: 1 to 60`}
      required
      allowDecimal={false}
      // What is out of range is said, not changed to something that nobody typed.
      clampBehavior="none"
      maw={280}
      {...form.getInputProps(path)}
    />
  )
}
