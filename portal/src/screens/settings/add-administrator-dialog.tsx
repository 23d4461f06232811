import { Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ApiError } from '../../api/api-error.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { showSuccess } from '../../ui/notify.ts'
import {
  AdministratorFields,
  type AdministratorValues,
  validateAdministrator,
} from './administrator-fields.tsx'
import { useAddAdministrator } from './administrators-api.ts'

interface Props {
  readonly onClose: () => void
  readonly onGenerated: (made: { readonly email: string; readonly password: string }) => void
}

export function AddAdministratorDialog({ onClose, onGenerated }: Props) {
  const add = useAddAdministrator()
  const form = useForm<AdministratorValues>({
    initialValues: { email: '', role: 'editor', password: '' },
    validate: validateAdministrator,
  })
  const submit = form.onSubmit(({ email, role, password }) =>
    add.mutate(
      { email: email.trim(), role, ...(password !== '' && { password }) },
      {
        onSuccess: (made) => {
          showSuccess('Administrator added.')
          if (made.password !== undefined) onGenerated({ email: made.email, password: made.password })
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
  return (
    <Modal opened onClose={onClose} title="Add administrator">
      <form onSubmit={submit} noValidate>
        <Stack>
          <ErrorAlert error={add.error} hideFields={(field) => Object.hasOwn(form.values, field)} />
          <AdministratorFields
            form={form}
            passwordLabel="Password"
            passwordHelp="Leave empty to generate a password, which is shown once."
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add administrator
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
