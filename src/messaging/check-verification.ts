// Verifications of the native API: a code for a number, outside any connection. Each has a code of its own, so wrong
// codes are counted twice: per code, and per recipient and address across codes.

import { verificationKey } from './code-key.ts'
import { MessagingError } from './errors.ts'
import type { Guard } from './ports.ts'
import type { DeliveryMethod, MessageStatus, Purpose } from './types.ts'
import { isWrongCode, type VerifyCodeDeps, verifyCode } from './verify-code.ts'

export const verificationStatuses = ['pending', 'approved', 'expired', 'failed'] as const
export type VerificationStatus = (typeof verificationStatuses)[number]

export interface Verification {
  readonly id: string
  readonly tenantId: string
  readonly recipient: string
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  readonly expiresAt: Date
  readonly expired: boolean
  readonly used: boolean
  readonly triesLeft: number
  readonly message: { readonly id: string; readonly status: MessageStatus }
  /** Whose phone number the recipient becomes. */
  readonly userId?: string
  /** The person's address, when whoever started the verification gave it. */
  readonly ip?: string
}

export interface VerificationStore {
  find(tenantId: string, id: string): Promise<Verification | undefined>
  /** Wrong codes for this recipient from this address since the last right one. */
  countFailures(tenantId: string, recipient: string, ip: string): Promise<number>
  clearFailures(tenantId: string, recipient: string, ip: string): Promise<void>
  /**
   * Uses the code up and makes the recipient its user's verified number, or does neither: `taken` when another user of
   * the connection has the number, `gone` when somebody else was first or the user is not there any more.
   */
  giveNumber(change: NumberChange): Promise<'given' | 'taken' | 'gone'>
}

export interface NumberChange {
  readonly tenantId: string
  readonly id: string
  readonly codeId: string
  readonly userId: string
  readonly recipient: string
}

export interface CheckVerificationDeps extends VerifyCodeDeps {
  readonly verifications: VerificationStore
  /** Told of the one wrong code that blocks the address. */
  readonly onBlocked?: (verification: Verification, ip: string) => Promise<void>
}

/** A message that failed can still arrive after a timeout: its code stays good, and a right one approves. */
export function verificationStatus(verification: Verification): VerificationStatus {
  if (verification.used) return 'approved'
  if (verification.message.status === 'failed' || verification.triesLeft === 0) return 'failed'
  return verification.expired ? 'expired' : 'pending'
}

/** @throws MessagingError `too_many_failures` when the address guessed too often at this recipient's codes. */
export async function refuseGuesser(
  guess: { readonly tenantId: string; readonly recipient: string; readonly guard: Guard | undefined },
  verifications: VerificationStore,
): Promise<number> {
  const { tenantId, recipient, guard } = guess
  if (!guard) return 0
  const failures = await verifications.countFailures(tenantId, recipient, guard.ip)
  if (guard.blocks && failures >= guard.limit) {
    throw new MessagingError('too_many_failures', 'The IP address is blocked after too many wrong codes.')
  }
  return failures
}

/**
 * Checks one try. Undefined when there is no such verification.
 *
 * @throws MessagingError as `verifyCode` does, and `phone_number_taken`: the code was right and is not used up, so the
 * verification goes on as it was
 */
export async function checkVerification(
  {
    tenantId,
    id,
    code,
    guardOf,
  }: {
    readonly tenantId: string
    readonly id: string
    readonly code: string
    /** Whose wrong codes count, and how many are too many. */
    readonly guardOf: (ip: string) => Guard | undefined
  },
  deps: CheckVerificationDeps,
): Promise<Verification | undefined> {
  const { verifications, codes } = deps
  const verification = await verifications.find(tenantId, id)
  if (!verification) return undefined
  const { recipient, ip, userId } = verification
  const guard = ip === undefined ? undefined : guardOf(ip)
  const failures = await refuseGuesser({ tenantId, recipient, guard }, verifications)
  try {
    // Not guarded there: that count goes by the code's own key, and each verification has another.
    await verifyCode(
      {
        key: verificationKey(tenantId, id),
        code,
        guard: undefined,
        ...(userId !== undefined && {
          useUp: ({ codeId }) => giveNumber({ tenantId, id, codeId, userId, recipient }, verifications),
        }),
      },
      deps,
    )
  } catch (error) {
    if (isWrongCode(error) && guard && ip !== undefined) {
      const wrong = await codes.countFailure(verificationKey(tenantId, recipient), guard.ip)
      if (wrong === guard.limit) await deps.onBlocked?.(verification, ip)
    }
    throw error
  }
  if (guard && failures > 0) await verifications.clearFailures(tenantId, recipient, guard.ip)
  return verification
}

async function giveNumber(change: NumberChange, verifications: VerificationStore): Promise<boolean> {
  const verdict = await verifications.giveNumber(change)
  if (verdict === 'taken') {
    throw new MessagingError('phone_number_taken', 'Another user of the connection has this phone number.')
  }
  return verdict === 'given'
}
