import { Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { connectionPageQuery } from './connections-api.ts'

interface Props {
  readonly connectionId: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** What is saved, in the Management API's own words. */
export function JsonDialog({ connectionId, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Connection as JSON" size="xl">
      <Content connectionId={connectionId} />
    </Modal>
  )
}

function Content({ connectionId }: Pick<Props, 'connectionId'>) {
  const query = useQuery(connectionPageQuery(useApi(), connectionId))
  return (
    <Stack>
      <Text size="sm">
        The saved connection as the Management API returns it. Secrets are masked unless you confirmed your
        password in the last five minutes. A PATCH request replaces the whole <code>options</code> object.
      </Text>
      <QueryState query={query}>
        {({ value }) => (
          <CodeBlock
            label={`GET /api/v2/connections/${connectionId}`}
            code={JSON.stringify(value.connection, null, 2)}
          />
        )}
      </QueryState>
    </Stack>
  )
}
