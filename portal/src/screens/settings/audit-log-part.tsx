import { Box, Code, Text } from '@mantine/core'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import { DataList } from '../../ui/data-list.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'

interface AuditEntry {
  readonly id: string
  readonly at: string
  readonly actor: { readonly kind: 'administrator' | 'client'; readonly id: string; readonly email?: string }
  readonly action: string
  readonly resource: string
  readonly fields?: readonly string[]
  readonly request_id?: string
}

interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly next_cursor?: string
}

function auditLogQuery(api: Api) {
  return infiniteQueryOptions({
    queryKey: ['settings', 'audit-log'],
    queryFn: ({ pageParam: cursor, signal }) =>
      api.get<AuditPage>('/v1/audit-log', { query: { limit: 50, cursor }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: next }) => next,
  })
}

export function AuditLogPart() {
  const list = useInfiniteQuery(auditLogQuery(useApi()))
  return (
    <Section
      title="Audit log"
      description="Changes and sign-ins of administrators and applications. Otpost keeps entries for one year."
    >
      <DataList
        caption="Audit log entries, newest first"
        query={{
          data: list.data?.pages.flatMap(({ entries }) => entries),
          isPending: list.isPending,
          error: list.error,
          refetch: list.refetch,
        }}
        rowKey={({ id }) => id}
        columns={columns}
        empty="No entries yet."
        more={
          list.hasNextPage
            ? { isLoading: list.isFetchingNextPage, load: () => void list.fetchNextPage() }
            : undefined
        }
      />
    </Section>
  )
}

const columns = [
  { header: 'Time', cell: ({ at }: AuditEntry) => <Time at={at} /> },
  {
    header: 'Actor',
    cell: ({ actor: { kind, id, email } }: AuditEntry) => (
      <Box component="span" display="inline-block" miw={150}>
        {email ?? (kind === 'client' ? `Application ${id}` : id)}
      </Box>
    ),
  },
  {
    header: 'Action',
    cell: ({ action }: AuditEntry) => (
      <Text span inherit style={{ whiteSpace: 'nowrap' }}>
        {action.replaceAll('_', ' ')}
      </Text>
    ),
  },
  { header: 'Resource', cell: ({ resource }: AuditEntry) => <Code>{resource}</Code> },
  {
    header: 'Changed fields',
    cell: ({ fields = [] }: AuditEntry) => (
      <Text span inherit c="dimmed">
        {fields.length === 0 ? '–' : fields.join(', ')}
      </Text>
    ),
  },
]
