import { HttpFailure } from '#src/egress/types.ts'
import type { DeliveryFailed } from '#src/messaging/types.ts'

const kinds = {
  timeout: 'timeout',
  unreachable: 'unreachable',
  egress_refused: 'unreachable',
} as const satisfies Record<HttpFailure['kind'], DeliveryFailed['kind']>

/**
 * The outcome of a call that got no reply. Anything but an `HttpFailure` is a bug of ours: it is named by its class
 * only, as its message might quote what we were sending.
 */
export function outcomeOfFailure(error: unknown): DeliveryFailed {
  if (error instanceof HttpFailure) {
    return { ok: false, kind: kinds[error.kind], providerErrorCode: error.code, detail: error.message }
  }
  const name = error instanceof Error ? error.name : typeof error
  return {
    ok: false,
    kind: 'unknown_error',
    providerErrorCode: name,
    detail: `Otpost could not make the call: ${name}`,
  }
}
