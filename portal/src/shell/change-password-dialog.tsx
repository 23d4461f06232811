import { Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ApiError } from '../api/api-error.ts'
import { useChangePassword } from '../api/session.ts'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { passwordLengthMessage } from '../ui/field-words.ts'
import { showSuccess } from '../ui/notify.ts'
import { PasswordField } from '../ui/password-field.tsx'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  /** When it is out of sight. */
  readonly onClosed?: () => void
}

export function ChangePasswordDialog({ opened, onClose, onClosed }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      {...(onClosed && { onExitTransitionEnd: onClosed })}
      title="Change password"
    >
      <ChangePasswordForm onDone={onClose} />
    </Modal>
  )
}

function ChangePasswordForm({ onDone }: { readonly onDone: () => void }) {
  const change = useChangePassword()
  const form = useForm({
    initialValues: { current_password: '', new_password: '', repeated: '' },
    validate: {
      current_password: (value) => (value === '' ? 'Enter your current password' : null),
      new_password: (value) => (value.length < 10 ? passwordLengthMessage : null),
      repeated: (value, { new_password }) => (value === new_password ? null : "The passwords don't match"),
    },
  })
  const submit = form.onSubmit(({ current_password, new_password }) =>
    change.mutate(
      { current_password, new_password },
      {
        onSuccess: () => {
          showSuccess('Password changed.')
          onDone()
        },
        onError: (error) => {
          if (!(error instanceof ApiError)) return
          if (isWrongPassword(error)) form.setFieldError('current_password', error.message)
          for (const { field, detail } of error.fieldErrors) form.setFieldError(field, detail)
        },
      },
    ),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {!isWrongPassword(change.error) && (
          <ErrorAlert error={change.error} hideFields={(field) => field in form.errors} />
        )}
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          required
          data-autofocus
          {...form.getInputProps('current_password')}
        />
        <PasswordField
          label="New password"
          description="At least 10 characters. Changing your password signs you out of other browsers."
          autoComplete="new-password"
          required
          {...form.getInputProps('new_password')}
        />
        <PasswordField
          label="Confirm new password"
          autoComplete="new-password"
          required
          {...form.getInputProps('repeated')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Told at its field. */
function isWrongPassword(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'wrong-password'
}
