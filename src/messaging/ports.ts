// What the core needs from outside: storage, time, and someone to tell. Interfaces live here, with who needs them.

import type { CodeKey } from './code-key.ts'
import type {
  DeliveryMethod,
  DeliveryOutcome,
  FailureKind,
  OutgoingMessage,
  PhoneNumber,
  Purpose,
  RefusalCode,
  RequestOrigin,
} from './types.ts'

/** What whoever asks for a message says of it, and what is kept and shown of it. */
export interface MessageFacts {
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  readonly clientId?: string | undefined
  readonly organization?: string | undefined
}

/** What is written of any message before anyone is called. Never the code. */
export interface MessageRecord extends MessageFacts {
  readonly tenantId: string
  readonly messageId: string
  readonly recipient: PhoneNumber
  readonly locale: string
  /** What the message says, rendered without its code. */
  readonly maskedText: string | undefined
  readonly origin: RequestOrigin
  /** Of the first attempt; of a refused message, the provider that would have been called first. */
  readonly providerId: string
  readonly providerKind: string
  /** Why the message is not sent: its row has no attempt. */
  readonly refusal?: RefusalCode | undefined
  /** One sentence for the operator. */
  readonly refusalDetail?: string | undefined
}

export type RefusalRecord = MessageRecord & { readonly refusal: RefusalCode }

/** Everything the send of a code writes before anyone is called. It holds the code's keyed hash, never the code. */
export interface SendRecord extends CodeKey, MessageRecord {
  readonly codeId: string
  readonly codeHash: string
  readonly maxTries: number
  readonly ttlSeconds: number
  /** The id that a new user of this number will get; one reserved or registered before is kept. */
  readonly proposedUserId: string
  readonly allowSignup: boolean
  /** The caller's address when starts per address are limited. */
  readonly limitedIp: string | undefined
  /** The address whose failed tries count against this identifier, when brute-force protection is on. */
  readonly guardedIp: string | undefined
  /** How many of them block it. */
  readonly failureLimit: number | undefined
}

/** Whose wrong codes are counted across codes, and how many of them are too many. */
export interface Guard {
  /** Empty when it does not matter where they come from. */
  readonly ip: string
  readonly limit: number
  /** Whether too many block the identifier; else its owner is only told. */
  readonly blocks: boolean
}

export interface OpenedSend {
  /** `open`, or why nothing is sent and nothing was written. Limits come before a refusal of the record's own. */
  readonly verdict: 'open' | RefusalCode
  readonly userId: string
  /** Whether a user with this number verified it before. */
  readonly phoneVerified: boolean
  /** The state of the limit on starts per address, when one applies. */
  readonly limit?: RateLimitState
}

export interface RateLimitState {
  readonly limit: number
  readonly remaining: number
  readonly resetsAt: Date
}

export interface Settlement {
  readonly tenantId: string
  readonly messageId: string
  readonly attempt: number
  readonly outcome: DeliveryOutcome
  readonly durationMs: number
}

/** A try at a code, after it was counted. */
export interface CountedTry {
  readonly codeId: string
  readonly codeHash: string
  /** How many tries this code has had, this one included. */
  readonly tries: number
  readonly maxTries: number
  readonly expired: boolean
  readonly used: boolean
  readonly userId: string
  readonly messageId: string
  readonly userBlocked: boolean
  /** Failed tries of this identifier from this address since the last success. */
  readonly failures: number
}

export interface SendStore {
  /** Counts against the limits, looks the user up, and writes code, message and first attempt: one round trip. */
  open(record: SendRecord): Promise<OpenedSend>
  /** Writes a message without a code of ours, and its first attempt. */
  openMessage(record: MessageRecord): Promise<void>
  /**
   * Writes a message that is not sent, with the reason. False when it was left out: of one source only so many are
   * written, so that a flood cannot fill the table.
   */
  recordRefusal(record: RefusalRecord): Promise<boolean>
  /** Adds a further attempt of a message, before its provider is called. */
  openAttempt(attempt: {
    readonly tenantId: string
    readonly messageId: string
    readonly attempt: number
    readonly providerId: string
    readonly providerKind: string
  }): Promise<void>
  /** Writes what an attempt came to: one round trip. */
  settle(settlement: Settlement): Promise<void>
}

