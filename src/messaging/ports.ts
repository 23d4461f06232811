// What the core needs from outside: storage, time, and someone to tell. Interfaces live here, with who needs them.

import type {
  DeliveryMethod,
  DeliveryOutcome,
  FailureKind,
  PhoneNumber,
  Purpose,
  RequestOrigin,
} from './types.ts'

/** Names one active code: the connection (or `verification`) it belongs to, and whom or what it is for. */
export interface CodeKey {
  readonly tenantId: string
  /** A connection's id, or `verification` for the native API. */
  readonly scope: string
  /** The phone number within a connection; the verification's id in the native API. */
  readonly identifier: string
}

/** Everything one send writes before anyone is called. It holds the code's keyed hash, never the code. */
export interface SendRecord extends CodeKey {
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
  readonly messageId: string
  readonly recipient: PhoneNumber
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  readonly locale: string | undefined
  readonly clientId: string | undefined
  readonly organization: string | undefined
  readonly origin: RequestOrigin
  readonly providerId: string
  readonly providerKind: string
}

export type SendVerdict = 'open' | 'rate_limited' | 'user_blocked' | 'too_many_failures' | 'signup_disabled'

export interface OpenedSend {
  readonly verdict: SendVerdict
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

export interface CodeStore {
  /** Counts one try in one atomic statement, before anything is compared. Undefined when there is no such code. */
  countTry(key: CodeKey, guardedIp: string | undefined): Promise<CountedTry | undefined>
  /** Marks the code as used. False when it no longer is the active code or was used before. */
  use(key: CodeKey, codeId: string, guardedIp: string | undefined): Promise<boolean>
  /** Counts a failed try of this identifier from this address, across codes. */
  countFailure(key: CodeKey, guardedIp: string): Promise<void>
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
