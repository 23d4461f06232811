import type { Answer } from '../api/native-types.ts'

type Message = Answer<'getMessage'>
type Attempt = Message['attempts'][number]
/** Words for every value that the API has: one that is missing is a type error. */
type WordsFor<Value extends string> = Readonly<Record<Value, string>>

/** What an operator reads instead of the API's names. */
export const statusWords = {
  queued: 'Queued',
  sending: 'Sending',
  accepted: 'Accepted',
  delivered: 'Delivered',
  failed: 'Failed',
  refused: 'Refused',
} as const satisfies WordsFor<Message['status']>

export const purposeWords = {
  login: 'Login',
  signup: 'Sign-up',
  verification: 'Verification',
  mfa: 'Second factor',
  mfa_enrollment: 'Second factor enrollment',
  password_reset: 'Password reset',
  password_reset_link: 'Password reset link',
  blocked_account: 'Blocked account',
  password_breach: 'Breached password',
  test: 'Test',
} as const satisfies WordsFor<Message['purpose']>

export const deliveryMethodWords = { text: 'Text', voice: 'Voice' } as const satisfies WordsFor<
  Message['delivery_method']
>

export const refusalWords = {
  country_not_allowed: 'Country not allowed',
  no_provider: 'No provider available',
  template_failed: "Couldn't render the template",
  rate_limited: 'Too many messages',
  too_many_failures: 'Too many wrong codes',
  user_blocked: 'User blocked',
  signup_disabled: 'Sign-ups are disabled',
  phone_number_taken: 'Another user has this phone number',
} as const satisfies WordsFor<NonNullable<Message['refusal']>['reason']>

export const failureWords = {
  invalid_phone_number: 'The provider rejected the phone number',
  rate_limited: "The provider's rate limit was reached",
  authentication_failed: 'The provider rejected the credentials',
  unsupported_request: "The provider doesn't support this kind of message",
  delivery_rejected: 'The provider rejected the message',
  timeout: "The provider didn't respond in time, so the message may still arrive",
  unreachable: "Couldn't reach the provider",
  unexpected_response: 'The provider returned an unexpected response',
  script_failed: 'The script failed',
  unknown_error: 'The provider failed for an unknown reason',
} as const satisfies WordsFor<NonNullable<Attempt['failure']>>

export function wordsFor(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name
}

/** For fields to choose from. */
export function choicesOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}
