import { resolveUserAccess, type UserAccess } from '#src/identity/tokens/user-access.ts'
import { OAuthError } from '../errors.ts'

const texts = {
  management_api: 'Users cannot be given access to the Management API',
  audience_unknown: 'Service not found',
} as const

/** @throws OAuthError when users are given no tokens for the audience */
export function readUserAccess(asked: Parameters<typeof resolveUserAccess>[0]): UserAccess {
  const access = resolveUserAccess(asked)
  if (access.ok) return access
  throw new OAuthError(403, 'access_denied', `${texts[access.reason]}: ${access.audience}`)
}
