import { Anchor, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Link, useNavigate } from '@tanstack/react-router'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import { ApiError } from '../../api/api-error.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { requiredMessage } from '../../ui/field-words.ts'
import { useCreateAction } from './actions-api.ts'
import { creatableTriggers, runtimes } from './triggers.ts'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  /** The id of the trigger that is chosen at first. */
  readonly proposed: string | undefined
}

export function CreateActionDialog({ opened, onClose, proposed }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create Action">
      <CreateForm onClose={onClose} proposed={proposed} />
    </Modal>
  )
}

function CreateForm({ onClose, proposed }: Omit<Props, 'opened'>) {
  const navigate = useNavigate()
  const create = useCreateAction()
  const form = useForm({
    initialValues: {
      name: '',
      trigger: creatableTriggers.find(({ id }) => id === proposed)?.id ?? sendPhoneMessage,
      runtime: 'node22',
    },
    validate: { name: (name) => (name.trim() === '' ? requiredMessage : null) },
  })
  const submit = form.onSubmit(({ name, trigger, runtime }) =>
    create.mutate(
      {
        name: name.trim(),
        trigger,
        runtime,
        code: creatableTriggers.find(({ id }) => id === trigger)?.starter ?? '',
        secrets: [],
        dependencies: [],
      },
      {
        onSuccess: ({ id }) => void navigate({ to: '/actions/$id', params: { id } }),
        onError: (error) => {
          const field =
            error instanceof ApiError ? error.fieldErrors.find((one) => one.field === 'name') : undefined
          if (field) form.setFieldError('name', field.detail)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required maxLength={255} data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Trigger"
          description="You can't change the trigger later."
          required
          allowDeselect={false}
          data={creatableTriggers.map(({ id, label }) => ({ value: id, label }))}
          {...form.getInputProps('trigger')}
        />
        <Text size="sm" c="dimmed">
          To create the Action of a custom phone provider, go to{' '}
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => <Link to="/branding/phone-provider" {...props} />}
          >
            Branding &gt; Phone Provider &gt; Custom
          </Anchor>
          .
        </Text>
        <Select
          label="Runtime"
          required
          allowDeselect={false}
          data={[...runtimes]}
          {...form.getInputProps('runtime')}
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
