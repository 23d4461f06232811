// Sends the code of a phone factor. Each challenge has a code of its own, so that one that was asked for elsewhere, at the
// same time, does not put this one out of use.

import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import { takeMessage } from '#src/identity/second-factors/limits.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { isCountryAllowed } from '#src/messaging/allowed-countries.ts'
import { challengeKey } from '#src/messaging/code-key.ts'
import { createId } from '#src/messaging/ids.ts'
import { factorCodeSeconds, wrongFactorCodes } from '#src/messaging/limits.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  MessageOrganization,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { messageRequest, noCodeLimits } from './message-request.ts'

export interface SendFactorDeps extends Omit<MfaDeps, 'sealedTokens'> {
  readonly users: Pick<UserStore, 'findById' | 'findByPhone'>
  readonly send: SendCodeDeps
  /** Who may send for a second factor. */
  readonly candidatesForMfa: (config: TenantConfig) => readonly Candidate[]
}

/** Who asked for a code, from where, in which language and for whom. */
export interface FactorCodeOrigin {
  readonly origin: RequestOrigin
  /** What may name a language; the first that does decides. */
  readonly languages: readonly (string | undefined)[]
  readonly organization: MessageOrganization | undefined
  readonly authorization?: AuthorizationParameters
}

const otp = { length: 6, ttlSeconds: factorCodeSeconds, maxTries: wrongFactorCodes.capacity }

/** A challenge whose code is sent once more. Whoever asked for it knows when it ends: a new code does not outlive it. */
export interface EarlierChallenge {
  readonly challengeId: string
  readonly secondsLeft: number
}

export interface FactorCode {
  readonly config: TenantConfig
  readonly client: Client
  readonly user: User
  readonly purpose: 'mfa' | 'mfa_enrollment'
  readonly recipient: PhoneNumber
  readonly deliveryMethod: DeliveryMethod
  readonly asked: FactorCodeOrigin
  readonly earlier?: EarlierChallenge
}

/** @throws MessagingError as `sendCode` does */
export async function sendFactorCode(
  { asked, earlier, ...factor }: FactorCode,
  deps: SendFactorDeps,
): Promise<{ readonly challengeId: string; readonly messageId: string }> {
  const { config, client, user, recipient } = factor
  const tenantId = config.tenant.id
  // A message to a country that is not allowed does not count against the user's limit.
  const isAllowed = isCountryAllowed(recipient, config.settings.allowedCountries)
  const refusal = isAllowed ? await takeMessage({ tenantId, userId: user.userId }, deps) : undefined
  const request = await messageRequest(
    {
      ...factor,
      ...asked,
      candidates: deps.candidatesForMfa(config),
      clientId: client.clientId,
      connection: config.connections.find(({ id }) => id === user.connectionId),
    },
    deps,
  )
  const challengeId = earlier?.challengeId ?? createId('cha', 24)
  const { messageId } = await sendCode(
    {
      ...request,
      ...noCodeLimits,
      key: challengeKey(tenantId, challengeId),
      otp: earlier ? { ...otp, ttlSeconds: earlier.secondsLeft } : otp,
      refusal,
      // Known already, whoever has the number: no user is made.
      proposedUserId: user.userId,
      allowSignup: true,
    },
    deps.send,
  )
  return { challengeId, messageId }
}
