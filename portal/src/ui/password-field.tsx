import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** A field for what is typed unseen. Mantine's own does not tell that it is invalid. */
export function PasswordField(props: PasswordInputProps) {
  return <PasswordInput aria-invalid={Boolean(props.error)} {...props} />
}
