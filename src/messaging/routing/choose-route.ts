import { MessagingError } from '../errors.ts'
import { type Candidate, type DeliveryMethod, deliveryMethods, type ReadyCandidate } from '../types.ts'

/** The providers to call, in order. */
export type Route = readonly [ReadyCandidate, ...ReadyCandidate[]]

/** The candidates that can deliver this way, in order. @throws MessagingError `no_provider` when none is left. */
export function chooseRoute(candidates: readonly Candidate[], deliveryMethod: DeliveryMethod): Route {
  const [first, ...others] = candidates.filter((candidate) => canDeliver(candidate, deliveryMethod))
  if (!first) {
    const reasons = candidates.map((candidate) => reasonAgainst(candidate, deliveryMethod))
    throw new MessagingError('no_provider', reasons.join(' ') || 'No provider is configured.')
  }
  return [first, ...others]
}

/**
 * How to deliver a message whose sender did not ask for a method: by the preferred one where a candidate can, else by
 * the first that a candidate can deliver, text before voice.
 */
export function chooseDeliveryMethod(
  candidates: readonly Candidate[],
  preferred: DeliveryMethod = 'text',
): DeliveryMethod {
  const able = [preferred, ...deliveryMethods].find((method) =>
    candidates.some((candidate) => canDeliver(candidate, method)),
  )
  return able ?? preferred
}

function canDeliver(candidate: Candidate, method: DeliveryMethod): candidate is ReadyCandidate {
  return 'provider' in candidate && candidate.deliveryMethods.includes(method)
}

function reasonAgainst(candidate: Candidate, deliveryMethod: DeliveryMethod): string {
  if ('unavailable' in candidate) return candidate.unavailable
  const able = candidate.deliveryMethods.join(' and ')
  return able === ''
    ? `The provider ${candidate.kind} has no delivery methods.`
    : `The provider ${candidate.kind} delivers by ${able} only, not by ${deliveryMethod}.`
}
