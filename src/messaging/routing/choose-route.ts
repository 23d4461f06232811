import { MessagingError } from '../errors.ts'
import type { Candidate, DeliveryMethod } from '../types.ts'

/** The candidates that can deliver this way, in order. @throws MessagingError `no_provider` when none is left. */
export function chooseRoute(
  candidates: readonly Candidate[],
  deliveryMethod: DeliveryMethod,
): readonly [Candidate, ...Candidate[]] {
  const [first, ...others] = candidates.filter((candidate) =>
    candidate.deliveryMethods.includes(deliveryMethod),
  )
  if (!first) {
    throw new MessagingError('no_provider', `No configured provider delivers by ${deliveryMethod}.`)
  }
  return [first, ...others]
}
