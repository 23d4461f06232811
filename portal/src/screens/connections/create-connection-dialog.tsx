import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { describeStrategy } from './connection-words.ts'
import { databaseStrategy, smsStrategy, useCreateConnection } from './connections-api.ts'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
}

export function CreateConnectionDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create connection">
      <CreateForm onClose={onClose} />
    </Modal>
  )
}

const namePattern = /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/

function CreateForm({ onClose }: Pick<Props, 'onClose'>) {
  const create = useCreateConnection()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { name: '', strategy: smsStrategy },
    validate: {
      name: (name) =>
        namePattern.test(name) && name.length <= 128
          ? null
          : 'Use letters and digits, separated by single hyphens',
    },
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        create.mutate(values, {
          onSuccess: ({ id }) => void navigate({ to: '/connections/$id', params: { id } }),
        }),
      )}
    >
      <Stack>
        <Select
          label="Type"
          data={[smsStrategy, databaseStrategy].map((value) => ({ value, label: describeStrategy(value) }))}
          allowDeselect={false}
          {...form.getInputProps('strategy')}
        />
        <TextInput
          label="Name"
          description="Applications use this name to request a login. You can't change it later."
          required
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <ErrorAlert error={create.error} />
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
