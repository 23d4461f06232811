// How often a user may fail at second factors, and be sent codes.

import { MessagingError } from '#src/messaging/errors.ts'
import { factorMessages, wrongFactorCodes } from '#src/messaging/limits.ts'
import type { MfaDeps } from './mfa-deps.ts'

/** Active ones that a user may have of all kinds. */
export const maxAuthenticators = 10

interface Who {
  readonly tenantId: string
  readonly userId: string
}

type LimitDeps = Pick<MfaDeps, 'buckets' | 'rateLimits'>

/**
 * Checks one try at any factor. It is paid for before anything is compared and paid back when it was right: of however
 * many guesses at once, only as many are checked as the user may fail at.
 *
 * @throws MessagingError `too_many_failures`, and whatever the check throws
 */
export async function limitTries<Checked>(
  { tenantId, userId }: Who,
  check: () => Promise<Checked>,
  { buckets, rateLimits }: LimitDeps,
): Promise<Checked> {
  if (rateLimits === 'off') return check()
  const key = `mfa-codes:${userId}`
  const retryAfterSeconds = await buckets.take(tenantId, key, wrongFactorCodes)
  if (retryAfterSeconds !== undefined) {
    throw new MessagingError('too_many_failures', 'The user failed too often at second factors.', {
      retryAfterSeconds,
    })
  }
  const checked = await check()
  await buckets.giveBack(tenantId, key, wrongFactorCodes)
  return checked
}

/** Pays for a message to the user. Resolves with the refusal when there were too many. */
export async function takeMessage(
  { tenantId, userId }: Who,
  { buckets, rateLimits }: LimitDeps,
): Promise<MessagingError | undefined> {
  if (rateLimits === 'off') return undefined
  const retryAfterSeconds = await buckets.take(tenantId, `mfa-messages:${userId}`, factorMessages)
  if (retryAfterSeconds === undefined) return undefined
  return new MessagingError('rate_limited', 'The user was sent too many codes.', { retryAfterSeconds })
}
