// A list of things with its four states: loading (shown once it takes long), empty, failed, there. A table where there
// is room, and each row as a card where there is none.

import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './data-list.module.css'
import { ErrorAlert } from './error-alert.tsx'
import type { Loading } from './query-state.tsx'
import { useDelayed } from './use-delayed.ts'

export interface Column<Row> {
  readonly header: string
  readonly cell: (row: Row) => ReactNode
}

interface Props<Row> {
  /** What the list is of, for those who do not see it. */
  readonly caption: string
  readonly query: Loading<readonly Row[]>
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  readonly empty: ReactNode
  /** There when more can be had. */
  readonly more?: { readonly isLoading: boolean; readonly load: () => void } | undefined
}

export function DataList<Row>({ caption, query, columns, rowKey, empty, more }: Props<Row>) {
  const isSlow = useDelayed(query.isPending)
  const { data, error } = query
  return (
    <Stack gap="sm">
      {error !== null && <ErrorAlert error={error} onRetry={() => void query.refetch()} />}
      {data === undefined && error === null && (
        <Stack gap={8} mih={200} role="status" aria-label={isSlow ? 'Loading' : ''}>
          {isSlow && ['first', 'second', 'third', 'fourth'].map((key) => <Skeleton key={key} height={40} />)}
        </Stack>
      )}
      {data?.length === 0 && (
        <Paper withBorder p="xl" bg="var(--otpost-surface)">
          <Text component="div" c="dimmed" ta="center">
            {empty}
          </Text>
        </Paper>
      )}
      {data !== undefined && data.length > 0 && (
        <Paper withBorder bg="var(--otpost-surface)" style={{ overflow: 'hidden' }}>
          <table className={classes.table}>
            <caption className="visually-hidden">{caption}</caption>
            <thead>
              <tr>
                {columns.map(({ header }) => (
                  <th key={header} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map(({ header, cell }) => (
                    <td key={header} data-label={header}>
                      <span>{cell(row)}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Paper>
      )}
      {more && (
        <Group justify="center">
          <Button variant="default" loading={more.isLoading} onClick={more.load}>
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  )
}
