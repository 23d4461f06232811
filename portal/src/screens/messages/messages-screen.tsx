import { Anchor, Group, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useServerEvents } from '../../api/use-server-events.ts'
import { DataList } from '../../ui/data-list.tsx'
import { KindTitle } from '../../ui/kind-title.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { deliveryMethodWords, purposeWords, wordsFor } from '../../words/message-words.ts'
import { MessageFilterFields } from './message-filter-fields.tsx'
import { type Message, messagesQuery, useMergeMessage } from './messages-api.ts'

const route = getRouteApi('/shell/messages')
const pollMs = 5_000

export function MessagesScreen() {
  const filters = route.useSearch()
  const merge = useMergeMessage(filters)
  const isLive = useServerEvents<Message>('/v1/messages/events', {
    onEvent: merge,
    onReconnect: () => void list.refetch(),
  })
  const list = useInfiniteQuery({
    ...messagesQuery(useApi(), filters),
    refetchInterval: isLive ? false : pollMs,
  })
  const messages = list.data?.pages.flatMap((page) => page.messages)
  const isFiltered = Object.keys(filters).length > 0

  return (
    <Page
      title="Messages"
      description="See each message, its provider, and its delivery status."
      actions={<LiveMark isLive={isLive} />}
    >
      <MessageFilterFields />
      <DataList
        caption="Messages, newest first"
        query={{ data: messages, isPending: list.isPending, error: list.error, refetch: list.refetch }}
        rowKey={({ id }) => id}
        columns={columns}
        empty={isFiltered ? <NothingFound /> : 'No messages yet. New messages appear here automatically.'}
        more={
          list.hasNextPage
            ? { isLoading: list.isFetchingNextPage, load: () => void list.fetchNextPage() }
            : undefined
        }
      />
    </Page>
  )
}

function NothingFound() {
  return (
    <Group justify="center" gap="xs">
      <Text>No messages match these filters.</Text>
      <Anchor renderRoot={(props) => <Link to="/messages" {...props} />}>Show all</Anchor>
    </Group>
  )
}

const columns = [
  {
    header: 'Recipient',
    cell: ({ id, to }: Message) => (
      <Anchor
        renderRoot={(props) => <Link to="/messages/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
      >
        {to}
      </Anchor>
    ),
  },
  { header: 'Status', cell: ({ status }: Message) => <StatusBadge status={status} /> },
  { header: 'Purpose', cell: ({ purpose }: Message) => wordsFor(purposeWords, purpose) },
  {
    header: 'Delivery method',
    cell: ({ delivery_method }: Message) => wordsFor(deliveryMethodWords, delivery_method),
  },
  { header: 'Provider', cell: ({ provider }: Message) => <KindTitle kind={provider} /> },
  { header: 'Time', cell: ({ created_at }: Message) => <Time at={created_at} /> },
]
