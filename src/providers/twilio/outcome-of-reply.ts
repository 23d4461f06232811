import { Type } from 'typebox'
import { Check } from 'typebox/value'
import type { HttpReply } from '#src/egress/types.ts'
import type { DeliveryFailed, DeliveryOutcome, FailureKind } from '#src/messaging/types.ts'
import { parseJson } from '#src/values/json.ts'
import { safeDetail } from '../safe-detail.ts'
import { findTwilioError } from './error-codes.ts'

const Accepted = Type.Object({
  sid: Type.String({ minLength: 1 }),
  status: Type.Optional(Type.Unknown()),
  error_code: Type.Optional(Type.Unknown()),
  error_message: Type.Optional(Type.Unknown()),
})
const Refused = Type.Object({
  code: Type.Optional(Type.Unknown()),
  message: Type.Optional(Type.Unknown()),
})

/** States of a message or a call in which nobody will hear of it. */
const failedStatuses: readonly unknown[] = ['failed', 'undelivered', 'canceled', 'busy', 'no-answer']

/**
 * What Twilio's reply means. A 201 may still say that the message failed; `hide` are the texts that Twilio's sentence
 * must not carry into our records.
 */
export function outcomeOfReply(
  { status: httpStatus, body }: HttpReply,
  hide: readonly string[],
): DeliveryOutcome {
  const json = parseJson(body)

  if (httpStatus < 200 || httpStatus > 299) {
    const { code, message } = Check(Refused, json) ? json : {}
    const otherwise = { kind: kindOfStatus(httpStatus, code), detail: `Twilio answered ${httpStatus}` }
    return { ok: false, httpStatus, ...otherwise, ...meaningOf(code, message, hide) }
  }

  if (!Check(Accepted, json)) {
    return {
      ok: false,
      kind: 'unknown_error',
      httpStatus,
      detail: 'Twilio answered with something else than a message',
    }
  }
  const { sid, status, error_code: code, error_message: message } = json
  if (typeof code === 'number' || failedStatuses.includes(status)) {
    const otherwise = { kind: 'delivery_rejected', detail: `Twilio calls it ${String(status)}` } as const
    return { ok: false, httpStatus, ...otherwise, ...meaningOf(code, message, hide) }
  }
  return { ok: true, providerMessageId: sid, httpStatus }
}

/** What Twilio's code and sentence say, as far as there are any and we know them. */
function meaningOf(code: unknown, message: unknown, hide: readonly string[]): Partial<DeliveryFailed> {
  const known = typeof code === 'number' ? findTwilioError(code) : undefined
  const said = typeof message === 'string' ? safeDetail(message, hide) : ''
  const detail = said || known?.means
  return {
    ...(known && { kind: known.kind }),
    ...(typeof code === 'number' && { providerErrorCode: String(code) }),
    ...(detail && { detail, isDetailPublic: true }),
  }
}

function kindOfStatus(httpStatus: number, code: unknown): FailureKind {
  if (httpStatus === 401) return 'authentication_failed'
  if (httpStatus === 429) return 'rate_limited'
  // Twilio answered in its own form, with a code that our table does not have.
  const isRefusal = httpStatus >= 400 && httpStatus < 500 && typeof code === 'number'
  return isRefusal ? 'unknown_error' : 'unexpected_response'
}
