import { ApiError } from './api-error.ts'
import type { Versioned } from './create-api.ts'

/**
 * The tag for the next of several changes of one thing.
 *
 * @throws ApiError `conflict` where there is none: somebody else saved in the same moment
 */
export function requireTag({ etag }: Versioned<unknown>): string {
  if (etag !== undefined) return etag
  throw new ApiError({
    status: 412,
    kind: 'conflict',
    message: 'Someone else changed this. Reload the page and try again.',
  })
}
