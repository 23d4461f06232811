// What each kind of failure means: who has to act, and whether the message may be sent again.

import type { DeliveryFailed, FailureKind } from './types.ts'

interface Meaning {
  /** Whether another provider may be tried at once. A timeout may have sent the message, so it may not. */
  readonly failover: boolean
  /** Whether the same provider may be tried again later. */
  readonly retryLater: boolean
}

/** What each failure kind means for us, said once. */
const failures = {
  invalid_phone_number: { failover: false, retryLater: false },
  rate_limited: { failover: true, retryLater: true },
  authentication_failed: { failover: true, retryLater: false },
  unsupported_request: { failover: true, retryLater: false },
  delivery_rejected: { failover: true, retryLater: false },
  timeout: { failover: false, retryLater: true },
  unreachable: { failover: true, retryLater: true },
  unexpected_response: { failover: true, retryLater: true },
  script_failed: { failover: true, retryLater: false },
  unknown_error: { failover: true, retryLater: false },
} as const satisfies Record<FailureKind, Meaning>

// A connection that broke after it was made may have carried the message.
const brokenConnections = new Set(['ECONNRESET', 'EPIPE', 'EPROTO'])

/** Whether another provider may be tried at once: only when this one cannot have sent the message. */
export function mayTryAnother({ kind, providerErrorCode, retryRequested = false }: DeliveryFailed): boolean {
  const broke = providerErrorCode !== undefined && brokenConnections.has(providerErrorCode)
  // Who asks to be tried again means to send it.
  return failures[kind].failover && !broke && !retryRequested
}

/** Whether the same provider may be tried again later with a message that nobody waits for. */
export function mayRetryLater({ kind, retryRequested = false }: DeliveryFailed): boolean {
  return retryRequested || failures[kind].retryLater
}

/** What an attempt says whose process died: nobody knows what became of it. */
export const cutOffDetail = 'The process ended before the provider responded.'
