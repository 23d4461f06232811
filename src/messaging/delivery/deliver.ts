// Calls the providers of a route one after the other until one accepts the message, and records each attempt before and
// after its call.

import type { CodeKey } from '../code-key.ts'
import { mayRetryLater, mayTryAnother } from '../failures.ts'
import type { RetryQueue, SendObserver, SendStore } from '../ports.ts'
import type { Route } from '../routing/choose-route.ts'
import type { DeliveryOutcome, OutgoingMessage, ReadyCandidate } from '../types.ts'
import { retryDelay } from './retry-delays.ts'
import { sendWithin } from './send-within.ts'

interface DeliveryDeps {
  readonly store: SendStore
  readonly observer: SendObserver
  /** Absent where nothing can be tried later, as in a command that ends. */
  readonly queue?: RetryQueue
  /** @default retryDelaysSeconds */
  readonly delaysSeconds?: readonly number[]
  readonly now: () => number
}

interface Delivery {
  readonly message: OutgoingMessage
  readonly candidates: Route
  /** Whether somebody waits for the answer: then only a provider that asks for it is called again later. */
  readonly awaited: boolean
  /** Whose code the message carries, when it is one of ours. */
  readonly codeKey?: CodeKey
}

export interface Delivered {
  readonly outcome: DeliveryOutcome
  /** It failed for now, and waits for another try. */
  readonly queued: boolean
  /** Of the provider that was called last. */
  readonly providerKind: string
}

/**
 * Calls the candidates in order until one accepts. The first attempt's row is already there; each further one is
 * written before its provider is called. After a failure that may have sent the message nobody else is tried; after
 * one that may pass, the message waits for another try of the same provider.
 */
export async function deliver(delivery: Delivery, deps: DeliveryDeps): Promise<Delivered> {
  const { message, candidates } = delivery
  const [first, ...others] = candidates
  let candidate: ReadyCandidate = first
  let outcome = await attemptDelivery(message, candidate, 1, deps)
  let attempt = 1
  for (const other of others) {
    if (outcome.ok || !mayTryAnother(outcome)) break
    attempt += 1
    candidate = other
    await deps.store.openAttempt({
      tenantId: message.tenantId,
      messageId: message.id,
      attempt,
      providerId: candidate.providerId,
      providerKind: candidate.kind,
    })
    outcome = await attemptDelivery(message, candidate, attempt, deps)
  }
  const queued = await queueForLater(delivery, outcome, attempt, candidate, deps)
  return { outcome, queued, providerKind: candidate.kind }
}

async function queueForLater(
  { message, awaited, codeKey }: Delivery,
  outcome: DeliveryOutcome,
  attempt: number,
  { providerId, kind }: ReadyCandidate,
  { queue, now, delaysSeconds }: DeliveryDeps,
): Promise<boolean> {
  if (outcome.ok || !queue) return false
  if (awaited ? !outcome.retryRequested : !mayRetryLater(outcome)) return false
  const { expiresAt } = message
  const delaySeconds = retryDelay({ triesMade: 0, now: now(), expiresAt }, delaysSeconds)
  if (delaySeconds === undefined) return false
  await queue.enqueue({
    message,
    codeKey,
    attempt: attempt + 1,
    providerId,
    providerKind: kind,
    delaySeconds,
  })
  return true
}

async function attemptDelivery(
  message: OutgoingMessage,
  candidate: ReadyCandidate,
  attempt: number,
  { store, observer }: DeliveryDeps,
): Promise<DeliveryOutcome> {
  const startedAt = performance.now()
  const outcome = await sendWithin(message, candidate)
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
