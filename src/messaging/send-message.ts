// Sends a message that carries no code of Otpost's own: a test message, a notice. The same steps as `send-code.ts`,
// without a code to issue and without limits to count.

import { deliver } from './delivery/deliver.ts'
import { createTimedId } from './ids.ts'
import { chooseRoute } from './routing/choose-route.ts'
import type { SendCodeDeps } from './send-code.ts'
import type {
  Candidate,
  CodePurpose,
  DeliveryMethod,
  DeliveryOutcome,
  MessageContext,
  OutgoingMessage,
  PhoneNumber,
  Purpose,
  RequestOrigin,
} from './types.ts'

export interface SendMessageRequest {
  readonly tenantId: string
  readonly recipient: PhoneNumber
  readonly body: string
  /** BCP 47 tag of the body's language. */
  readonly locale: string
  readonly from?: string
  /** Shown to providers that ask for the code of a message. @default '' */
  readonly code?: string
  readonly purpose: Exclude<Purpose, CodePurpose>
  readonly deliveryMethod: DeliveryMethod
  readonly candidates: readonly Candidate[]
  readonly origin: RequestOrigin
  readonly context: MessageContext
  readonly clientId?: string
  readonly organization?: string
  /** When the message is of no use any more: it is not tried again after that. */
  readonly expiresAt: Date
  /** Whether somebody waits for the answer. What nobody waits for is tried again later when that may help. */
  readonly awaited: boolean
}

export interface SentMessage {
  readonly messageId: string
  readonly outcome: DeliveryOutcome
  /** It failed for now, and is tried again later. */
  readonly queued: boolean
  /** How long the providers took. */
  readonly durationMs: number
}

/**
 * Sends one message and resolves with what came of it; a provider's failure is an outcome, never an exception.
 *
 * @throws MessagingError `no_provider` before anything was written
 */
export async function sendMessage(request: SendMessageRequest, deps: SendCodeDeps): Promise<SentMessage> {
  const { tenantId, recipient, body, code = '', purpose, deliveryMethod, origin, context } = request
  const { locale, from, clientId, organization, expiresAt, awaited } = request
  const route = chooseRoute(request.candidates, deliveryMethod)
  const message: OutgoingMessage = {
    id: createTimedId('msg', deps.now()),
    tenantId,
    recipient,
    body,
    code,
    deliveryMethod,
    purpose,
    expiresAt,
    origin,
    context,
    locale,
    ...(from !== undefined && { from }),
  }
  await deps.store.openMessage({
    tenantId,
    messageId: message.id,
    recipient,
    purpose,
    deliveryMethod,
    locale,
    clientId,
    organization,
    origin,
    providerId: route[0].providerId,
    providerKind: route[0].kind,
  })
  const startedAt = performance.now()
  const { outcome, queued } = await deliver({ message, candidates: route, awaited }, deps)
  return { messageId: message.id, outcome, queued, durationMs: performance.now() - startedAt }
}
