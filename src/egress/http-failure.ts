// What went wrong with a call, in the words of the operating system, from what undici, TLS and the resolver throw.

import { errors } from 'undici'
import { HttpFailure } from './types.ts'

interface Meaning {
  readonly kind: HttpFailure['kind']
  readonly code: string
  readonly means: string
}

// undici's own codes, said in the system's words: operators and Auth0's error texts know those.
const undiciCodes: Readonly<Record<string, Meaning>> = {
  // Nothing was written yet, so this is no `timeout`: another provider may be tried.
  UND_ERR_CONNECT_TIMEOUT: { kind: 'unreachable', code: 'ETIMEDOUT', means: 'no connection in time' },
  UND_ERR_HEADERS_TIMEOUT: { kind: 'timeout', code: 'ETIMEDOUT', means: 'no reply in time' },
  UND_ERR_BODY_TIMEOUT: { kind: 'timeout', code: 'ETIMEDOUT', means: 'the reply stopped half-way' },
  UND_ERR_SOCKET: {
    kind: 'unreachable',
    code: 'ECONNRESET',
    means: 'the connection was closed without a reply',
  },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    kind: 'unreachable',
    code: 'ECONNRESET',
    means: 'the connection was closed in the middle of the reply',
  },
  UND_ERR_HEADERS_OVERFLOW: { kind: 'unreachable', code: 'EPROTO', means: 'the reply has too many headers' },
  UND_ERR_INVALID_ARG: {
    kind: 'unreachable',
    code: 'EINVAL',
    means: 'the URL or a header is not valid HTTP',
  },
  UND_ERR_DESTROYED: { kind: 'unreachable', code: 'ECANCELED', means: 'Otpost is stopping' },
  UND_ERR_CLOSED: { kind: 'unreachable', code: 'ECANCELED', means: 'Otpost is stopping' },
}

const systemCodes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name could not be resolved now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed without a reply',
  EPIPE: 'the connection was closed without a reply',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'no connection in time',
}

/** Turns whatever a call failed with into an `HttpFailure`. Names the host only: a URL's path may hold a secret. */
export function toHttpFailure(error: unknown, host: string): HttpFailure {
  if (error instanceof HttpFailure) return error
  const { kind, code, means } = meaningOf(error)
  return new HttpFailure(kind, code, `${host}: ${means} (${code})`, error)
}

export function timedOut(host: string): HttpFailure {
  return new HttpFailure('timeout', 'ETIMEDOUT', `${host}: no reply in time (ETIMEDOUT)`)
}

function meaningOf(error: unknown): Meaning {
  // The parser's errors have no usable code.
  if (error instanceof errors.HTTPParserError) {
    return { kind: 'unreachable', code: 'EPROTO', means: 'the reply is not HTTP' }
  }
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO'
  const means = systemCodes[code] ?? tlsMeaning(code) ?? 'the call failed'
  return undiciCodes[code] ?? { kind: 'unreachable', code, means }
}

function tlsMeaning(code: string): string | undefined {
  return /CERT|TLS|SSL|SIGNATURE/.test(code) ? 'no trusted TLS connection' : undefined
}
