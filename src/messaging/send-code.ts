// The one flow: issue a code, render it, choose who sends it, write the row, call the provider, settle.
// Each step's result is the next step's input, and no step reaches back.

import { type AllowedCountries, requireAllowedCountry } from './allowed-countries.ts'
import { deliver } from './delivery/deliver.ts'
import { MessagingError } from './errors.ts'
import { createTimedId } from './ids.ts'
import { type IssuedCode, issueCode, type OtpPolicy } from './otp/issue-code.ts'
import type {
  CodeKey,
  Guard,
  HashCode,
  OpenedSend,
  RateLimitState,
  RetryQueue,
  SendObserver,
  SendStore,
} from './ports.ts'
import { chooseRoute } from './routing/choose-route.ts'
import { type MessageText, renderMasked, renderText } from './templates/render-text.ts'
import type {
  Candidate,
  CodePurpose,
  DeliveryMethod,
  MessageContext,
  OutgoingMessage,
  PhoneNumber,
  RequestOrigin,
} from './types.ts'

export interface SendCodeRequest {
  readonly key: CodeKey
  readonly recipient: PhoneNumber
  /** Where messages of the tenant may go. */
  readonly allowedCountries: AllowedCountries
  readonly purpose: CodePurpose
  readonly deliveryMethod: DeliveryMethod
  readonly otp: OtpPolicy
  readonly text: MessageText
  readonly candidates: readonly Candidate[]
  readonly origin: RequestOrigin
  readonly context: MessageContext
  readonly clientId?: string
  readonly organization?: string
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
 * Sends one code and resolves when its provider has accepted it, or has asked to be tried again later.
 *
 * @throws MessagingError `country_not_allowed`, `no_provider`, `template_failed`, `rate_limited`, `user_blocked`,
 * `too_many_failures`, `signup_disabled` before anyone was called; `delivery_failed` with the outcome after.
 */
export async function sendCode(request: SendCodeRequest, deps: SendCodeDeps): Promise<SentCode> {
  requireAllowedCountry(request.recipient, request.allowedCountries)
  const code = issueCode(request.key, request.otp, deps.hashCode, deps.now())
  const message = renderMessage(code, request, deps.now())
  const route = chooseRoute(request.candidates, request.deliveryMethod)
  const opened = await openRecord(code, message, route[0], request, deps)
  const delivery = { message, candidates: route, awaited: true, codeKey: request.key }
  const { outcome, queued } = await deliver(delivery, deps)
  if (!outcome.ok && !queued) {
    throw new MessagingError('delivery_failed', outcome.detail ?? `The provider answered ${outcome.kind}.`, {
      outcome,
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

function renderMessage(issued: IssuedCode, request: SendCodeRequest, now: number): OutgoingMessage {
  return {
    id: createTimedId('msg', now),
    tenantId: request.key.tenantId,
    recipient: request.recipient,
    ...renderText(request.text, issued.code, request.deliveryMethod),
    code: issued.code,
    deliveryMethod: request.deliveryMethod,
    purpose: request.purpose,
    expiresAt: issued.expiresAt,
    origin: request.origin,
    context: request.context,
  }
}

async function openRecord(
  code: IssuedCode,
  message: OutgoingMessage,
  first: Candidate,
  request: SendCodeRequest,
  { store }: SendCodeDeps,
): Promise<OpenedSend> {
  const opened = await store.open({
    ...request.key,
    codeId: code.codeId,
    codeHash: code.codeHash,
    maxTries: request.otp.maxTries,
    ttlSeconds: request.otp.ttlSeconds,
    proposedUserId: request.proposedUserId,
    allowSignup: request.allowSignup,
    limitedIp: request.limitedIp,
    guardedIp: request.guard?.ip,
    failureLimit: request.guard?.blocks ? request.guard.limit : undefined,
    messageId: message.id,
    recipient: request.recipient,
    purpose: request.purpose,
    deliveryMethod: request.deliveryMethod,
    locale: message.locale,
    maskedText: renderMasked(request.text, code.code.length, request.deliveryMethod),
    clientId: request.clientId,
    organization: request.organization,
    origin: request.origin,
    providerId: first.providerId,
    providerKind: first.kind,
  })
  if (opened.verdict === 'open') return opened
  const detail = opened.limit && { limit: opened.limit }
  throw new MessagingError(opened.verdict, refusals[opened.verdict], detail)
}

const refusals = {
  rate_limited: 'This address has started too often within the hour.',
  user_blocked: 'The user is blocked: no code is sent.',
  too_many_failures: 'This number is blocked for this address after too many wrong codes.',
  signup_disabled: 'The number has no user and the connection does not allow new ones.',
} as const
