/** One outgoing HTTP call. Bodies are text: every contract we speak is JSON or a form. */
export interface HttpCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /**
   * Whether the caller wants the reply's body. When false the call resolves as soon as the status is known, and
   * what follows is read to its end and dropped.
   */
  readonly readBody: boolean
  /** How much of the body is read, in bytes; 64 KiB unless said. */
  readonly maxBodyBytes?: number
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Empty when `readBody` is false; cut at `maxBodyBytes`. */
  readonly body: string
}

/**
 * Sends one call through the shared keep-alive pool and the egress guard. Never follows redirects, never repeats
 * a call. Rejects with an `HttpFailure` (timeout, unreachable, refused by the guard) and with nothing else.
 */
export type SendHttp = (call: HttpCall, signal: AbortSignal) => Promise<HttpReply>

export class HttpFailure extends Error {
  readonly kind: 'timeout' | 'unreachable' | 'egress_refused'
  /** `ECONNREFUSED`, `ENOTFOUND`, `EGRESS_REFUSED`, `ETIMEDOUT`, … */
  readonly code: string

  constructor(kind: HttpFailure['kind'], code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'HttpFailure'
    this.kind = kind
    this.code = code
  }
}

/** Whether one address may be called, and if not, why. */
export interface AddressVerdict {
  readonly address: string
  readonly allowed: boolean
  /** What kind of address it is, e.g. `unicast`, `loopback`, `private`, `linkLocal`. */
  readonly range: string
}
