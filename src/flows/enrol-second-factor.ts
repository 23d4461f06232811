// Enrols a second factor. It waits for its first code: only then does it count, and the recovery code with it that the
// user is shown here, once.

import { mfaOobGrant, mfaOtpGrant, requireGrantType } from '#src/identity/clients/grant-types.ts'
import type { Authenticator, Client, TenantConfig, User } from '#src/identity/records.ts'
import { barcodeUri, createAppSecret } from '#src/identity/second-factors/authenticator-app.ts'
import { maxAuthenticators } from '#src/identity/second-factors/limits.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { createRecoveryCode } from '#src/identity/second-factors/recovery-code.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createId } from '#src/messaging/ids.ts'
import type { DeliveryMethod, PhoneNumber } from '#src/messaging/types.ts'
import { type EnrollableFactor, isFactorEnabled } from '#src/settings/mfa-settings.ts'
import { type FactorCodeOrigin, type SendFactorDeps, sendFactorCode } from './send-factor-code.ts'

interface EnrolRequest {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  /** Whether the user gave the first factor only, and may enrol nothing but their very first second one. */
  readonly onlyFirst: boolean
}

interface Enrolled {
  readonly id: string
  /** With the first authenticator only. */
  readonly recoveryCode?: string
}

export interface EnrolledPhone extends Enrolled {
  readonly challengeId: string
}

export interface EnrolledApp extends Enrolled {
  readonly secret: string
  readonly barcodeUri: string
}

/**
 * @throws MessagingError `grant_not_allowed`, `factor_disabled`, `factor_exists`, `too_many_factors`, and as `sendCode`
 * does when the code cannot be sent
 */
export async function enrolPhone(
  request: EnrolRequest & {
    readonly recipient: PhoneNumber
    readonly deliveryMethod: DeliveryMethod
    readonly asked: FactorCodeOrigin
  },
  deps: SendFactorDeps,
): Promise<EnrolledPhone> {
  const { config, recipient } = request
  const active = await listActive(request, 'phone', deps)
  const isKnown = active.some((one) => one.kind === 'phone' && one.phoneNumber === recipient)
  if (isKnown) throw alreadyEnrolled()
  const { challengeId } = await sendFactorCode({ ...request, purpose: 'mfa_enrollment' }, deps)
  // Only now: one whose code could not be sent would never get its first code.
  const id = createId('dev')
  const { recoveryCode, recoveryCodeHash } = firstRecoveryCode(request, active, deps)
  await deps.authenticators.add(
    config.tenant.id,
    { ...newAuthenticator(id, request), kind: 'phone', phoneNumber: recipient },
    recoveryCodeHash,
  )
  return { id, challengeId, ...(recoveryCode !== undefined && { recoveryCode }) }
}

/** @throws MessagingError `grant_not_allowed`, `factor_disabled`, `factor_exists`, `too_many_factors` */
export async function enrolApp(
  request: EnrolRequest,
  deps: Pick<MfaDeps, 'authenticators' | 'hashCode'>,
): Promise<EnrolledApp> {
  const { config, user } = request
  const active = await listActive(request, 'otp', deps)
  const id = createId('dev')
  const secret = createAppSecret()
  const { recoveryCode, recoveryCodeHash } = firstRecoveryCode(request, active, deps)
  await deps.authenticators.add(
    config.tenant.id,
    { ...newAuthenticator(id, request), kind: 'otp', secret },
    recoveryCodeHash,
  )
  const uri = barcodeUri(config, user, secret)
  return { id, secret, barcodeUri: uri, ...(recoveryCode !== undefined && { recoveryCode }) }
}

/** What the user has enrolled, where one more of this kind may be. */
async function listActive(
  { config, client, user, onlyFirst }: EnrolRequest,
  factor: EnrollableFactor,
  { authenticators }: Pick<MfaDeps, 'authenticators'>,
): Promise<readonly Authenticator[]> {
  requireGrantType(client, factor === 'otp' ? mfaOtpGrant : mfaOobGrant)
  if (!isFactorEnabled(config.settings.mfa, factor)) {
    throw new MessagingError('factor_disabled', `The factor ${factor} is not enabled.`, { factor })
  }
  const all = await authenticators.list(config.tenant.id, user.userId)
  const active = all.filter((one) => one.active)
  const factors = active.filter(({ kind }) => kind !== 'recovery_code')
  if (onlyFirst && factors.length > 0) throw alreadyEnrolled()
  if (factors.length >= maxAuthenticators) {
    throw new MessagingError('too_many_factors', `A user can have ${maxAuthenticators} second factors.`)
  }
  return active
}

function alreadyEnrolled(): MessagingError {
  return new MessagingError('factor_exists', 'The user has enrolled a second factor already.')
}

function newAuthenticator(id: string, { user }: EnrolRequest) {
  return { id, userId: user.userId, active: false, createdAt: new Date() }
}

function firstRecoveryCode(
  { config, user }: EnrolRequest,
  active: readonly Authenticator[],
  { hashCode }: Pick<MfaDeps, 'hashCode'>,
): { readonly recoveryCode?: string; readonly recoveryCodeHash: string | undefined } {
  if (active.some(({ kind }) => kind === 'recovery_code')) return { recoveryCodeHash: undefined }
  const { code, hash } = createRecoveryCode({ tenantId: config.tenant.id, userId: user.userId }, hashCode)
  return { recoveryCode: code, recoveryCodeHash: hash }
}
