// How often a user may fail at second factors, and be sent codes (contract 6.4).

import { factorMessages, wrongFactorCodes } from '#src/messaging/limits.ts'
import { refuse, type TokenRefusal } from '../tokens/refusal.ts'
import type { MfaDeps } from './mfa-deps.ts'

interface Who {
  readonly tenantId: string
  readonly userId: string
}

type LimitDeps = Pick<MfaDeps, 'buckets' | 'rateLimits'>

/**
 * Judges one try at any factor. It is paid for before anything is compared and paid back when it was right: of however
 * many guesses at once, only as many are judged as the user may fail at.
 */
export async function judgeTry<Judged extends { readonly ok: true }>(
  { tenantId, userId }: Who,
  judge: () => Promise<Judged | TokenRefusal>,
  { buckets, rateLimits }: LimitDeps,
): Promise<Judged | TokenRefusal> {
  if (rateLimits === 'off') return judge()
  const key = `mfa-codes:${userId}`
  const wait = await buckets.take(tenantId, key, wrongFactorCodes)
  if (wait !== undefined) return tooManyFailedCodes(wait)
  const judged = await judge()
  if (judged.ok) await buckets.giveBack(tenantId, key, wrongFactorCodes)
  return judged
}

/** Pays for a message to the user. */
export async function takeMessage(
  { tenantId, userId }: Who,
  { buckets, rateLimits }: LimitDeps,
): Promise<TokenRefusal | undefined> {
  if (rateLimits === 'off') return undefined
  const wait = await buckets.take(tenantId, `mfa-messages:${userId}`, factorMessages)
  return wait === undefined
    ? undefined
    : tooMany('Too many SMS sent by the user. Wait for some minutes before retrying.', wait)
}

export function tooManyFailedCodes(retryAfterSeconds?: number): TokenRefusal {
  return tooMany('Too many failed codes. Wait for some minutes before retrying.', retryAfterSeconds)
}

function tooMany(description: string, retryAfterSeconds: number | undefined): TokenRefusal {
  return {
    ...refuse(429, 'too_many_attempts', description),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}
