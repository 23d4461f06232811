import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { maskedSecret } from '../api/masked-secret.ts'
import { PasswordField } from './password-field.tsx'
import { SecretField } from './secret-field.tsx'

interface Props {
  readonly label: string
  readonly description?: ReactNode
  readonly value?: string
  readonly onChange: (value: string) => void
  readonly error?: ReactNode
  /** Asks the server for the one that is stored; absent where the server never shows it. */
  readonly reveal?: () => Promise<string>
  /** `false` where it may be left empty. */
  readonly required?: boolean
  /** For those who may only look: they never see it. */
  readonly disabled?: boolean
}

/** A secret in a form: one that is stored stays as it is, unless it is replaced. */
export function SecretInput(props: Props) {
  const { label, description, value = '', onChange, error, reveal, required = true, disabled = false } = props
  if (value !== maskedSecret) {
    return (
      <PasswordField
        label={label}
        description={description}
        required={required}
        autoComplete="off"
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
    )
  }
  return (
    <SecretField
      label={label}
      description={description}
      {...(reveal && { reveal })}
      disabled={disabled}
      actions={
        !disabled && (
          <Button variant="default" aria-label={`Replace ${label}`} onClick={() => onChange('')}>
            Replace
          </Button>
        )
      }
    />
  )
}
