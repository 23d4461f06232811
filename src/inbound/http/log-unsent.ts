import type { FastifyBaseLogger } from 'fastify'
import { MessagingError } from '#src/messaging/errors.ts'
import { maskPhoneNumber } from '#src/messaging/phone-number.ts'
import { findRefusalCode, isOperatorFault } from '#src/messaging/refusals.ts'

/** Logs why a message was not sent: a provider failed, or the message was refused. Phone numbers are masked. */
export function logUnsent(log: FastifyBaseLogger, { code, message, detail }: MessagingError): void {
  const { outcome, messageId } = detail
  const refusal = findRefusalCode(code)
  if (outcome) {
    const { kind, httpStatus } = outcome
    const providerErrorCode = masked(outcome.providerErrorCode)
    const words = masked(outcome.detail)
    log.warn({ messageId, failure: kind, providerErrorCode, httpStatus, detail: words }, 'not delivered')
  } else if (refusal) {
    const level = isOperatorFault(refusal) ? 'warn' : 'info'
    log[level]({ messageId, refusal, detail: masked(message) }, 'not sent')
  }
}

/** What may be a phone number, however it is written: a vendor's own codes have fewer digits. */
const phoneNumberLike = /\+?\d(?:[ ().-]{0,2}\d){7,14}/g

function masked(words: string | undefined): string | undefined {
  return words?.replace(phoneNumberLike, maskPhoneNumber)
}

/** What kept a test message from being sent, of which whoever asked for it is told nothing. */
export function logFailedTest(log: FastifyBaseLogger, error: unknown): void {
  if (error instanceof MessagingError) logUnsent(log, error)
  else log.warn({ err: error }, 'a test message could not be sent')
}
