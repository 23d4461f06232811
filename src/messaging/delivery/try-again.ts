// A queued message's retry job: what is not worth another try is given up, everything else goes to the same provider once
// more. Nobody waits for it by now, so every failure that may pass leads to a further try, as long as there are any.

import { cutOffDetail, mayRetryLater } from '../failures.ts'
import type { RetryJob, RetryStore, SendObserver, WaitingMessage } from '../ports.ts'
import type { DeliveryOutcome, FailureKind, ReadyCandidate } from '../types.ts'
import { retryDelay, retryDelaysSeconds } from './retry-delays.ts'
import { sendWithin } from './send-within.ts'

export interface TryAgainDeps {
  readonly retries: RetryStore
  /** The provider as it is configured now; undefined when it is gone or does not send any more. */
  readonly findCandidate: (tenantId: string, providerId: string) => ReadyCandidate | undefined
  readonly observer: SendObserver
  readonly now: () => number
  /** @default retryDelaysSeconds */
  readonly delaysSeconds?: readonly number[]
}

export async function tryAgain(job: RetryJob, deps: TryAgainDeps): Promise<void> {
  const { retries, observer, now, delaysSeconds = retryDelaysSeconds } = deps
  const waiting = await retries.find(job)
  if (!waiting) return
  const { message, triesMade, last } = waiting
  const candidate = deps.findCandidate(message.tenantId, last.providerId)
  const reason = reasonToGiveUp(waiting, candidate, delaysSeconds.length)
  if (reason || !candidate) {
    const { failure, detail } = reason ?? gone
    const cutOff = last.outcome === 'sending' ? `${cutOffDetail} ` : ''
    await retries.giveUp(job, waiting, failure, `${cutOff}${detail}`)
    return
  }

  const attempt = await retries.begin(job, waiting, candidate.kind)
  if (attempt === undefined) return
  const startedAt = performance.now()
  const outcome = await sendWithin(message, candidate)
  const durationMs = performance.now() - startedAt
  const { expiresAt } = message
  const delaySeconds = retryDelay({ triesMade: triesMade + 1, now: now(), expiresAt }, delaysSeconds)
  const next = !outcome.ok && mayRetryLater(outcome) ? delaySeconds : undefined
  const settlement = { tenantId: job.tenantId, messageId: job.messageId, attempt, durationMs }
  await retries.settle(job, { ...settlement, outcome: withLastWord(outcome, next) }, next)
  observer.messageSettled({
    providerKind: candidate.kind,
    deliveryMethod: message.deliveryMethod,
    outcome: outcome.ok ? 'accepted' : outcome.kind,
    durationMs,
  })
}

interface Reason {
  readonly failure: FailureKind
  readonly detail: string
}

const gone: Reason = {
  failure: 'unsupported_request',
  detail: 'The provider for the retry is no longer available.',
}

function reasonToGiveUp(
  { expired, codeIsDone, failure, triesMade, last, message }: WaitingMessage,
  candidate: ReadyCandidate | undefined,
  maxTries: number,
): Reason | undefined {
  if (codeIsDone) return { failure, detail: 'No retry: the code was used, replaced or blocked.' }
  if (expired) return { failure, detail: 'No retry: the message has expired.' }
  if (last.outcome !== 'queued' && triesMade >= maxTries) {
    return { failure, detail: `No retry: the limit of ${triesMade} retries was reached.` }
  }
  return candidate?.deliveryMethods.includes(message.deliveryMethod) ? undefined : gone
}

function withLastWord(outcome: DeliveryOutcome, next: number | undefined): DeliveryOutcome {
  if (outcome.ok || next !== undefined || !mayRetryLater(outcome)) return outcome
  const { detail = `The provider answered ${outcome.kind}.` } = outcome
  return {
    ...outcome,
    detail: `${detail} No retry: the retry limit was reached or the message would expire first.`,
  }
}
