// Auth0's error shapes, each mapped once: OAuth's (contract 1.2, 3.2, 3.3) and the Management API's (1.3).

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { maxAuthenticators } from '#src/identity/second-factors/limits.ts'
import { MessagingError, type MessagingErrorCode } from '#src/messaging/errors.ts'
import type { RateLimitState } from '#src/messaging/ports.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { logUnsent } from '../http/log-unsent.ts'
import { describeFailure } from './describe-failure.ts'

interface Besides {
  /** What the answer holds besides: how to go on. */
  readonly details?: JsonObject
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * A refusal in OAuth's shape, `{error, error_description}`. Status, `error` and text are Auth0's, because clients tell
 * refusals apart by all three.
 */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string
  readonly details: JsonObject
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    error: string,
    description: string,
    { details = {}, headers = {}, cause }: Besides = {},
  ) {
    super(description, { cause })
    this.status = status
    this.error = error
    this.details = details
    this.headers = headers
  }
}

export function missingParameter(name: string): OAuthError {
  return new OAuthError(400, 'invalid_request', `Missing required parameter: ${name}`)
}

/** A number in a country that the tenant's list leaves out. */
export const countryNotAllowedText = 'Messages to phone numbers of this country are not allowed.'

/** What whoever is blocked by too many failures is told. */
const blockedText =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it."

/** Said where passwords are hashed, when too many wait for that. */
export const overloadedText = 'Too many passwords are being checked. Please try again in a few seconds.'

interface WireError {
  readonly status: number
  readonly error: string
  readonly description: string | ((error: MessagingError) => string)
}

// Every code has a row: leaving one out is a type error.
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
  delivery_failed: {
    status: 400,
    error: 'sms_provider_error',
    description: ({ detail: { outcome, providerKind } }) =>
      outcome ? describeFailure(outcome, providerKind) : '',
  },
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
  password_wrong: { status: 403, error: 'invalid_grant', description: 'Wrong email or password.' },
  overloaded: {
    status: 503,
    error: 'temporarily_unavailable',
    description: overloadedText,
  },
  grant_not_allowed: {
    status: 403,
    error: 'unauthorized_client',
    description: ({ detail }) => `Grant type '${detail.grantType}' not allowed for the client.`,
  },
  factor_missing: {
    status: 400,
    error: 'association_required',
    description: 'User is not enrolled. You need to enroll an authenticator first.',
  },
  factor_unknown: {
    status: 400,
    error: 'invalid_request',
    description: 'The user has no such authenticator_id.',
  },
  factor_unsupported: {
    status: 400,
    error: 'unsupported_challenge_type',
    description: 'User does not have any of the requested challenge types enrolled.',
  },
  factor_disabled: {
    status: 400,
    error: 'invalid_request',
    description: ({ detail }) => `The factor ${detail.factor} is not enabled.`,
  },
  factor_exists: { status: 403, error: 'access_denied', description: 'User is already enrolled.' },
  too_many_factors: {
    status: 403,
    error: 'access_denied',
    description: `A user can have ${maxAuthenticators} authenticators.`,
  },
  // Of changes of number, notices and resends, which this dialect has no endpoints for.
  phone_number_taken: { status: 409, error: 'conflict', description: 'The phone number is taken.' },
  user_not_found: { status: 404, error: 'not_found', description: 'User not found.' },
  no_phone_number: { status: 400, error: 'invalid_request', description: 'The user has no phone number.' },
  message_not_resendable: {
    status: 409,
    error: 'conflict',
    description: 'The message cannot be sent again.',
  },
} as const satisfies Record<MessagingErrorCode, WireError>

/** What an endpoint calls some refusals, where that differs from the table above. */
export type OAuthWords = Partial<Readonly<Record<MessagingErrorCode, WireError>>>

/** Resolves with what a flow returns. What it refuses is put in the words of the endpoint that called it. */
export async function inWords<Result>(words: OAuthWords, flow: Promise<Result>): Promise<Result> {
  try {
    return await flow
  } catch (error) {
    throw error instanceof MessagingError ? toOAuthError(error, words) : error
  }
}

function toOAuthError(error: MessagingError, words: OAuthWords = {}): OAuthError {
  const { status, error: code, description }: WireError = words[error.code] ?? wireErrors[error.code]
  const { retryAfterSeconds } = error.detail
  return new OAuthError(status, code, typeof description === 'string' ? description : description(error), {
    cause: error,
    ...(retryAfterSeconds !== undefined && { headers: { 'retry-after': String(retryAfterSeconds) } }),
  })
}

/**
 * The error handler of every scope that answers in OAuth's shape, but for those that give tokens. What kept a message from
 * being sent is logged.
 */
export function answerOAuthError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = toRefusal(error, request)
  const { status, cause } = refusal
  if (cause instanceof MessagingError) {
    logUnsent(request.log, cause)
    setLimitHeaders(reply, cause.detail.limit, cause.code === 'rate_limited')
    if (status === 500) request.log.error({ err: cause }, 'a message could not be made')
  }
  return write(reply, refusal)
}

/** The error handler of the endpoints that give tokens and send nothing. Their answers are kept nowhere. */
export function answerTokenError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = toRefusal(error, request)
  // RFC 6749 5.2: a client that used the header is told which scheme to use.
  if (refusal.status === 401 && request.headers.authorization !== undefined) {
    reply.header('www-authenticate', 'Basic realm="oauth"')
  }
  return write(uncached(reply), refusal)
}

function write(reply: FastifyReply, { status, error, message, headers, details }: OAuthError): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send({ error, error_description: message, ...details })
}

function toRefusal(error: FastifyError | Error, { id, log }: FastifyRequest): OAuthError {
  if (error instanceof OAuthError) return error
  if (error instanceof MessagingError) return toOAuthError(error)
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    return new OAuthError(error.statusCode, 'invalid_request', error.message)
  }
  log.error({ err: error }, 'a request failed')
  return new OAuthError(500, 'server_error', `Internal error. Request id: ${id}`)
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
