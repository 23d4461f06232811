// Checks one try at a code. The try is counted before the code is compared, so that many tries at once stay within the
// limit.

import { timingSafeEqual } from 'node:crypto'
import type { CodeKey } from './code-key.ts'
import { MessagingError } from './errors.ts'
import type { CodeStore, CountedTry, Guard, HashCode } from './ports.ts'

export interface VerifyCodeRequest {
  readonly key: CodeKey
  readonly code: string
  /** Whose wrong codes count across codes; undefined when brute-force protection is off. */
  readonly guard: Guard | undefined
  /**
   * Uses the code up together with what it is for, when that has to happen in one moment. Resolves with false when
   * somebody else was first; what it throws is passed on. @default codes.use
   */
  readonly useUp?: (counted: CountedTry) => Promise<boolean>
}

export interface VerifyCodeDeps {
  readonly codes: CodeStore
  readonly hashCode: HashCode
}

/**
 * Checks one try at a code and uses the code up when it is right: of any number of right tries exactly one wins.
 *
 * @throws MessagingError `code_invalid`, `code_expired`, `too_many_attempts`, `user_blocked`, `too_many_failures`
 */
export async function verifyCode(request: VerifyCodeRequest, deps: VerifyCodeDeps): Promise<CountedTry> {
  const { key, code, guard, useUp } = request
  const counted = await deps.codes.countTry(key, guard?.ip)
  if (!counted) throw new MessagingError('code_invalid', 'No code was sent.')
  refuseUnchecked(counted, guard)

  if (!sameHash(deps.hashCode(key, counted.codeId, code), counted.codeHash)) {
    const failures = guard && (await deps.codes.countFailure(key, guard.ip))
    throw new MessagingError('code_invalid', 'The code is wrong.', {
      attemptsLeft: counted.maxTries - counted.tries,
      messageId: counted.messageId,
      // Failures are counted one by one, so exactly one of them blocks.
      ...(guard && failures === guard.limit && { tripsBlock: true }),
    })
  }
  const isFirst = useUp ? await useUp(counted) : await deps.codes.use(key, counted.codeId, guard?.ip)
  if (!isFirst) {
    throw new MessagingError('code_invalid', 'The code was just used or replaced.')
  }
  return counted
}

/** Whether a code was compared and was not the one: of all refusals the only one that is a guess. */
export function isWrongCode(error: unknown): error is MessagingError {
  return error instanceof MessagingError && error.detail.attemptsLeft !== undefined
}

function refuseUnchecked(counted: CountedTry, guard: Guard | undefined): void {
  if (guard?.blocks && counted.failures >= guard.limit) {
    throw new MessagingError('too_many_failures', 'The IP address is blocked after too many wrong codes.')
  }
  if (counted.userBlocked) throw new MessagingError('user_blocked', 'The user is blocked.')
  if (counted.used) throw new MessagingError('code_invalid', 'The code has been used.')
  if (counted.expired) throw new MessagingError('code_expired', 'The code has expired.')
  if (counted.tries > counted.maxTries) {
    throw new MessagingError('too_many_attempts', 'The code was tried too many times.')
  }
}

// Constant time: how long a comparison takes tells nothing of where two hashes differ.
function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
