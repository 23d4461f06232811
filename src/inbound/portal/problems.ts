// Refusals of the portal's own endpoints, as problem documents (RFC 9457) like those of the native API.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const problems = {
  'invalid-request': { status: 400, title: 'The request is invalid.' },
  'malformed-request': { status: 400, title: "Couldn't read the request." },
  'wrong-password': { status: 401, title: 'The email address or password is incorrect.' },
  unauthenticated: { status: 401, title: "You aren't signed in." },
  csrf: { status: 403, title: "The request doesn't come from the portal." },
  'not-found': { status: 404, title: 'Not found.' },
  'body-too-large': { status: 413, title: 'The request body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The request body must be JSON.' },
  'locked-out': { status: 429, title: 'Too many incorrect passwords.' },
  'internal-error': { status: 500, title: 'Something went wrong on the server.' },
  overloaded: { status: 503, title: 'Too many sign-ins at the moment.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>
type PortalProblemKind = keyof typeof problems

interface FieldProblem {
  readonly field: string
  readonly detail: string
}

export class PortalProblem extends Error {
  readonly kind: PortalProblemKind
  readonly errors: readonly FieldProblem[]
  readonly retryAfterSeconds: number | undefined
  readonly status: number

  constructor(
    kind: PortalProblemKind,
    detail?: string,
    {
      errors = [],
      retryAfterSeconds,
      status = problems[kind].status,
    }: {
      readonly errors?: readonly FieldProblem[]
      readonly retryAfterSeconds?: number
      readonly status?: number
    } = {},
  ) {
    super(detail ?? problems[kind].title)
    this.kind = kind
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
    this.status = status
  }
}

export function answerPortalProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = toProblem(error)
    if (problem.kind === 'internal-error') request.log.error({ err: error }, 'a request failed')
    send(problem, request, reply)
  })
}

export function send(problem: PortalProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { kind, status, message, errors, retryAfterSeconds } = problem
  const { title } = problems[kind]
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send({
      type: `/problems/${kind}`,
      title,
      status,
      detail: message,
      instance: `urn:uuid:${request.id}`,
      ...(errors.length > 0 && { errors }),
    })
}

function toProblem(error: Error): PortalProblem {
  if (error instanceof PortalProblem) return error
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 413) return new PortalProblem('body-too-large')
  if (status === 415) return new PortalProblem('unsupported-media-type')
  if (status >= 400 && status < 500) return new PortalProblem('malformed-request', error.message)
  return new PortalProblem(
    'internal-error',
    'To find the cause, search the server log for the ID of this request.',
  )
}
