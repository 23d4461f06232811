import type { DeliveryOutcome, OutgoingMessage, ReadyCandidate } from '../types.ts'

/** Calls the provider, and tells it when its time is up. */
// `AbortSignal.timeout` would keep a timer and a signal of every call until its time is up, long after the answer.
export async function sendWithin(
  message: OutgoingMessage,
  candidate: ReadyCandidate,
): Promise<DeliveryOutcome> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), candidate.timeoutMs)
  try {
    return await candidate.provider.send(message, deadline.signal)
  } finally {
    clearTimeout(timer)
  }
}
