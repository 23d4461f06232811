// What operators and clients may read back of messages: the log of what was sent, and the inbox.
// The log holds texts without their codes; the inbox shows codes as well, because showing them is its job.

import type { CodeKey } from './code-key.ts'
import type { RecordedReport } from './delivery/delivery-report.ts'
import type {
  ConsoleLine,
  DeliveryMethod,
  FailureKind,
  MessageStatus,
  OutgoingMessage,
  Purpose,
  RefusalCode,
} from './types.ts'

export interface LoggedMessage {
  readonly id: string
  readonly recipient: string
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  readonly status: MessageStatus
  /** The kind of the provider that was tried first; of a refused message, the one that would have been. */
  readonly providerKind: string
  /** Why it was not sent. */
  readonly refusal?: { readonly code: RefusalCode; readonly detail: string }
  readonly locale?: string
  readonly clientId?: string
  readonly organization?: string
  readonly ip?: string
  readonly userAgent?: string
  readonly createdAt: Date
  /** When the last attempt so far ended. */
  readonly settledAt?: Date
}

export interface LoggedAttempt {
  readonly providerId: string
  readonly providerKind: string
  readonly outcome: 'queued' | 'sending' | 'accepted' | 'failed'
  readonly failure?: FailureKind
  readonly providerMessageId?: string
  readonly providerErrorCode?: string
  readonly httpStatus?: number
  /** One sentence for the operator. */
  readonly detail?: string
  readonly durationMs?: number
  /** The record of an Action's run. */
  readonly executionId?: string
  readonly console?: readonly ConsoleLine[]
  readonly startedAt: Date
}

export interface MessageQuery {
  readonly recipient?: string
  readonly status?: MessageStatus
  /** Matches the provider that was tried first. */
  readonly providerKind?: string
  readonly deliveryMethod?: DeliveryMethod
  readonly purpose?: Purpose
  readonly since?: Date
  /** Exclusive. */
  readonly until?: Date
  /** Only messages older than this one, by id. */
  readonly before?: string
  readonly limit: number
}

export interface FoundMessage {
  readonly message: LoggedMessage
  readonly attempts: readonly LoggedAttempt[]
  /** In the order in which they came. */
  readonly reports: readonly RecordedReport[]
  /** What it says, rendered without its code. */
  readonly text?: string
  /** When its code is, or was, good no more. */
  readonly codeExpiresAt?: Date
  /** When its code was given back and was right. */
  readonly verifiedAt?: Date
}

export interface MessageLog {
  /** Newest first. */
  list(tenantId: string, query: MessageQuery): Promise<readonly LoggedMessage[]>
  find(tenantId: string, id: string): Promise<FoundMessage | undefined>
  /** Those with these ids, and the newest `limit` that are at least as new as `since`, oldest first. */
  listRecent(
    tenantId: string,
    query: { readonly since: Date; readonly limit: number; readonly ids: readonly string[] },
  ): Promise<readonly LoggedMessage[]>
  /** Newer than this one, by id, oldest first. */
  listAfter(tenantId: string, id: string, limit: number): Promise<readonly LoggedMessage[]>
  /** Undefined when the message carries none (any more). */
  findCode(tenantId: string, id: string): Promise<CarriedCode | undefined>
}

/** The active code that a message carries. */
export interface CarriedCode {
  readonly key: CodeKey
  readonly userId: string
  readonly isUsed: boolean
  readonly expiresAt: Date
}

export interface InboxMessage {
  readonly id: string
  readonly recipient: string
  readonly text: string
  readonly deliveryMethod: DeliveryMethod
  readonly createdAt: Date
}

/** How many messages of a tenant the inbox keeps. */
export const inboxCapacity = 500

export interface Inbox {
  /** Resolves when the message is stored, its text sealed. */
  keep(message: OutgoingMessage): Promise<void>
  /** Newest first. */
  list(
    tenantId: string,
    query: { readonly recipient?: string; readonly limit: number },
  ): Promise<readonly InboxMessage[]>
  clear(tenantId: string): Promise<void>
}
