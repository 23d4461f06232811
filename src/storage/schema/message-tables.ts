// Messages, and what became of them.

import type { ReportedStatus } from '#src/messaging/delivery/delivery-report.ts'
import type { FailureKind, MessageStatus } from '#src/messaging/types.ts'
import type { DefaultedTimestamp, NullableTimestamp, Timestamp } from './column-types.ts'

export interface MessagesTable {
  tenant_id: string
  id: string
  recipient: string
  purpose: string
  delivery_method: string
  locale: string | null
  client_id: string | null
  organization: string | null
  ip: string | null
  user_agent: string | null
  provider_kind: string
  created_at: Timestamp
  /** What it says, rendered without its code. */
  masked_text: string | null
  /** Of its code, when it carries one. */
  code_expires_at: NullableTimestamp
  /** Why it was not sent; it has no attempt then. */
  refusal: string | null
  /** One sentence for the operator, where the reason alone does not say it. */
  refusal_detail: string | null
}

/** A view: the message, and how it stands by its last attempt and what was reported of it. */
export interface MessageStatesView extends Omit<MessagesTable, 'masked_text' | 'code_expires_at'> {
  status: MessageStatus
  settled_at: NullableTimestamp
}

export interface AttemptsTable {
  tenant_id: string
  message_id: string
  attempt: number
  provider_id: string
  provider_kind: string
  outcome: 'queued' | 'sending' | 'accepted' | 'failed'
  failure: FailureKind | null
  provider_message_id: string | null
  provider_error_code: string | null
  http_status: number | null
  detail: string | null
  duration_ms: number | null
  execution_id: string | null
  started_at: Timestamp
  settled_at: NullableTimestamp
}

export interface AttemptConsolesTable {
  tenant_id: string
  message_id: string
  attempt: number
  /** What a script printed: sealed, because it may print the message. */
  sealed_console: Buffer
}

export interface QueuedMessagesTable {
  tenant_id: string
  message_id: string
  /** The message with its clear code, sealed; the row goes when the message is sent or its code has expired. */
  sealed_message: Buffer
  expires_at: Timestamp
}

export interface InboxTable {
  tenant_id: string
  message_id: string
  recipient: string
  delivery_method: string
  /** The message with its clear code, sealed: showing it is the inbox's job, leaving it lying about is not. */
  sealed_text: Buffer
  created_at: DefaultedTimestamp
}

export interface VerifiedMessagesTable {
  tenant_id: string
  message_id: string
  verified_at: DefaultedTimestamp
}

export interface DeliveryReportsTable {
  tenant_id: string
  message_id: string
  /** As the provider calls the message. Empty when it was not said. */
  provider_message_id: string
  status: ReportedStatus
  error_code: string | null
  reported_at: DefaultedTimestamp
}

export interface IdempotencyKeysTable {
  tenant_id: string
  client_id: string
  key: string
  request_hash: string
  status: number | null
  body: string | null
  created_at: DefaultedTimestamp
}
