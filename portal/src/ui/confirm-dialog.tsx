import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorAlert } from './error-alert.tsx'

interface Props {
  readonly opened: boolean
  readonly title: string
  readonly children: ReactNode
  /** What it does, e.g. `Delete application`. */
  readonly action: string
  readonly isDangerous?: boolean
  readonly isPending?: boolean
  readonly error?: unknown
  readonly onConfirm: () => void
  readonly onClose: () => void
}

export function ConfirmDialog(props: Props) {
  const {
    opened,
    title,
    children,
    action,
    isDangerous = false,
    isPending = false,
    error,
    onConfirm,
    onClose,
  } = props
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text component="div" size="sm">
          {children}
        </Text>
        <ErrorAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color={isDangerous ? 'red.9' : 'pine'} loading={isPending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
