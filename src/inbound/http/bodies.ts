// Reads bodies. Text that no row could hold (NUL, halves of surrogate pairs) is refused here, once for all routes.

import type { FastifyRequest } from 'fastify'

/** A caller's mistake in the transport: each dialect words it in its own shape. */
export class BadRequestError extends Error {
  readonly statusCode = 400
  readonly code = 'OTPOST_BAD_REQUEST'
}

// Own keys of these names would reach prototypes in code that copies objects.
const forbiddenKeys = new Set(['__proto__'])

const maxDepth = 64

/** An empty body reads as undefined: clients send the content type without one. */
export function parseJsonBody(
  _request: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const body = readJson(text)
  if (body instanceof BadRequestError) done(body)
  else done(null, body)
}

function readJson(text: string): unknown {
  if (text.trim() === '') return undefined
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return new BadRequestError('The body is not valid JSON.')
  }
  // Only an escape can bring a NUL, a lone surrogate or a disguised key in, and only a long text is nested deeply
  // enough to exhaust the stack of whoever walks it; most bodies are neither.
  const suspicious = text.length > 4_096 || text.includes('\\u') || text.includes('__proto__')
  return suspicious && !isCleanValue(body) ? uncleanBody() : body
}

/** For forms, which another parser has read. */
export function requireCleanForm({ body, headers }: FastifyRequest): BadRequestError | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm && !isCleanValue(body) ? uncleanBody() : undefined
}

function uncleanBody(): BadRequestError {
  return new BadRequestError('The body holds characters that cannot be stored, or is nested too deeply.')
}

export function requireCleanUrl(url: string | undefined): BadRequestError | undefined {
  if (url?.includes('%00')) return new BadRequestError('The URL holds characters that cannot be stored.')
  return undefined
}

/** Whether every string in a form or JSON value can be stored as it is, and none lies too deep. */
export function isCleanValue(value: unknown, depth = maxDepth): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (value === null || typeof value !== 'object') return true
  if (depth === 0) return false
  return Object.entries(value).every(
    ([key, entry]) => !forbiddenKeys.has(key) && isCleanValue(key, depth) && isCleanValue(entry, depth - 1),
  )
}