/** A failed message that is tried again later, with its next attempt. */
export interface QueuedMessage {
  /** With its clear code: whoever keeps it seals it, and destroys it when it is of no use any more. */
  readonly message: OutgoingMessage
  /** Whose code the message carries, when it is one of ours: one that was used or replaced is not sent again. */
  readonly codeKey: CodeKey | undefined
  /** The number of the next attempt, which is the first of its further tries. */
  readonly attempt: number
  readonly providerId: string
  readonly providerKind: string
  readonly delaySeconds: number
}

export interface RetryQueue {
  /** Durable when it resolves: the queued attempt, the sealed message and its retry job are there, or none of them. */
  enqueue(queued: QueuedMessage): Promise<void>
}

/** A message as it goes to its provider, and what is written of it. */
export interface ComposedMessage {
  readonly record: MessageRecord
  readonly message: OutgoingMessage
  /** Whose code the message carries, when it is one of ours: one that was used is not sent any more. */
  readonly codeKey?: CodeKey
}

export interface MessageQueue {
  /**
   * Takes a message that nobody waits for. Durable when it resolves: the message, its first attempt and a retry job that
   * comes at once are there, or none of them.
   */
  accept(composed: ComposedMessage): Promise<void>
}

/** That a queued message is tried again now. One process at a time holds it, until it dies or the job is over. */
export interface RetryJob {
  readonly id: string
  readonly tenantId: string
  readonly messageId: string
}

/** A message whose retry is due. */
export interface WaitingMessage {
  readonly message: OutgoingMessage
  /** Further tries that were made so far; one that was cut off counts. -1 when not even the first attempt was made. */
  readonly triesMade: number
  /** `sending` when its process died, `failed` when that was noticed before. */
  readonly last: {
    readonly attempt: number
    readonly outcome: 'queued' | 'sending' | 'failed'
    readonly providerId: string
  }
  /** How the provider failed when it was last heard of. */
  readonly failure: FailureKind
  readonly expired: boolean
  /** The code was used, replaced by another one, or guessed at too often. */
  readonly codeIsDone: boolean
}

export interface RetryStore {
  /** Undefined when there is nothing left to try: the job is over then. */
  find(job: RetryJob): Promise<WaitingMessage | undefined>
  /**
   * Writes the try before its provider is called; one that was cut off is settled first. Resolves with the attempt's
   * number, or with undefined when another process has gone on with the message.
   */
  begin(job: RetryJob, waiting: WaitingMessage, providerKind: string): Promise<number | undefined>
  /** Ends the job with what it came to: the message is destroyed, or gets a further attempt and job. */
  settle(job: RetryJob, settlement: Settlement, nextDelaySeconds: number | undefined): Promise<void>
  /** Ends the job without a try: the message has failed, and is destroyed. */
  giveUp(job: RetryJob, waiting: WaitingMessage, failure: FailureKind, detail: string): Promise<void>
}

export interface CodeStore {
  /** Counts one try in one atomic statement, before anything is compared. Undefined when there is no such code. */
  countTry(key: CodeKey, guardedIp: string | undefined): Promise<CountedTry | undefined>
  /** Marks the code as used. False when it no longer is the active code or was used before. */
  use(key: CodeKey, codeId: string, guardedIp: string | undefined): Promise<boolean>
  /** Counts a failed try of this identifier from this address, across codes, and resolves with how many there are. */
  countFailure(key: CodeKey, guardedIp: string): Promise<number>
}

/** So many at once, and one more after each pause. */
export interface Bucket {
  readonly capacity: number
  readonly refillSeconds: number
}

export interface BucketStore {
  /**
   * Takes one of what is left, in one atomic statement. Resolves with undefined when one was left, else with how many
   * seconds it takes until one is.
   */
  take(tenantId: string, key: string, bucket: Bucket): Promise<number | undefined>
  /** Gives one back. */
  giveBack(tenantId: string, key: string, bucket: Bucket): Promise<void>
}

/** Hashes codes under the deployment's key; a hash is bound to its code's id and to whom it was sent. */
export type HashCode = (key: CodeKey, codeId: string, code: string) => string

/** Told of what happened, for metrics. Must not throw. */
export interface SendObserver {
  messageSettled(event: {
    readonly providerKind: string
    readonly deliveryMethod: DeliveryMethod
    readonly outcome: 'accepted' | FailureKind
    readonly durationMs: number
  }): void
}
