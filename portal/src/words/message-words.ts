/** What an operator reads instead of the API's names. */
export const statusWords = {
  queued: 'Queued',
  sending: 'Sending',
  accepted: 'Accepted',
  delivered: 'Delivered',
  failed: 'Failed',
  refused: 'Refused',
} as const

export const purposeWords = {
  login: 'Login',
  signup: 'Sign-up',
  verification: 'Verification',
  mfa: 'Second factor',
  mfa_enrollment: 'Enrolment of a second factor',
  password_reset: 'Password reset',
  password_reset_link: 'Password reset by link',
  blocked_account: 'Blocked account',
  password_breach: 'Breached password',
  test: 'Test',
} as const

export const kindWords = {
  inbox: 'Inbox',
  twilio: 'Twilio',
  webhook: 'Webhook',
  script: 'Custom JS/TS',
  action: 'Action',
  hook: 'Hook',
  sms_gateway: 'SMS gateway',
} as const

export const deliveryMethodWords = { text: 'Text', voice: 'Voice' } as const

export const refusalWords = {
  country_not_allowed: 'The country is not allowed',
  no_provider: 'No provider can deliver it',
  template_failed: 'The template could not be rendered',
  rate_limited: 'Too many messages',
  too_many_failures: 'Too many wrong codes',
  user_blocked: 'The user is blocked',
  signup_disabled: 'New users are not allowed',
  phone_number_taken: 'Another user has the number',
} as const

export const failureWords = {
  invalid_phone_number: 'The provider does not take this number',
  rate_limited: 'The provider takes no more messages at the moment',
  authentication_failed: 'The provider refused the credentials',
  unsupported_request: 'The provider cannot send such a message',
  delivery_rejected: 'The provider refused the message',
  timeout: 'The provider did not answer in time: the message may have arrived',
  unreachable: 'The provider could not be reached',
  unexpected_response: 'The provider gave an unexpected response',
  script_failed: 'The script failed',
  unknown_error: 'The provider failed',
} as const

export function wordsFor(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name
}

/** For fields to choose from. */
export function choicesOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}
