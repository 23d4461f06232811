// Challenges a user with one of their second factors: with the one that is named, else with the one that the user used
// last of those that the client can handle.

import { mfaOobGrant, mfaOtpGrant, requireGrantType } from '#src/identity/clients/grant-types.ts'
import type { Authenticator, Client, PhoneAuthenticator, TenantConfig, User } from '#src/identity/records.ts'
import { phoneMethods } from '#src/identity/second-factors/phone-methods.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import type { DeliveryMethod } from '#src/messaging/types.ts'
import { type FactorCodeOrigin, type SendFactorDeps, sendFactorCode } from './send-factor-code.ts'

export interface ChallengeRequest {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  /** What the client can handle. */
  readonly kinds: readonly Authenticator['kind'][]
  readonly authenticatorId: string | undefined
  /** How a phone is to be reached; any way when undefined. */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly asked: FactorCodeOrigin
}

export type Challenge =
  | { readonly kind: 'otp' }
  | { readonly kind: 'phone'; readonly challengeId: string; readonly authenticatorId: string }

/**
 * @throws MessagingError `factor_missing`, `factor_unknown`, `factor_unsupported`, `grant_not_allowed`, and as `sendCode`
 * does when the code cannot be sent
 */
export async function startSecondFactor(request: ChallengeRequest, deps: SendFactorDeps): Promise<Challenge> {
  const { config, client, user, authenticatorId } = request
  const all = await deps.authenticators.list(config.tenant.id, user.userId)
  const enrolled = all.filter(({ active, kind }) => active && kind !== 'recovery_code')
  if (enrolled.length === 0) throw new MessagingError('factor_missing', 'The user has no second factor.')
  const able = enrolled.filter(({ id, kind }) =>
    authenticatorId === undefined ? request.kinds.includes(kind) : id === authenticatorId,
  )
  const chosen = able.toSorted((one, other) => lastUse(other) - lastUse(one))[0]
  if (!chosen && authenticatorId !== undefined) {
    throw new MessagingError('factor_unknown', 'The user has no such second factor.')
  }
  if (!chosen || !request.kinds.includes(chosen.kind)) throw unsupported()
  requireGrantType(client, chosen.kind === 'otp' ? mfaOtpGrant : mfaOobGrant)
  return chosen.kind === 'phone' ? challengePhone(request, chosen, deps) : { kind: 'otp' }
}

async function challengePhone(
  request: ChallengeRequest,
  { id, phoneNumber }: PhoneAuthenticator,
  deps: SendFactorDeps,
): Promise<Challenge> {
  const methods = phoneMethods(request.config, deps)
  const deliveryMethod =
    request.deliveryMethod ?? chooseDeliveryMethod(deps.candidatesForMfa(request.config), methods[0])
  const recipient = parsePhoneNumber(phoneNumber)
  if (!recipient || !methods.includes(deliveryMethod)) throw unsupported()
  const { challengeId } = await sendFactorCode(
    { ...request, deliveryMethod, recipient, purpose: 'mfa' },
    deps,
  )
  return { kind: 'phone', challengeId, authenticatorId: id }
}

function unsupported(): MessagingError {
  return new MessagingError('factor_unsupported', 'The user has no second factor of the kinds asked for.')
}

function lastUse({ lastUsedAt, createdAt }: Authenticator): number {
  return (lastUsedAt ?? createdAt).getTime()
}
