import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

/** How all queries behave: what the server refused is not asked for again, what did not reach it is. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode,
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && isPassing(error.status),
      },
      mutations: { networkMode },
    },
  })
}

// Otpost can be on this very machine, whatever the browser thinks of the internet: what does not get there says so.
const networkMode = 'always'

function isPassing(status: number): boolean {
  return status === 0 || status === 502 || status === 503 || status === 504
}
