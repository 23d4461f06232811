import { Stack, Table, Text } from '@mantine/core'
import { useKindTitles } from '../../api/provider-kinds.ts'
import { wordsFor } from '../../words/message-words.ts'
import type { ProviderHealth } from './overview-api.ts'

export function ProviderTable({ providers }: { readonly providers: readonly ProviderHealth[] }) {
  const titles = useKindTitles()
  if (providers.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No attempts.
      </Text>
    )
  }
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={380} type="native" tabIndex={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Provider</Table.Th>
              <Table.Th ta="right">Attempts</Table.Th>
              <Table.Th ta="right">Failed</Table.Th>
              <Table.Th ta="right">Median</Table.Th>
              <Table.Th ta="right">p95</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {providers.map(({ kind, attempts, failed, median_ms: median, p95_ms: p95 }) => (
              <Table.Tr key={kind}>
                <Table.Th scope="row" fw={500}>
                  {wordsFor(titles, kind)}
                </Table.Th>
                <Table.Td ta="right">{attempts}</Table.Td>
                <Table.Td ta="right">{failed}</Table.Td>
                <Table.Td ta="right">{showMs(median)}</Table.Td>
                <Table.Td ta="right">{showMs(p95)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {providers.map(
        ({ kind, last_error: error }) =>
          error !== undefined && (
            <Text key={kind} size="sm" style={{ overflowWrap: 'anywhere' }}>
              <Text span inherit fw={600}>
                Last error from {wordsFor(titles, kind)}:
              </Text>{' '}
              {error}
            </Text>
          ),
      )}
    </Stack>
  )
}

function showMs(ms: number | undefined | null): string {
  if (ms === undefined || ms === null) return '–'
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`
}
