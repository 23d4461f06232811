import { Button, Group, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ApiError } from '../../api/api-error.ts'
import type { Role } from '../../api/session.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { type Administrator, useSaveAdministrator } from './administrators-api.ts'

export const roleWords = {
  owner: { label: 'Owner', description: 'Everything, and who else is an administrator' },
  editor: { label: 'Editor', description: 'Everything but administrators' },
  viewer: { label: 'Viewer', description: 'Sees everything and changes nothing' },
} as const

const roles: readonly Role[] = ['owner', 'editor', 'viewer']

interface Props {
  /** Undefined for a new one. */
  readonly administrator: Administrator | undefined
  readonly onClose: () => void
  readonly onGenerated: (made: { readonly email: string; readonly password: string }) => void
}

export function AdministratorDialog({ administrator, onClose, onGenerated }: Props) {
  const save = useSaveAdministrator(administrator?.id)
  const isNew = administrator === undefined
  const initialRole: Role = administrator?.role ?? 'editor'
  const form = useForm({
    initialValues: { email: administrator?.email ?? '', role: initialRole, password: '' },
    validate: {
      email: (email) =>
        /^\S+@\S+\.\S+$|^\S+@localhost$/.test(email.trim()) ? null : 'Type an e-mail address',
      password: (password) =>
        password === '' || password.length >= 10 ? null : 'Use at least 10 characters, or none',
    },
  })
  const submit = form.onSubmit(({ email, role, password }) =>
    save.mutate(
      {
        ...(email.trim() !== administrator?.email && { email: email.trim() }),
        ...(role !== administrator?.role && { role }),
        ...(password !== '' && { password }),
      },
      {
        onSuccess: (saved) => {
          showSuccess(isNew ? 'The administrator is added.' : 'Saved.')
          if (saved.password !== undefined) onGenerated({ email: saved.email, password: saved.password })
          onClose()
        },
        onError: (error) => {
          if (!(error instanceof ApiError)) return
          for (const { field, detail } of error.fieldErrors) {
            if (Object.hasOwn(form.values, field)) form.setErrors({ [field]: `This ${detail}` })
          }
        },
      },
    ),
  )
  const isUnchanged = !isNew && !form.isDirty()
  return (
    <Modal opened onClose={onClose} title={isNew ? 'Add administrator' : 'Edit administrator'}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <ErrorAlert error={save.error} hideFields={(field) => Object.hasOwn(form.values, field)} />
          <TextInput
            label="E-mail"
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
          <PasswordInput
            label={isNew ? 'Password' : 'New password'}
            description={
              isNew
                ? 'Left empty, one is made and shown once.'
                : 'Left empty, it stays. A new one signs them out and lifts a lock-out.'
            }
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={isUnchanged}>
              {isNew ? 'Add administrator' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
