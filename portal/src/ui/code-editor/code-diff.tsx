import { Skeleton, Text } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { LoadBoundary } from './load-boundary.tsx'

export interface CodeDiffProps {
  readonly label: string
  readonly before: string
  readonly after: string
}

const MonacoDiff = lazy(() => import('./monaco-diff.tsx'))

/** Two versions of a code, to read: side by side where there is room. */
export function CodeDiff(props: CodeDiffProps) {
  return (
    <LoadBoundary fallback={<Text size="sm">Couldn't load the comparison. Reload the page.</Text>}>
      <Suspense fallback={<Skeleton height={360} />}>
        <MonacoDiff {...props} />
      </Suspense>
    </LoadBoundary>
  )
}
