import { Skeleton, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorAlert } from './error-alert.tsx'
import { useDelayed } from './use-delayed.ts'

/** The part of a query that is needed to show it. */
export interface Loading<T> {
  readonly data: T | undefined
  readonly isPending: boolean
  readonly error: unknown
  refetch(): unknown
}

interface Props<T> {
  readonly query: Loading<T>
  readonly children: (data: T) => ReactNode
  /** How tall what is loaded will be, so that nothing jumps. */
  readonly height?: number
}

/** One thing that is loaded: a skeleton once it takes long, an error with a way to try again, or itself. */
export function QueryState<T>({ query, children, height = 240 }: Props<T>) {
  const isSlow = useDelayed(query.isPending)
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
  if (!isSlow) return <div style={{ minHeight: height }} />
  return (
    <Stack role="status" aria-label="Loading" mih={height}>
      <Skeleton height={20} width="40%" />
      <Skeleton height={height - 40} />
    </Stack>
  )
}
