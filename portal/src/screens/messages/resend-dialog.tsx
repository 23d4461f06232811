import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { type MessageDetail, useResend, waysToSendQuery } from './messages-api.ts'

interface Props {
  readonly message: MessageDetail
  readonly opened: boolean
  readonly onClose: () => void
}

export function ResendDialog({ message, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Resend to ${message.to}`}>
      <ResendForm message={message} onClose={onClose} />
    </Modal>
  )
}

function ResendForm({ message, onClose }: Omit<Props, 'opened'>) {
  const ways = useQuery(waysToSendQuery(useApi()))
  const resend = useResend(message.id)
  const navigate = useNavigate()
  const [provider, setProvider] = useState<string | null>(null)

  const send = () =>
    resend.mutate(provider ?? undefined, {
      onSuccess: ({ id }) => {
        showSuccess('Sending a new message.')
        onClose()
        void navigate({ to: '/messages/$id', params: { id } })
      },
    })

  return (
    <Stack>
      <Text size="sm">
        Otpost sends a new message with a new code to the same number. The previous code stops working.
      </Text>
      <Select
        label="Provider"
        placeholder="Automatic"
        clearable
        data={ways.data ?? []}
        value={provider}
        onChange={setProvider}
        data-autofocus
      />
      <ErrorAlert error={ways.error ?? resend.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={resend.isPending} onClick={send}>
          Resend
        </Button>
      </Group>
    </Stack>
  )
}
