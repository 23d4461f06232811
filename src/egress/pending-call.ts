// One outgoing call, from the pool's queue to its reply: deadlines, the limit of the body, and what is left in the socket.

import type { Dispatcher } from 'undici'
import { timedOut, toHttpFailure } from './http-failure.ts'
import type { HttpReply } from './types.ts'

const usualMaxBodyBytes = 64 * 1024
/** How long the rest of a reply that nobody waits for may occupy its socket. */
const drainTimeoutMs = 5_000

type Controller = Dispatcher.DispatchController

export interface PendingCallOptions {
  readonly host: string
  readonly readBody: boolean
  readonly maxBodyBytes: number | undefined
  readonly signal: AbortSignal
  readonly resolve: (reply: HttpReply) => void
  readonly reject: (error: unknown) => void
  /** Called once, when the caller has its answer. */
  readonly onSettled: () => void
}

/**
 * Follows one call from the pool's queue to its reply. A class because the pool calls it back and it lives as long as
 * the exchange. It settles exactly once; a socket whose reply is cut or abandoned is closed, never reused.
 */
export class PendingCall implements Dispatcher.DispatchHandler {
  readonly #options: PendingCallOptions
  #controller: Controller | undefined
  #status = 0
  #headers: HttpReply['headers'] = {}
  #chunks: Buffer[] = []
  #bytes = 0
  #settled = false
  #drainTimer: NodeJS.Timeout | undefined

  constructor(options: PendingCallOptions) {
    this.#options = options
    options.signal.addEventListener('abort', this)
  }

  /** The signal fired: the caller no longer waits. */
  handleEvent(): void {
    this.#reject(timedOut(this.#options.host))
    this.#controller?.abort(new Error('aborted'))
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    // Aborted while it waited for a socket: it must not be written any more.
    if (this.#settled) controller.abort(new Error('aborted'))
  }

  onResponseStart(_controller: Controller, status: number, headers: HttpReply['headers']): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    if (this.#options.readBody) return
    this.#drainTimer = setTimeout(
      () => this.#controller?.abort(new Error('drain timeout')),
      drainTimeoutMs,
    ).unref()
    this.#resolve()
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const room = (this.#options.maxBodyBytes ?? usualMaxBodyBytes) - this.#bytes
    this.#bytes += chunk.length
    if (this.#options.readBody) this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    if (chunk.length > room) {
      this.#resolve()
      controller.abort(new Error('reply too long'))
    }
  }

  onResponseEnd(): void {
    clearTimeout(this.#drainTimer)
    this.#resolve()
  }

  onResponseError(_controller: Controller, error: Error): void {
    clearTimeout(this.#drainTimer)
    this.#reject(toHttpFailure(error, this.#options.host))
  }

  #resolve(): void {
    if (this.#settled) return
    this.#settle()
    const body = this.#chunks.length === 0 ? '' : Buffer.concat(this.#chunks).toString()
    this.#options.resolve({ status: this.#status, headers: this.#headers, body })
  }

  #reject(error: Error): void {
    if (this.#settled) return
    this.#settle()
    this.#options.reject(error)
  }

  #settle(): void {
    this.#settled = true
    this.#options.signal.removeEventListener('abort', this)
    this.#options.onSettled()
  }
}
