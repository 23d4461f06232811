import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

/** How all queries behave: what the server refused is not asked for again, what did not reach it is. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && isPassing(error.status),
      },
    },
  })
}

function isPassing(status: number): boolean {
  return status === 0 || status === 502 || status === 503 || status === 504
}
