// The one flow: issue a code, compose its message, write the row, call the provider, settle.
// Each step's result is the next step's input, and no step reaches back.

import type { CodeKey } from './code-key.ts'
import { type Composed, composeMessage, type MessageParts, recordRefusal } from './compose-message.ts'
import { deliver } from './delivery/deliver.ts'
import { MessagingError } from './errors.ts'
import { type IssuedCode, issueCode, type OtpPolicy } from './otp/issue-code.ts'
import type {
  Guard,
  HashCode,
  OpenedSend,
  RateLimitState,
  RetryQueue,
  SendObserver,
  SendStore,
} from './ports.ts'
import { findRefusalCode, isOperatorFault, refusalTexts } from './refusals.ts'
import type { CodePurpose } from './types.ts'

export interface SendCodeRequest
  extends Omit<MessageParts, 'tenantId' | 'code' | 'expiresAt' | 'keepsText' | 'purpose'> {
  readonly key: CodeKey
  readonly purpose: CodePurpose
  readonly otp: OtpPolicy
  /** The id that a new user of this number will get; one reserved or registered before is kept. */
  readonly proposedUserId: string
  /** Whether a number without a user may get a code. */
  readonly allowSignup: boolean
  /** The address whose starts are limited; undefined lifts the limit. */
  readonly limitedIp: string | undefined
  /** Whose wrong codes block it; undefined when brute-force protection is off. */
  readonly guard: Guard | undefined
}

export interface SentCode {
  readonly messageId: string
  /** `queued` when the provider asked to be tried again later. */
  readonly status: 'accepted' | 'queued'
  readonly userId: string
  readonly phoneVerified: boolean
  readonly expiresAt: Date
  readonly limit?: RateLimitState
}

export interface SendCodeDeps {
  readonly store: SendStore
  readonly hashCode: HashCode
  readonly observer: SendObserver
  /** Absent where nothing can be tried later, as in a command that ends. */
  readonly queue?: RetryQueue
  /** Before each further try. @default retryDelaysSeconds */
  readonly delaysSeconds?: readonly number[]
  readonly now: () => number
}

/**
 * Sends one code and resolves when its provider has accepted it, or has asked to be tried again later. Whatever keeps
 * it from being sent leaves a message row with its reason.
 *
 * @throws MessagingError one of `refusalCodes` before anyone was called; `delivery_failed` with the outcome after.
 */
export async function sendCode(request: SendCodeRequest, deps: SendCodeDeps): Promise<SentCode> {
  const { key, otp, ...rest } = request
  const code = issueCode(key, otp, deps.hashCode, deps.now())
  const parts = { ...rest, tenantId: key.tenantId, code: code.code, expiresAt: code.expiresAt }
  const composed = composeMessage(parts, deps.now())
  const opened = await openRecord(code, composed, request, deps)
  if (!composed.ok || opened.verdict !== 'open') {
    throw await recordRefusal({ ...composed, refusal: refusalOf(composed, opened) }, deps.store)
  }
  const { message, route } = composed
  const { outcome, queued, providerKind } = await deliver(
    { message, candidates: route, awaited: true, codeKey: key },
    deps,
  )
  if (!outcome.ok && !queued) {
    throw new MessagingError('delivery_failed', outcome.detail ?? `The provider answered ${outcome.kind}.`, {
      outcome,
      providerKind,
      messageId: message.id,
      ...(opened.limit && { limit: opened.limit }),
    })
  }
  return {
    messageId: message.id,
    status: queued ? 'queued' : 'accepted',
    userId: opened.userId,
    phoneVerified: opened.phoneVerified,
    expiresAt: code.expiresAt,
    ...(opened.limit && { limit: opened.limit }),
  }
}

function openRecord(
  code: IssuedCode,
  composed: Composed,
  request: SendCodeRequest,
  { store }: SendCodeDeps,
): Promise<OpenedSend> {
  return store.open({
    ...request.key,
    ...composed.record,
    refusal: composed.ok ? undefined : findRefusalCode(composed.refusal.code),
    codeId: code.codeId,
    codeHash: code.codeHash,
    maxTries: request.otp.maxTries,
    ttlSeconds: request.otp.ttlSeconds,
    proposedUserId: request.proposedUserId,
    allowSignup: request.allowSignup,
    // What the operator has to mend is not counted against whoever asks.
    limitedIp: !composed.ok && isOperatorFault(composed.refusal.code) ? undefined : request.limitedIp,
    guardedIp: request.guard?.ip,
    failureLimit: request.guard?.blocks ? request.guard.limit : undefined,
  })
}

function refusalOf(composed: Composed, { verdict, limit }: OpenedSend): MessagingError {
  if (verdict === 'open') throw new Error('A message that may not be sent was opened.')
  if (!composed.ok && composed.refusal.code === verdict) return composed.refusal
  return new MessagingError(verdict, refusalTexts[verdict], limit && { limit })
}
