// Lets a caller repeat a request without repeating what it does. A claim is made before the work and answered after.
// A claim whose process died is taken over once it is older than any send can be; the send of the dead process keeps
// its own message row, so nobody is sent anything twice without a row that says so.

export interface IdempotentRequest {
  readonly tenantId: string
  readonly clientId: string
  readonly key: string
  /** Of the request's meaning: the same key with another hash is a mistake of the caller. */
  readonly requestHash: string
}

export interface StoredAnswer {
  readonly status: number
  /** JSON. */
  readonly body: string
}

export type IdempotencyClaim =
  /** The work is the caller's to do. */
  | { readonly state: 'claimed' }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  | { readonly state: 'running' }
  | { readonly state: 'other_request' }

export interface IdempotencyStore {
  /** Of any number of callers with the same key exactly one claims it. */
  claim(request: IdempotentRequest): Promise<IdempotencyClaim>
  answer(request: IdempotentRequest, answer: StoredAnswer): Promise<void>
  /** Gives a claim back after nothing was done. */
  release(request: IdempotentRequest): Promise<void>
}
