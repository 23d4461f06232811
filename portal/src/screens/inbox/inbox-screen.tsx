import { Alert, Anchor, Button, Paper, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconInfoCircle, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { useServerEvents } from '../../api/use-server-events.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Page } from '../../ui/page.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import {
  type InboxMessage,
  inboxQuery,
  phoneProviderKindQuery,
  useAddToInbox,
  useEmptyInbox,
} from './inbox-api.ts'
import { MessageBubble } from './message-bubble.tsx'

const pollMs = 5_000

export function InboxScreen() {
  const api = useApi()
  const add = useAddToInbox()
  const isLive = useServerEvents<InboxMessage>('/v1/inbox/events', {
    onEvent: add,
    onReconnect: () => void inbox.refetch(),
  })
  const inbox = useQuery({ ...inboxQuery(api), refetchInterval: isLive ? false : pollMs })
  const kind = useQuery(phoneProviderKindQuery(api))
  const isSlow = useDelayed(inbox.isPending)
  const [number, setNumber] = useState<string | null>(null)
  const numbers = [...new Set((inbox.data ?? []).map(({ to }) => to))].sort()
  const shown = (inbox.data ?? []).filter(({ to }) => number === null || to === number)

  return (
    <Page
      title="Inbox"
      description="While the phone provider is Inbox, messages appear here instead of being sent."
      actions={
        <>
          <LiveMark isLive={isLive} />
          <EmptyInbox disabled={!inbox.data?.length} />
        </>
      }
    >
      {kind.data !== undefined && kind.data !== 'inbox' && (
        <Alert icon={<IconInfoCircle aria-hidden />} color="blue" title="Messages are being sent to phones">
          Messages that go through the phone provider don't appear here.{' '}
          <Anchor component={Link} to="/branding/phone-provider" size="sm" td="underline">
            View phone provider
          </Anchor>
        </Alert>
      )}
      <ErrorAlert error={inbox.error} onRetry={() => void inbox.refetch()} />
      {numbers.length > 1 && (
        <Select
          label="Phone number"
          placeholder="All phone numbers"
          clearable
          searchable
          data={numbers}
          value={number}
          onChange={setNumber}
          maw={320}
        />
      )}
      {isSlow && (
        <Stack role="status" aria-label="Loading">
          <Skeleton height={90} maw={420} radius="lg" />
          <Skeleton height={90} maw={420} radius="lg" />
        </Stack>
      )}
      {inbox.data?.length === 0 && <EmptyState />}
      <Stack component="ol" gap="md" p={0} m={0} aria-label="Messages, newest first" aria-live="polite">
        {shown.map((message) => (
          <MessageBubble key={message.id} message={message} />
        ))}
      </Stack>
    </Page>
  )
}

function EmptyState() {
  return (
    <Paper withBorder p="xl" bg="var(--otpost-surface)">
      <Text c="dimmed" ta="center">
        No messages yet. Start a login with <code>/passwordless/start</code>, or send a test message from{' '}
        <Anchor component={Link} to="/branding/phone-provider" td="underline">
          Phone Provider
        </Anchor>
        . Messages appear here automatically.
      </Text>
    </Paper>
  )
}

function EmptyInbox({ disabled }: { readonly disabled: boolean }) {
  const [isAsking, ask] = useDisclosure(false)
  const empty = useEmptyInbox()
  const mayChange = useMayChange()
  if (!mayChange) return null
  return (
    <>
      <Button
        variant="default"
        disabled={disabled}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={ask.open}
      >
        Empty inbox
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title="Empty inbox?"
        action="Delete all messages"
        isDangerous
        isPending={empty.isPending}
        error={empty.error}
        onConfirm={() => empty.mutate(undefined, { onSuccess: ask.close })}
        onClose={ask.close}
      >
        This deletes all messages in the inbox for everyone. They stay in Messages, without their codes.
      </ConfirmDialog>
    </>
  )
}
