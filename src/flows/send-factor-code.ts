// Sends the code of a phone factor (contract 6.2, 6.3, 5.4). Each challenge has a code of its own, so that one that
// was asked for elsewhere, at the same time, does not put this one out of use.

import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { MfaBearer } from '#src/identity/second-factors/bearer.ts'
import { takeMessage } from '#src/identity/second-factors/limits.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { countryNotAllowedText, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { isCountryAllowed } from '#src/messaging/allowed-countries.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createId } from '#src/messaging/ids.ts'
import { factorCodeSeconds, wrongFactorCodes } from '#src/messaging/limits.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import type { CodeKey } from '#src/messaging/ports.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  MessageOrganization,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { textFor } from '#src/settings/message-texts.ts'
import { messageContext } from './message-context.ts'

export interface SendFactorDeps extends MfaDeps {
  readonly users: Pick<UserStore, 'findById' | 'findByPhone'>
  readonly send: SendCodeDeps
  /** Who may send for a second factor. */
  readonly candidatesForMfa: (config: TenantConfig) => readonly Candidate[]
}

/** Who asked for a code, from where and in which language. */
export interface FactorCodeOrigin {
  readonly origin: RequestOrigin
  /** What may name a language, the first that does decides. */
  readonly languages: readonly (string | undefined)[]
  /** For whom the message is. @default that of the first factor */
  readonly organization?: MessageOrganization
  readonly authorization?: AuthorizationParameters
}

const otp = { length: 6, ttlSeconds: factorCodeSeconds, maxTries: wrongFactorCodes.capacity }

/** A challenge whose code is sent once more. Whoever asked for it knows when it ends: a new code does not outlive it. */
export interface EarlierChallenge {
  readonly challengeId: string
  readonly secondsLeft: number
}

/** @throws MessagingError as `sendCode` does, but for limits and countries, which are refusals */
export async function sendFactorCode(
  message: {
    readonly config: TenantConfig
    readonly bearer: Pick<MfaBearer, 'client' | 'user' | 'organization'>
    readonly purpose: 'mfa' | 'mfa_enrollment'
    readonly recipient: PhoneNumber
    readonly deliveryMethod: DeliveryMethod
    readonly asked: FactorCodeOrigin
    readonly earlier?: EarlierChallenge
  },
  deps: SendFactorDeps,
): Promise<{ readonly ok: true; readonly challengeId: string; readonly messageId: string } | TokenRefusal> {
  const { config, bearer, purpose, recipient, deliveryMethod, asked, earlier } = message
  const { client, user } = bearer
  const { origin, languages, authorization, organization = bearer.organization } = asked
  const tenantId = config.tenant.id
  const { allowedCountries } = config.settings
  // A message to a country that is not allowed does not count against the user's limit.
  const isAllowed = isCountryAllowed(recipient, allowedCountries)
  const limited = isAllowed ? await takeMessage({ tenantId, userId: user.userId }, deps) : undefined
  const connection = config.connections.find(({ id }) => id === user.connectionId)
  const context = messageContext(config, {
    client,
    phoneNumber: recipient,
    user,
    users: deps.users,
    ...(connection && { connection }),
    ...(organization && { organization }),
    ...(authorization && { authorization }),
  })
  const text = await textFor(
    config,
    { purpose, deliveryMethod, locale: negotiateLocale(config.tenant.locales, ...languages) },
    {
      phoneNumber: recipient,
      context,
      ...(origin.ip !== undefined && { ip: origin.ip }),
      ...(origin.language !== undefined && { requestLanguage: origin.language }),
    },
  )
  const challengeId = earlier?.challengeId ?? createId('cha', 24)
  const sending = sendCode(
    {
      key: challengeKey(tenantId, challengeId),
      recipient,
      allowedCountries,
      purpose,
      deliveryMethod,
      otp: earlier ? { ...otp, ttlSeconds: earlier.secondsLeft } : otp,
      text,
      candidates: deps.candidatesForMfa(config),
      clientId: client.clientId,
      ...(organization && { organization: organization.id }),
      origin,
      context,
      // Known already, whoever has the number: no user is made.
      proposedUserId: user.userId,
      allowSignup: true,
      limitedIp: undefined,
      guard: undefined,
      refusal: limited && new MessagingError('rate_limited', 'The user was sent too many codes.'),
    },
    deps.send,
  )
  try {
    const { messageId } = await sending
    return { ok: true, challengeId, messageId }
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error
    if (error.code === 'rate_limited' && limited) return { ...limited, cause: error }
    if (error.code !== 'country_not_allowed') throw error
    return { ...refuse(400, 'invalid_request', countryNotAllowedText), cause: error }
  }
}

export function challengeKey(tenantId: string, challengeId: string): CodeKey {
  return { tenantId, scope: 'mfa', identifier: challengeId }
}
