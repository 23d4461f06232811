// Challenges a user with one of their second factors (contract 6.3): with the one that the client names, else with the
// one that the user used last of those that the client can handle.

import { mfaOobGrant, mfaOtpGrant } from '#src/identity/clients/grant-types.ts'
import type { Authenticator, PhoneAuthenticator, TenantConfig } from '#src/identity/records.ts'
import type { MfaBearer } from '#src/identity/second-factors/bearer.ts'
import { sealOobCode } from '#src/identity/second-factors/oob-code.ts'
import { phoneMethods } from '#src/identity/second-factors/phone-methods.ts'
import { refuse, refuseGrantType, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import type { DeliveryMethod } from '#src/messaging/types.ts'
import { type FactorCodeOrigin, type SendFactorDeps, sendFactorCode } from './send-factor-code.ts'

export interface ChallengeRequest {
  readonly config: TenantConfig
  readonly bearer: MfaBearer
  /** What the client can handle. */
  readonly kinds: readonly Authenticator['kind'][]
  readonly authenticatorId: string | undefined
  /** How a phone is to be reached; any way when undefined. */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly asked: FactorCodeOrigin
}

export type Challenged =
  | { readonly ok: true; readonly kind: 'otp' }
  | { readonly ok: true; readonly kind: 'phone'; readonly oobCode: string }

/** @throws MessagingError when the code cannot be sent */
export async function challenge(
  request: ChallengeRequest,
  deps: SendFactorDeps,
): Promise<Challenged | TokenRefusal> {
  const { config, bearer, authenticatorId } = request
  const all = await deps.authenticators.list(config.tenant.id, bearer.user.userId)
  const enrolled = all.filter(({ active, kind }) => active && kind !== 'recovery_code')
  if (enrolled.length === 0) {
    return refuse(
      400,
      'association_required',
      'User is not enrolled. You need to enroll an authenticator first.',
    )
  }
  const able = enrolled.filter(({ id, kind }) =>
    authenticatorId === undefined ? request.kinds.includes(kind) : id === authenticatorId,
  )
  const chosen = able.toSorted((one, other) => lastUse(other) - lastUse(one))[0]
  if (!chosen && authenticatorId !== undefined) {
    return refuse(400, 'invalid_request', 'The user has no such authenticator_id.')
  }
  if (!chosen || !request.kinds.includes(chosen.kind)) return unsupportedChallenge()
  const refused = refuseGrantType(bearer.client, chosen.kind === 'otp' ? mfaOtpGrant : mfaOobGrant)
  if (refused) return refused
  return chosen.kind === 'phone' ? challengePhone(request, chosen, deps) : { ok: true, kind: 'otp' }
}

async function challengePhone(
  request: ChallengeRequest,
  { id, phoneNumber }: PhoneAuthenticator,
  deps: SendFactorDeps,
): Promise<Challenged | TokenRefusal> {
  const { config, bearer } = request
  const methods = phoneMethods(config, deps)
  const deliveryMethod =
    request.deliveryMethod ?? chooseDeliveryMethod(deps.candidatesForMfa(config), methods[0])
  const recipient = parsePhoneNumber(phoneNumber)
  if (!recipient || !methods.includes(deliveryMethod)) return unsupportedChallenge()
  const sent = await sendFactorCode({ ...request, deliveryMethod, recipient, purpose: 'mfa' }, deps)
  if (!sent.ok) return sent
  const challenge = {
    challengeId: sent.challengeId,
    authenticatorId: id,
    bearerId: bearer.id,
    enrols: false,
  }
  return { ok: true, kind: 'phone', oobCode: await sealOobCode(config, challenge, deps) }
}

function unsupportedChallenge(): TokenRefusal {
  return refuse(
    400,
    'unsupported_challenge_type',
    'User does not have any of the requested challenge types enrolled.',
  )
}

function lastUse({ lastUsedAt, createdAt }: Authenticator): number {
  return (lastUsedAt ?? createdAt).getTime()
}
