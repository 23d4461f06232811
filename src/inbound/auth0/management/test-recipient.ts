import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { PhoneNumber } from '#src/messaging/types.ts'
import { validationError } from './errors.ts'

/** The number of a `try`. Auth0 takes it without its plus as well (contract 10.1). @throws ManagementError */
export function readTestRecipient(to: string): PhoneNumber {
  const recipient = parsePhoneNumber(/^\d/.test(to) ? `+${to}` : to)
  if (recipient !== undefined) return recipient
  throw validationError('Payload', `Invalid phone number: ${to}`, {
    path: 'to',
    description: 'The recipient phone number to receive a given notification',
  })
}
