// Why a message to a valid number is not sent. Each leaves a message row with its reason, and a log line.

import { MessagingError, type MessagingErrorCode } from './errors.ts'
import { type RefusalCode, refusalCodes } from './types.ts'

/** What operators read where nothing more exact was recorded. */
export const refusalTexts = {
  country_not_allowed: "Messages to this number's country are not allowed.",
  no_provider: 'No provider can deliver this message.',
  template_failed: 'The message template could not be rendered.',
  rate_limited: 'Too many codes were requested from this IP address in the past hour.',
  too_many_failures: 'The IP address is blocked for this number after too many wrong codes.',
  user_blocked: 'The user is blocked.',
  signup_disabled: 'The number has no user, and the connection does not allow sign-ups.',
  phone_number_taken: 'Another user of the connection has this phone number.',
} as const satisfies Record<RefusalCode, string>

/** Of these the operator has to mend something. The others are for whoever asked. */
const operatorFaults: ReadonlySet<MessagingErrorCode> = new Set(['no_provider', 'template_failed'])

export function isOperatorFault(code: MessagingErrorCode): boolean {
  return operatorFaults.has(code)
}

export function findRefusalCode(code: string | null): RefusalCode | undefined {
  return refusalCodes.find((known) => known === code)
}

/** Runs checks that throw, and resolves with the refusal among what they throw, or with undefined when all pass. */
export async function findRefusal(checks: () => Promise<unknown>): Promise<MessagingError | undefined> {
  try {
    await checks()
    return undefined
  } catch (error) {
    if (error instanceof MessagingError && findRefusalCode(error.code)) return error
    throw error
  }
}

/** The refusal with the id of the row that records it. */
export function asRecorded(refusal: MessagingError, messageId: string): MessagingError {
  return new MessagingError(refusal.code, refusal.message, {
    ...refusal.detail,
    messageId,
    ...(refusal.cause !== undefined && { cause: refusal.cause }),
  })
}
