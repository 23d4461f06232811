// Every problem that the native API answers with (RFC 9457): its kind, status and title, said once. The documentation
// lists them from here.

import type { MessagingErrorCode } from '#src/messaging/errors.ts'
import type { FailureKind } from '#src/messaging/types.ts'

interface ProblemRow {
  readonly status: number
  readonly title: string
}

export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid.' },
  'malformed-request': { status: 400, title: 'The request could not be parsed.' },
  unauthenticated: { status: 401, title: 'The request has no valid credentials.' },
  'insufficient-scope': { status: 403, title: 'The credentials do not allow this request.' },
  'user-blocked': { status: 403, title: 'The user is blocked.' },
  'signup-disabled': { status: 403, title: 'Sign-ups are not allowed.' },
  csrf: { status: 403, title: 'The request was not verified as coming from the portal.' },
  'confirmation-required': { status: 403, title: 'Enter your password again to continue.' },
  'not-found': { status: 404, title: 'Not found.' },
  'idempotency-key-in-use': { status: 409, title: 'A request with this Idempotency-Key is in progress.' },
  'phone-number-taken': { status: 409, title: 'Another user of the connection has this phone number.' },
  'email-taken': { status: 409, title: 'Another administrator has this email address.' },
  'last-owner': { status: 409, title: 'The tenant must have an owner.' },
  'not-resendable': { status: 409, title: 'The message cannot be sent again.' },
  'code-expired': { status: 410, title: 'The code has expired.' },
  conflict: { status: 412, title: 'The resource has changed since you loaded it.' },
  'body-too-large': { status: 413, title: 'The body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON.' },
  'invalid-phone-number': { status: 422, title: 'The phone number is not valid.' },
  'country-not-allowed': { status: 422, title: "Messages to this number's country are not allowed." },
  'invalid-phone-provider': { status: 422, title: 'The phone provider is not configured correctly.' },
  'invalid-template': { status: 422, title: 'The template cannot be rendered.' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for a different request.' },
  'no-phone-number': { status: 422, title: 'The user has no phone number.' },
  'password-too-weak': { status: 422, title: 'The password is too weak.' },
  'no-provider': { status: 422, title: 'No phone provider can deliver this message.' },
  'code-invalid': { status: 422, title: 'The code is wrong.' },
  'too-many-attempts': { status: 429, title: 'The code was tried too many times.' },
  'too-many-failures': { status: 429, title: 'The IP address is blocked after too many wrong codes.' },
  'rate-limited': { status: 429, title: 'Too many codes were requested.' },
  'internal-error': { status: 500, title: 'An internal error occurred.' },
  'template-failed': { status: 500, title: 'The message could not be rendered.' },
  'provider-authentication-failed': { status: 502, title: "The provider rejected Otpost's credentials." },
  'delivery-rejected': { status: 502, title: 'The provider rejected the message.' },
  'provider-unsupported-request': { status: 502, title: 'The provider cannot send this kind of message.' },
  'provider-unreachable': { status: 502, title: 'The provider cannot be reached.' },
  'provider-unexpected-response': { status: 502, title: 'The provider returned an unexpected response.' },
  'provider-script-failed': { status: 502, title: "The provider's script failed." },
  'provider-unknown-error': { status: 502, title: 'The provider failed.' },
  'too-many-streams': { status: 503, title: 'Too many event streams are open.' },
  'provider-rate-limited': { status: 503, title: 'The provider is accepting no more messages for now.' },
  'provider-timeout': {
    status: 504,
    title: 'The provider did not respond in time. The message may still arrive.',
  },
} as const satisfies Record<string, ProblemRow>
export type ProblemKind = keyof typeof problems

/** A relative reference: the same on every host that Otpost is served from. */
export function problemType(kind: ProblemKind): string {
  return `/problems/${kind}`
}

// Every code and every failure has a row: leaving one out is a type error.
export const problemOfCode = {
  phone_number_invalid: 'invalid-phone-number',
  country_not_allowed: 'country-not-allowed',
  rate_limited: 'rate-limited',
  too_many_failures: 'too-many-failures',
  user_blocked: 'user-blocked',
  signup_disabled: 'signup-disabled',
  no_provider: 'no-provider',
  template_failed: 'template-failed',
  /** Without an outcome; with one, `problemOfFailure` says which. */
  delivery_failed: 'provider-unknown-error',
  code_invalid: 'code-invalid',
  code_expired: 'code-expired',
  too_many_attempts: 'too-many-attempts',
  phone_number_taken: 'phone-number-taken',
  user_not_found: 'not-found',
  no_phone_number: 'no-phone-number',
  message_not_resendable: 'not-resendable',
  // Of logins with a password and of second factors, which this dialect has no endpoints for.
  password_wrong: 'invalid-request',
  overloaded: 'internal-error',
  grant_not_allowed: 'insufficient-scope',
  factor_missing: 'invalid-request',
  factor_unknown: 'not-found',
  factor_unsupported: 'invalid-request',
  factor_disabled: 'invalid-request',
  factor_exists: 'invalid-request',
  too_many_factors: 'invalid-request',
} as const satisfies Record<MessagingErrorCode, ProblemKind>

export const problemOfFailure = {
  invalid_phone_number: 'invalid-phone-number',
  rate_limited: 'provider-rate-limited',
  authentication_failed: 'provider-authentication-failed',
  unsupported_request: 'provider-unsupported-request',
  delivery_rejected: 'delivery-rejected',
  timeout: 'provider-timeout',
  unreachable: 'provider-unreachable',
  unexpected_response: 'provider-unexpected-response',
  script_failed: 'provider-script-failed',
  unknown_error: 'provider-unknown-error',
} as const satisfies Record<FailureKind, ProblemKind>

/** For refusals of the HTTP layer, which read the body and know a status only. */
export function problemOfStatus(status: number): ProblemKind {
  if (status === 404) return 'not-found'
  if (status === 412) return 'conflict'
  if (status === 413) return 'body-too-large'
  if (status === 415) return 'unsupported-media-type'
  return 'malformed-request'
}
