import type { FailureKind } from '#src/messaging/types.ts'

export interface TwilioError {
  readonly code: number
  readonly kind: FailureKind
  /** For when Twilio gives a code and no sentence. */
  readonly means: string
  readonly link: string
}

const row = (code: number, kind: FailureKind, means: string): TwilioError => ({
  code,
  kind,
  means,
  link: `https://www.twilio.com/docs/api/errors/${code}`,
})

/**
 * What Twilio's error codes mean for us. A code that is not here is `unknown_error`.
 * @internal the tests go through all rows
 */
export const twilioErrors: readonly TwilioError[] = [
  // The number cannot receive it.
  row(21211, 'invalid_phone_number', 'The number is not valid'),
  row(21214, 'invalid_phone_number', 'The number cannot be reached'),
  row(21217, 'invalid_phone_number', 'The number is not valid'),
  row(21265, 'invalid_phone_number', 'The number is a short code'),
  row(21614, 'invalid_phone_number', 'The number cannot receive texts'),
  row(30003, 'invalid_phone_number', 'The phone is off or does not exist'),
  row(30005, 'invalid_phone_number', 'The phone is unknown or does not exist'),
  row(30006, 'invalid_phone_number', 'The number is a landline or its carrier cannot be reached'),
  row(60205, 'invalid_phone_number', 'The number is a landline'),

  // The person, the law or Twilio does not want it.
  row(21610, 'delivery_rejected', 'The person has opted out'),
  row(21408, 'delivery_rejected', 'The account may not send to this region'),
  row(21215, 'delivery_rejected', 'The account may not call this region'),
  row(21216, 'delivery_rejected', 'The number is blocked by Twilio'),
  row(30450, 'delivery_rejected', 'Blocked by fraud protection'),
  row(60410, 'delivery_rejected', 'Blocked by fraud protection'),
  row(60238, 'delivery_rejected', 'Blocked by Twilio'),
  row(60413, 'delivery_rejected', 'Blocked by fraud protection'),
  row(60605, 'delivery_rejected', 'The account may not send to this country'),
  row(30007, 'delivery_rejected', 'Filtered by the carrier'),
  row(30034, 'delivery_rejected', 'The sender is not registered for A2P 10DLC'),

  // The sender is not set up for it.
  row(21210, 'delivery_rejected', 'The sender is not verified'),
  row(21212, 'delivery_rejected', 'The sender is not valid'),
  row(21264, 'delivery_rejected', 'The sender is not valid'),
  row(21266, 'delivery_rejected', 'Sender and recipient are the same'),
  row(21267, 'delivery_rejected', 'The sender is not valid'),
  row(21603, 'delivery_rejected', 'A sender is required'),
  row(21606, 'delivery_rejected', 'The sender cannot send texts'),
  row(21607, 'delivery_rejected', 'The sender is not one of the account'),
  row(21659, 'delivery_rejected', 'The sender is not one of the account'),
  row(21660, 'delivery_rejected', 'The sender belongs to another account'),
  row(21661, 'delivery_rejected', 'The sender cannot send texts'),
  row(21910, 'delivery_rejected', 'Sender and recipient are of different channels'),
  row(63007, 'delivery_rejected', 'The channel has no such sender'),
  row(21219, 'delivery_rejected', 'A trial account calls verified numbers only'),
  row(21608, 'delivery_rejected', 'A trial account sends to verified numbers only'),

  row(20003, 'authentication_failed', 'Account SID or auth token is wrong'),
  row(30002, 'authentication_failed', 'The account is suspended'),

  row(14107, 'rate_limited', 'Too many messages'),
  row(20429, 'rate_limited', 'Too many requests'),
  row(30001, 'rate_limited', "Twilio's queue for the sender is full"),
  row(30022, 'rate_limited', 'Over the A2P 10DLC rate'),
  row(51002, 'rate_limited', 'Too many requests'),
  row(60202, 'rate_limited', 'Too many checks'),
  row(60203, 'rate_limited', 'Too many messages to this number'),
  row(60212, 'rate_limited', 'Too many messages to this number at once'),
  row(63017, 'rate_limited', 'Over the rate of the channel'),
  row(63018, 'rate_limited', 'Over the rate of the channel'),

  row(21617, 'unsupported_request', 'The text is longer than 1600 characters'),
]

const byCode = new Map(twilioErrors.map((error) => [error.code, error]))

export function findTwilioError(code: number): TwilioError | undefined {
  return byCode.get(code)
}
