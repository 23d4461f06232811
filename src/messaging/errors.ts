import type { RateLimitState } from './ports.ts'
import type { DeliveryFailed } from './types.ts'

/**
 * Expected refusals of the core and of the flows, each mapped once per dialect to its wire form. The `message` is for
 * operators; wire texts belong to the dialect and nobody matches on the message.
 */
export const messagingErrorCodes = [
  'phone_number_invalid',
  'country_not_allowed',
  'rate_limited',
  'too_many_failures',
  'user_blocked',
  'signup_disabled',
  'no_provider',
  'template_failed',
  'delivery_failed',
  'code_invalid',
  'code_expired',
  'too_many_attempts',
  'phone_number_taken',
  'user_not_found',
  'no_phone_number',
  'message_not_resendable',
  'password_wrong',
  'overloaded',
  'grant_not_allowed',
  'factor_missing',
  'factor_unknown',
  'factor_unsupported',
  'factor_disabled',
  'factor_exists',
  'too_many_factors',
] as const
export type MessagingErrorCode = (typeof messagingErrorCodes)[number]

interface Detail {
  readonly outcome?: DeliveryFailed
  readonly messageId?: string
  /** The kind of the provider that failed. */
  readonly providerKind?: string
  readonly limit?: RateLimitState
  readonly attemptsLeft?: number
  /** Of a limit that has no state to show: how long until it is worth asking again. */
  readonly retryAfterSeconds?: number
  /** What the client may not use, of `grant_not_allowed`. */
  readonly grantType?: string
  /** Of `factor_disabled`. */
  readonly factor?: string
  /** This failure is the one that blocks the address: whoever it was meant to reach is told once. */
  readonly tripsBlock?: true
  readonly cause?: unknown
}

export class MessagingError extends Error {
  readonly code: MessagingErrorCode
  readonly detail: Detail

  constructor(code: MessagingErrorCode, message: string, detail: Detail = {}) {
    super(message, { cause: detail.cause })
    this.name = 'MessagingError'
    this.code = code
    this.detail = detail
  }
}
