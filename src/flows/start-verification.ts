// Sends the code of a verification (POST /v1/verifications), whose number may become a user's when the code comes back.

import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { organizationOf } from '#src/identity/tenants/organizations.ts'
import { refuseGuesser, type VerificationStore } from '#src/messaging/check-verification.ts'
import { verificationKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { triesPerCode } from '#src/messaging/limits.ts'
import type { OtpPolicy } from '#src/messaging/otp/issue-code.ts'
import { findRefusal } from '#src/messaging/refusals.ts'
import { type SendCodeDeps, type SentCode, sendCode } from '#src/messaging/send-code.ts'
import type {
  AuthorizationParameters,
  Candidate,
  CodePurpose,
  DeliveryMethod,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { codeLimits, messageRequest } from './message-request.ts'

export interface AskedVerification {
  readonly recipient: PhoneNumber
  /** Undefined: one that the provider can deliver. */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly purpose: CodePurpose
  readonly clientId: string
  readonly locale: string | undefined
  /** The id or name of an organization, or a label that none has. */
  readonly organization: string | undefined
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  /** Whose phone number it is to become. */
  readonly userId: string | undefined
  readonly authorization: AuthorizationParameters
}

export interface StartVerificationDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone' | 'findById'>
  readonly verifications: VerificationStore
  readonly rateLimits: 'on' | 'off'
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

export const verificationOtp: OtpPolicy = { length: 6, ttlSeconds: 300, maxTries: triesPerCode }

export interface StartedVerification {
  readonly id: string
  readonly deliveryMethod: DeliveryMethod
  /** Or how the provider failed, which leaves a verification as well. */
  readonly sent: SentCode | MessagingError
}

/**
 * Sends a code to a number, outside any connection.
 *
 * @throws MessagingError as `sendCode` does when no provider was called; `user_not_found`, `phone_number_taken`
 */
export async function startVerification(
  asked: AskedVerification,
  config: TenantConfig,
  deps: StartVerificationDeps,
): Promise<StartedVerification> {
  const { recipient, clientId, locale, ip, userId, authorization } = asked
  const tenantId = config.tenant.id
  const id = createTimedId('ver', deps.send.now())
  const user = userId === undefined ? undefined : await findOwner(tenantId, userId, deps)
  const request = await messageRequest(
    {
      ...asked,
      config,
      candidates: deps.candidatesOf(config),
      languages: [locale, authorization.uiLocales],
      origin: originOf(asked),
      client: config.clients.get(clientId),
      organization: asked.organization === undefined ? undefined : organizationOf(config, asked.organization),
      user,
    },
    deps,
  )
  const guard = ip === undefined ? undefined : guardOf(config.settings.attackProtection.bruteForce, ip)
  const refusal = await findRefusal(async () => {
    if (user) await requireFreeNumber(tenantId, user, recipient, deps)
    await refuseGuesser({ tenantId, recipient, guard }, deps.verifications)
  })
  const sending = sendCode(
    {
      ...request,
      ...codeLimits(config, { ip }, deps),
      key: verificationKey(tenantId, id),
      otp: verificationOtp,
      refusal,
      // No user is made: one that is for nobody stands for itself.
      proposedUserId: userId ?? id,
      allowSignup: true,
    },
    deps.send,
  )
  const sent = await sending.catch((error: unknown) => {
    if (error instanceof MessagingError && error.code === 'delivery_failed') return error
    throw error
  })
  return { id, deliveryMethod: request.deliveryMethod, sent }
}

function originOf({ ip, userAgent, locale, authorization }: AskedVerification): RequestOrigin {
  const language = locale ?? authorization.uiLocales
  return {
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(language !== undefined && { language }),
  }
}

async function findOwner(
  tenantId: string,
  userId: string,
  { users }: Pick<StartVerificationDeps, 'users'>,
): Promise<User> {
  const user = await users.findById(tenantId, userId)
  if (!user) throw new MessagingError('user_not_found', 'User not found.')
  return user
}

/** @throws MessagingError `user_blocked`, `phone_number_taken` when the number cannot become the user's */
async function requireFreeNumber(
  tenantId: string,
  { userId, connectionId, blocked }: User,
  recipient: PhoneNumber,
  { users }: Pick<StartVerificationDeps, 'users'>,
): Promise<void> {
  if (blocked) throw new MessagingError('user_blocked', 'The user is blocked.')
  const other = await users.findByPhone(tenantId, connectionId, recipient)
  if (other && other.userId !== userId) {
    throw new MessagingError('phone_number_taken', 'Another user of the connection has this phone number.')
  }
}
