// Secrets that the server keeps come masked until the password was given again, and a mask that is sent back means that
// the secret stays as it is.

import { ApiError } from './api-error.ts'

export const maskedSecret = '••••••••'

/** @throws ApiError `confirmation-required` for a mask: the password has to be given first */
export function requireClear(secret: unknown): string {
  if (typeof secret === 'string' && secret !== maskedSecret) return secret
  throw new ApiError({
    status: 403,
    kind: 'confirmation-required',
    message: 'Confirm your password to view this secret.',
  })
}
