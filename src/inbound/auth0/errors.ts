// Auth0's error shapes, each mapped once: OAuth's (contract 1.2, 3.2, 3.3) and the Management API's (1.3).

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { countryNotAllowedText, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { MessagingError, type MessagingErrorCode } from '#src/messaging/errors.ts'
import type { RateLimitState } from '#src/messaging/ports.ts'
import { logUnsent } from '../http/log-unsent.ts'
import { describeFailure } from './describe-failure.ts'

/** An answer in OAuth's shape, `{error, error_description}`. */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, description: string) {
    super(description)
    this.status = status
    this.error = error
  }
}

/** What whoever is blocked by too many failures is told. */
export const blockedText =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it."

interface WireError {
  readonly status: number
  readonly error: string
  readonly description: string
}

// Every code has a row: leaving one out is a type error. `delivery_failed` takes its text from the outcome.
const wireErrors = {
  phone_number_invalid: { status: 400, error: 'bad.phone_number', description: 'Invalid phone number' },
  country_not_allowed: { status: 400, error: 'bad.phone_number', description: countryNotAllowedText },
  rate_limited: {
    status: 429,
    error: 'too_many_requests',
    description:
      'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.',
  },
  too_many_failures: { status: 429, error: 'too_many_attempts', description: blockedText },
  user_blocked: { status: 401, error: 'unauthorized', description: 'user is blocked' },
  signup_disabled: { status: 400, error: 'bad.connection', description: 'Public signup is disabled' },
  no_provider: {
    status: 400,
    error: 'sms_provider_error',
    description: 'No phone provider that can send this message is configured.',
  },
  template_failed: {
    status: 500,
    error: 'server_error',
    description: 'The message template could not be rendered.',
  },
  delivery_failed: { status: 400, error: 'sms_provider_error', description: '' },
  code_invalid: {
    status: 403,
    error: 'invalid_grant',
    description: 'Wrong phone number or verification code.',
  },
  code_expired: {
    status: 403,
    error: 'invalid_grant',
    description: 'The verification code has expired. Please try to login again.',
  },
  too_many_attempts: {
    status: 403,
    error: 'invalid_grant',
    description: "You've reached the maximum number of attempts. Please try to login again.",
  },
  // Of changes of number, which this dialect has no endpoint for.
  phone_number_taken: { status: 409, error: 'conflict', description: 'The phone number is taken.' },
} as const satisfies Record<MessagingErrorCode, WireError>

export function toWireError(error: MessagingError): WireError {
  const row = wireErrors[error.code]
  const { outcome, providerKind } = error.detail
  return outcome ? { ...row, description: describeFailure(outcome, providerKind) } : row
}

/** The error handler of every scope that answers in OAuth's shape. */
export function answerOAuthError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (error instanceof OAuthError) {
    sendOAuthError(reply, error.status, error.error, error.message)
  } else if (error instanceof MessagingError) {
    const wire = toWireError(error)
    logUnsent(request.log, error)
    setLimitHeaders(reply, error.detail.limit, error.code === 'rate_limited')
    if (wire.status >= 500) request.log.error({ err: error }, 'a message could not be made')
    sendOAuthError(reply, wire.status, wire.error, wire.description)
  } else if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    sendOAuthError(reply, error.statusCode, 'invalid_request', error.message)
  } else {
    request.log.error({ err: error }, 'a request failed')
    sendOAuthError(reply, 500, 'server_error', `Internal error. Request id: ${request.id}`)
  }
}

export function sendOAuthError(
  reply: FastifyReply,
  status: number,
  error: string,
  description: string,
): void {
  reply.code(status).send({ error, error_description: description })
}

/** A refusal of the token endpoint's kind, with whatever it says besides. Its answers are never cached. */
export function sendRefusal(reply: FastifyReply, refusal: TokenRefusal): FastifyReply {
  const { status, error, description, details, retryAfterSeconds, cause } = refusal
  if (cause) logUnsent(reply.request.log, cause)
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  return uncached(reply)
    .code(status)
    .type(oauthJson)
    .send({ error, error_description: description, ...details })
}

export const oauthJson = 'application/json; charset=utf-8'

/** Answers that hold tokens, or say who has some, are kept nowhere. */
export function uncached(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
}

/** `x-ratelimit-*` as Auth0 spells them; `Retry-After` in whole seconds once the limit is reached. */
export function setLimitHeaders(
  reply: FastifyReply,
  limit: RateLimitState | undefined,
  refused: boolean,
): void {
  if (!limit) return
  reply.header('x-ratelimit-limit', limit.limit)
  reply.header('x-ratelimit-remaining', limit.remaining)
  reply.header('x-ratelimit-reset', Math.ceil(limit.resetsAt.getTime() / 1000))
  if (refused) {
    reply.header('retry-after', Math.max(1, Math.ceil((limit.resetsAt.getTime() - Date.now()) / 1000)))
  }
}

/** A member of a body that is of another type than the contract says (3.2). */
export function wrongType(name: string, value: unknown, expected: string): OAuthError {
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return new OAuthError(
    400,
    `bad.${name}`,
    `error in ${name} - invalid type: ${found} (expected ${expected})`,
  )
}
