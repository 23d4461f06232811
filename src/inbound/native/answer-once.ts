// Honours `Idempotency-Key`: work is done once per key, and whoever asks again gets the same answer.
// An answer is kept from the moment a provider may have been called. A refusal before that gives the key back, so
// that the caller can put right what was wrong and use it again. After a failure of ours the claim stays: nobody can
// tell what was done, so the key is refused until the claim has gone stale.

import { MessagingError } from '#src/messaging/errors.ts'
import type { IdempotencyStore, IdempotentRequest, StoredAnswer } from '#src/messaging/idempotency.ts'
import { ProblemError } from './errors.ts'

export interface OnceAnswer extends StoredAnswer {
  readonly replayed: boolean
}

/** `work` throws only when nothing was sent, or on a bug. */
export async function answerOnce(
  request: IdempotentRequest,
  store: IdempotencyStore,
  work: () => Promise<StoredAnswer>,
): Promise<OnceAnswer> {
  const claim = await store.claim(request)
  switch (claim.state) {
    case 'answered':
      return { ...claim.answer, replayed: true }
    case 'running':
      throw new ProblemError(
        'idempotency-key-in-use',
        'The first request with this key is still in progress. Try again later.',
        {},
        { 'retry-after': '5' },
      )
    case 'other_request':
      throw new ProblemError(
        'idempotency-key-reused',
        'This key was used with a different body. Use a new key.',
      )
    case 'claimed': {
      const answer = await refusable(work, () => store.release(request))
      await store.answer(request, answer)
      return { ...answer, replayed: false }
    }
  }
}

async function refusable(
  work: () => Promise<StoredAnswer>,
  release: () => Promise<void>,
): Promise<StoredAnswer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MessagingError || error instanceof ProblemError) await release()
    throw error
  }
}
