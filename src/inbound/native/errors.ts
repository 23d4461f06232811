// Turns whatever was thrown into a problem document, in one place. Words of a provider stay in the message log: a
// caller gets the kind of failure, the provider's code, and the id under which the rest can be read.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MessagingError, type MessagingErrorCode } from '#src/messaging/errors.ts'
import { logUnsent } from '../http/log-unsent.ts'
import {
  type ProblemKind,
  problemOfCode,
  problemOfFailure,
  problemOfStatus,
  problems,
  problemType,
} from './problems.ts'

export const problemMediaType = 'application/problem+json'

export interface FieldProblem {
  /** Where it is, e.g. `request.ip`. Empty when it is the whole. */
  readonly field: string
  readonly detail: string
  /** Where in it, from 1. */
  readonly line?: number
  readonly column?: number
}

interface Extras {
  readonly errors?: readonly FieldProblem[]
  readonly attempts_left?: number
  readonly message_id?: string
  readonly verification_id?: string
  readonly provider_error_code?: string
  readonly http_status?: number
}

export interface ProblemDocument extends Extras {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The request's id, by which the server's log names it too. */
  readonly instance: string
}

/** A refusal in this dialect's own words. */
export class ProblemError extends Error {
  readonly kind: ProblemKind
  readonly extras: Extras
  readonly headers: Readonly<Record<string, string>>

  constructor(
    kind: ProblemKind,
    detail: string,
    extras: Extras = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.kind = kind
    this.extras = extras
    this.headers = headers
  }
}

export function invalidFields(errors: readonly FieldProblem[]): ProblemError {
  const fields = errors.map(({ field }) => field).filter((field) => field !== '')
  const detail =
    fields.length > 0 ? `Invalid fields: ${fields.join(', ')}.` : problems['invalid-request'].title
  return new ProblemError('invalid-request', detail, { errors })
}

/** Whose sentence says more than the title of the problem. */
const exactCodes: ReadonlySet<MessagingErrorCode> = new Set([
  'user_not_found',
  'no_phone_number',
  'message_not_resendable',
])

/** `extras` that only the route knows come on top. */
export function toProblemError(error: MessagingError, extras: Extras = {}): ProblemError {
  const { outcome, messageId, attemptsLeft, limit, retryAfterSeconds } = error.detail
  const kind = outcome ? problemOfFailure[outcome.kind] : problemOfCode[error.code]
  const seconds =
    limit === undefined
      ? retryAfterSeconds && Math.ceil(retryAfterSeconds)
      : Math.max(1, Math.ceil((limit.resetsAt.getTime() - Date.now()) / 1000))
  const isExact = retryAfterSeconds !== undefined || exactCodes.has(error.code)
  return new ProblemError(
    kind,
    isExact ? error.message : problems[kind].title,
    {
      ...(kind === 'code-invalid' && { attempts_left: attemptsLeft ?? 0 }),
      ...(outcome && messageId !== undefined && { message_id: messageId }),
      ...(outcome?.providerErrorCode !== undefined && { provider_error_code: outcome.providerErrorCode }),
      ...(outcome?.httpStatus !== undefined && { http_status: outcome.httpStatus }),
      ...extras,
    },
    error.code === 'rate_limited' && seconds !== undefined ? { 'retry-after': String(seconds) } : {},
  )
}

export function toDocument({ kind, message, extras }: ProblemError, requestId: string): ProblemDocument {
  const { status, title } = problems[kind]
  return {
    type: problemType(kind),
    title,
    status,
    detail: message,
    instance: `urn:uuid:${requestId}`,
    ...extras,
  }
}

export function problemHandlers(app: FastifyInstance): void {
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler(answerNotFound)
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(
    reply,
    new ProblemError('not-found', `There is no ${request.method} endpoint at this path.`),
  )
}

export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error)
  if (error instanceof MessagingError) logUnsent(request.log, error)
  if (problem.kind === 'internal-error' || problem.kind === 'template-failed') {
    request.log.error({ err: error }, 'a request failed')
  }
  return sendProblem(reply, problem)
}

function toProblem(error: FastifyError | Error): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof MessagingError) return toProblemError(error)
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    return new ProblemError(problemOfStatus(error.statusCode), error.message)
  }
  return new ProblemError('internal-error', 'The server log has the error under the id of this request.')
}

function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  return reply
    .code(problems[problem.kind].status)
    .headers(problem.headers)
    .type(problemMediaType)
    .send(toDocument(problem, reply.request.id))
}
