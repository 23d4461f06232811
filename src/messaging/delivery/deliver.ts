import { mayTryAnother } from '../failures.ts'
import type { SendObserver, SendStore } from '../ports.ts'
import type { Candidate, DeliveryOutcome, OutgoingMessage } from '../types.ts'

interface DeliveryDeps {
  readonly store: SendStore
  readonly observer: SendObserver
}

/**
 * Calls the candidates in order until one accepts. The first attempt's row is already there; each further one is
 * written before its provider is called. After a failure that may have sent the message nobody else is tried.
 */
export async function deliver(
  message: OutgoingMessage,
  candidates: readonly [Candidate, ...Candidate[]],
  deps: DeliveryDeps,
): Promise<DeliveryOutcome> {
  const [first, ...others] = candidates
  let outcome = await attemptDelivery(message, first, 1, deps)
  let attempt = 1
  for (const candidate of others) {
    if (outcome.ok || !mayTryAnother(outcome)) break
    attempt += 1
    await deps.store.openAttempt({
      tenantId: message.tenantId,
      messageId: message.id,
      attempt,
      providerId: candidate.providerId,
      providerKind: candidate.kind,
    })
    outcome = await attemptDelivery(message, candidate, attempt, deps)
  }
  return outcome
}

async function attemptDelivery(
  message: OutgoingMessage,
  candidate: Candidate,
  attempt: number,
  { store, observer }: DeliveryDeps,
): Promise<DeliveryOutcome> {
  const startedAt = performance.now()
  const outcome = await sendWithin(candidate.timeoutMs, (signal) => candidate.provider.send(message, signal))
  const durationMs = performance.now() - startedAt
  await store.settle({ tenantId: message.tenantId, messageId: message.id, attempt, outcome, durationMs })
  observer.messageSettled({
    providerKind: candidate.kind,
    deliveryMethod: message.deliveryMethod,
    outcome: outcome.ok ? 'accepted' : outcome.kind,
    durationMs,
  })
  return outcome
}

// `AbortSignal.timeout` would keep a timer and a signal of every call until its time is up, long after the answer.
async function sendWithin<Result>(
  timeoutMs: number,
  send: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  try {
    return await send(deadline.signal)
  } finally {
    clearTimeout(timer)
  }
}
