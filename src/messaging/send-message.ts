// Sends a message that carries no code of Otpost's own: a test message, a notice. The same steps as `send-code.ts`,
// without a code to issue and without limits to count.

import { composeMessage, type MessageParts, recordRefusal } from './compose-message.ts'
import { deliver } from './delivery/deliver.ts'
import type { MessageQueue, SendStore } from './ports.ts'
import type { SendCodeDeps } from './send-code.ts'
import type { CodePurpose, DeliveryOutcome, Purpose } from './types.ts'

export interface QueueMessageRequest extends MessageParts {
  readonly purpose: Exclude<Purpose, CodePurpose>
}

export interface SendMessageRequest extends QueueMessageRequest {
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
 * @throws MessagingError `country_not_allowed`, `no_provider`, `template_failed` when it is recorded as refused
 */
export async function sendMessage(
  { awaited, ...parts }: SendMessageRequest,
  deps: SendCodeDeps,
): Promise<SentMessage> {
  const composed = composeMessage(parts, deps.now())
  if (!composed.ok) throw await recordRefusal(composed, deps.store)
  const { message, record, route } = composed
  await deps.store.openMessage(record)
  const startedAt = performance.now()
  const { outcome, queued } = await deliver({ message, candidates: route, awaited }, deps)
  return { messageId: message.id, outcome, queued, durationMs: performance.now() - startedAt }
}

export interface QueueMessageDeps {
  readonly messageQueue: MessageQueue
  readonly store: Pick<SendStore, 'recordRefusal'>
  readonly now: () => number
}

/**
 * Takes on a message that nobody waits for, and resolves with its id when it is written down: it is sent right after,
 * by this process or, should it die, by another.
 *
 * @throws MessagingError `country_not_allowed`, `no_provider`, `template_failed` when it is recorded as refused
 */
export async function queueMessage(
  parts: QueueMessageRequest,
  { messageQueue, store, now }: QueueMessageDeps,
): Promise<string> {
  const composed = composeMessage(parts, now())
  if (!composed.ok) throw await recordRefusal(composed, store)
  const { message, record } = composed
  await messageQueue.accept({ message, record })
  return message.id
}
