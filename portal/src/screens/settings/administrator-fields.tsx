import { Radio, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { isEmailAddress } from '#src/values/email.ts'
import type { Role } from '../../api/session.ts'
import { emailMessage, passwordLengthMessage } from '../../ui/field-words.ts'
import { PasswordField } from '../../ui/password-field.tsx'

export const roleWords = {
  owner: { label: 'Owner', description: 'Full access, including administrators' },
  editor: { label: 'Editor', description: 'Full access, except administrators' },
  viewer: { label: 'Viewer', description: 'Read-only access' },
} as const

const roles: readonly Role[] = ['owner', 'editor', 'viewer']

export interface AdministratorValues {
  readonly email: string
  readonly role: Role
  readonly password: string
}

interface Props {
  readonly form: UseFormReturnType<AdministratorValues>
  readonly passwordLabel: string
  readonly passwordHelp: string
}

export function AdministratorFields({ form, passwordLabel, passwordHelp }: Props) {
  return (
    <>
      <TextInput
        label="Email address"
        type="email"
        required
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <Radio.Group label="Role" {...form.getInputProps('role')}>
        <Stack gap="xs" mt="xs">
          {roles.map((role) => (
            <Radio key={role} value={role} {...roleWords[role]} />
          ))}
        </Stack>
      </Radio.Group>
      <PasswordField
        label={passwordLabel}
        description={passwordHelp}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </>
  )
}

export function validateAdministrator({ email, password }: AdministratorValues) {
  return {
    ...(!isEmailAddress(email) && { email: emailMessage }),
    ...(password !== '' &&
      password.length < 10 && { password: `${passwordLengthMessage}, or leave it empty` }),
  }
}
