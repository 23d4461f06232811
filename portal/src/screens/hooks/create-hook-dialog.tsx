import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import { ApiError } from '../../api/api-error.ts'
import { sendPhoneMessageHookStarter } from '../../script-types/send-phone-message-hook.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { validateName } from './form-values.ts'
import { useCreateHook } from './hooks-api.ts'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
}

export function CreateHookDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create Hook">
      <CreateForm onClose={onClose} />
    </Modal>
  )
}

function CreateForm({ onClose }: Pick<Props, 'onClose'>) {
  const navigate = useNavigate()
  const create = useCreateHook()
  const form = useForm({
    initialValues: { name: '', triggerId: sendPhoneMessage },
    validate: { name: validateName },
  })
  const submit = form.onSubmit(({ name, triggerId }) =>
    create.mutate(
      { name: name.trim(), triggerId, script: sendPhoneMessageHookStarter },
      {
        onSuccess: ({ id }) => void navigate({ to: '/hooks/$id', params: { id } }),
        onError: (error) => {
          const found = error instanceof ApiError && error.fieldErrors.find(({ field }) => field === 'name')
          if (found) form.setFieldError('name', found.detail)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required maxLength={128} data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Extensibility point"
          description="The new Hook contains starter code and is disabled."
          required
          allowDeselect={false}
          data={[{ value: sendPhoneMessage, label: 'Send Phone Message' }]}
          {...form.getInputProps('triggerId')}
        />
        <ErrorAlert error={create.error} hideFields={(field) => field === 'name'} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
