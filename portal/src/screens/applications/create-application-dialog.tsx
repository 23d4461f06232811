import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { requiredMessage } from '../../ui/field-words.ts'
import { appTypes, clientNameMessage, passwordlessGrant } from './application-words.ts'
import { useCreateClient } from './applications-api.ts'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
}

export function CreateApplicationDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create application">
      <CreateForm onClose={onClose} />
    </Modal>
  )
}

interface Values {
  readonly name: string
  readonly app_type: string
}

function CreateForm({ onClose }: Pick<Props, 'onClose'>) {
  const create = useCreateClient()
  const navigate = useNavigate()
  const form = useForm<Values>({
    initialValues: { name: '', app_type: 'regular_web' },
    validate: {
      name: (name) => {
        if (name.trim() === '') return requiredMessage
        return /[<>]/.test(name) ? clientNameMessage : null
      },
    },
  })
  const submit = ({ name, app_type }: Values) =>
    create.mutate(
      {
        name: name.trim(),
        app_type,
        grant_types:
          app_type === 'non_interactive' ? ['client_credentials'] : [passwordlessGrant, 'refresh_token'],
      },
      {
        onSuccess: ({ client_id: id }) => void navigate({ to: '/applications/$id', params: { id } }),
      },
    )
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Stack>
        <TextInput label="Name" required autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        <Radio.Group
          label="Application type"
          description="All types except Machine to machine can log users in by SMS. You can change the type later."
          {...form.getInputProps('app_type')}
        >
          <Stack gap="xs" mt="xs">
            {appTypes.map(({ value, label, text }) => (
              <Radio key={value} value={value} label={label} description={text} />
            ))}
          </Stack>
        </Radio.Group>
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
