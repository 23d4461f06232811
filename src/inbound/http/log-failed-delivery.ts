import type { FastifyRequest } from 'fastify'
import type { MessagingError } from '#src/messaging/errors.ts'
import { maskPhoneNumber } from '#src/messaging/phone-number.ts'

/** Says on the request's log line why a provider did not take a message. Numbers in a vendor's words are masked. */
export function logFailedDelivery(request: FastifyRequest, { detail }: MessagingError): void {
  const { outcome, messageId } = detail
  if (!outcome) return
  const { kind, providerErrorCode, httpStatus } = outcome
  const words = outcome.detail?.replace(/\+\d{5,15}/g, maskPhoneNumber)
  request.log.warn(
    { messageId, failure: kind, providerErrorCode, httpStatus, detail: words },
    'not delivered',
  )
}
