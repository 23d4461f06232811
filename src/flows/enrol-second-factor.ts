// Enrols a second factor (contract 6.2). It waits for its first code: only then does it count, and the recovery code
// with it that the user is shown here, once.

import { mfaOobGrant, mfaOtpGrant } from '#src/identity/clients/grant-types.ts'
import type { Authenticator, TenantConfig } from '#src/identity/records.ts'
import { barcodeUri, createAppSecret } from '#src/identity/second-factors/authenticator-app.ts'
import { type MfaBearer, refuseScope } from '#src/identity/second-factors/bearer.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { sealOobCode } from '#src/identity/second-factors/oob-code.ts'
import { createRecoveryCode } from '#src/identity/second-factors/recovery-code.ts'
import { refuse, refuseGrantType, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { createId } from '#src/messaging/ids.ts'
import type { DeliveryMethod, PhoneNumber } from '#src/messaging/types.ts'
import { type EnrollableFactor, isFactorEnabled } from '#src/settings/mfa-settings.ts'
import { type FactorCodeOrigin, type SendFactorDeps, sendFactorCode } from './send-factor-code.ts'

/** Active ones that a user may have of all kinds. */
const maxAuthenticators = 10

interface EnrolRequest {
  readonly config: TenantConfig
  readonly bearer: MfaBearer
}

interface Enrolled {
  readonly ok: true
  readonly id: string
  /** With the first authenticator only. */
  readonly recoveryCode?: string
}

export interface EnrolledPhone extends Enrolled {
  readonly oobCode: string
}

export interface EnrolledApp extends Enrolled {
  readonly secret: string
  readonly barcodeUri: string
}

/** @throws MessagingError when the code cannot be sent */
export async function enrolPhone(
  request: EnrolRequest & {
    readonly recipient: PhoneNumber
    readonly deliveryMethod: DeliveryMethod
    readonly asked: FactorCodeOrigin
  },
  deps: SendFactorDeps,
): Promise<EnrolledPhone | TokenRefusal> {
  const { config, bearer, recipient } = request
  const known = await findEnrolled(request, 'phone', deps)
  if ('ok' in known) return known
  const isKnown = known.active.some((one) => one.kind === 'phone' && one.phoneNumber === recipient)
  if (isKnown) return alreadyEnrolled()
  const sent = await sendFactorCode({ ...request, purpose: 'mfa_enrollment' }, deps)
  if (!sent.ok) return sent
  // Only now: one whose code could not be sent would never get its first code.
  const id = createId('dev')
  const { recoveryCode, recoveryCodeHash } = firstRecoveryCode(request, known, deps)
  await deps.authenticators.add(
    config.tenant.id,
    { ...newAuthenticator(id, bearer), kind: 'phone', phoneNumber: recipient },
    recoveryCodeHash,
  )
  const { challengeId } = sent
  const challenge = { challengeId, authenticatorId: id, bearerId: bearer.id, enrols: true }
  const oobCode = await sealOobCode(config, challenge, deps)
  return { ok: true, id, oobCode, ...(recoveryCode !== undefined && { recoveryCode }) }
}

export async function enrolApp(request: EnrolRequest, deps: MfaDeps): Promise<EnrolledApp | TokenRefusal> {
  const { config, bearer } = request
  const known = await findEnrolled(request, 'otp', deps)
  if ('ok' in known) return known
  const id = createId('dev')
  const secret = createAppSecret()
  const { recoveryCode, recoveryCodeHash } = firstRecoveryCode(request, known, deps)
  await deps.authenticators.add(
    config.tenant.id,
    { ...newAuthenticator(id, bearer), kind: 'otp', secret },
    recoveryCodeHash,
  )
  const uri = barcodeUri(config, bearer.user, secret)
  return { ok: true, id, secret, barcodeUri: uri, ...(recoveryCode !== undefined && { recoveryCode }) }
}

interface Known {
  readonly active: readonly Authenticator[]
}

async function findEnrolled(
  { config, bearer }: EnrolRequest,
  factor: EnrollableFactor,
  { authenticators }: Pick<MfaDeps, 'authenticators'>,
): Promise<Known | TokenRefusal> {
  const { client, user } = bearer
  const refused =
    refuseScope(bearer, 'enroll') ?? refuseGrantType(client, factor === 'otp' ? mfaOtpGrant : mfaOobGrant)
  if (refused) return refused
  if (!isFactorEnabled(config.settings.mfa, factor)) {
    return refuse(400, 'invalid_request', `The factor ${factor} is not enabled.`)
  }
  const all = await authenticators.list(config.tenant.id, user.userId)
  const active = all.filter((one) => one.active)
  const factors = active.filter(({ kind }) => kind !== 'recovery_code')
  if (bearer.kind === 'mfa_token' && factors.length > 0) return alreadyEnrolled()
  if (factors.length >= maxAuthenticators) {
    return refuse(403, 'access_denied', `A user can have ${maxAuthenticators} authenticators.`)
  }
  return { active }
}

export function alreadyEnrolled(): TokenRefusal {
  return refuse(403, 'access_denied', 'User is already enrolled.')
}

function newAuthenticator(id: string, { user }: MfaBearer) {
  return { id, userId: user.userId, active: false, createdAt: new Date() }
}

function firstRecoveryCode(
  { config, bearer }: EnrolRequest,
  { active }: Known,
  { hashCode }: Pick<MfaDeps, 'hashCode'>,
): { readonly recoveryCode?: string; readonly recoveryCodeHash: string | undefined } {
  if (active.some(({ kind }) => kind === 'recovery_code')) return { recoveryCodeHash: undefined }
  const owner = { tenantId: config.tenant.id, userId: bearer.user.userId }
  const { code, hash } = createRecoveryCode(owner, hashCode)
  return { recoveryCode: code, recoveryCodeHash: hash }
}
