// Reads bodies. Text that no row could hold (NUL, halves of surrogate pairs) is refused here, once for all routes.

import type { FastifyRequest } from 'fastify'

/** A caller's mistake in the transport: each dialect words it in its own shape. */
export class BadRequestError extends Error {
  readonly statusCode = 400
  readonly code = 'OTPOST_BAD_REQUEST'
}

// Own keys of these names would reach prototypes in code that copies objects.
const forbiddenKeys = new Set(['__proto__'])

/** An empty body reads as undefined: clients send the content type without one. */
export function parseJsonBody(
  _request: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    done(null, readJson(text))
  } catch (error) {
    done(error instanceof BadRequestError ? error : new BadRequestError('The body is not valid JSON.'))
  }
}

function readJson(text: string): unknown {
  if (text.trim() === '') return undefined
  const body: unknown = JSON.parse(text)
  // Only an escape can bring a NUL, a lone surrogate or a disguised key in; most bodies have none.
  const suspicious = text.includes('\\u') || text.includes('__proto__')
  if (suspicious && !isCleanValue(body)) {
    throw new BadRequestError('The body holds text with characters that cannot be stored.')
  }
  return body
}

export function requireCleanUrl(url: string | undefined): BadRequestError | undefined {
  if (url?.includes('%00')) return new BadRequestError('The URL holds characters that cannot be stored.')
  return undefined
}

/** Whether every string in a form or JSON value can be stored as it is. */
export function isCleanValue(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (Array.isArray(value)) return value.every(isCleanValue)
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).every(
      ([key, entry]) => !forbiddenKeys.has(key) && isCleanValue(key) && isCleanValue(entry),
    )
  }
  return true
}
