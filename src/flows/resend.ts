// Another code in the place of one that did not arrive: for the same login, verification, second factor or password reset,
// with the text and the limits that it would have if the person had asked again.

import type { PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { organizationOf } from '#src/identity/tenants/organizations.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { resetMessages } from '#src/messaging/limits.ts'
import type { CarriedCode, LoggedMessage, MessageLog } from '#src/messaging/message-log.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import {
  type Candidate,
  type CodePurpose,
  codePurposes,
  type DeliveryMethod,
  type MessageOrganization,
  type PhoneNumber,
  type RequestOrigin,
} from '#src/messaging/types.ts'
import { connectionTextFor } from '#src/settings/connection-text.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { codeLimits, type MakeText, messageRequest, noCodeLimits } from './message-request.ts'
import { sendFactorCode } from './send-factor-code.ts'
import { typedResetCode } from './start-password-reset.ts'
import { verificationOtp } from './start-verification.ts'

export interface ResendDeps {
  readonly send: SendCodeDeps
  readonly messageLog: Pick<MessageLog, 'find' | 'findCode'>
  readonly users: Pick<UserStore, 'findById' | 'findByPhone'>
  readonly mfa: MfaDeps
  readonly resets: Pick<PasswordResetStore, 'find'>
  readonly buckets: Pick<BucketStore, 'take'>
  readonly rateLimits: 'on' | 'off'
}

/** What a message is for whose code is sent again, by which its provider is chosen. */
export interface ResendSubject {
  /** Of a login. */
  readonly connection: Connection | undefined
  readonly isFactor: boolean
}

/**
 * Resolves with the new message's id, or with undefined when there is no message of the given one. A provider that failed
 * has left a message as well: that it did is there to be seen.
 *
 * @param chooseCandidates who is to send it now
 * @throws MessagingError `message_not_resendable`, and as `sendCode` does when no provider was called
 */
export async function resend(
  messageId: string,
  config: TenantConfig,
  chooseCandidates: (subject: ResendSubject) => readonly Candidate[],
  deps: ResendDeps,
): Promise<string | undefined> {
  const tenantId = config.tenant.id
  const found = await deps.messageLog.find(tenantId, messageId)
  if (!found) return undefined
  const code = await deps.messageLog.findCode(tenantId, messageId)
  const waiting = requireWaiting(found.message, code)
  const { scope } = waiting.code.key
  const connection = config.connections.find(({ id }) => id === scope)
  const candidates = chooseCandidates({ connection, isFactor: scope === 'mfa' })
  // As before, where the provider can still deliver that way.
  const deliveryMethod = chooseDeliveryMethod(candidates, found.message.deliveryMethod)
  try {
    return await send({ ...waiting, config, candidates, deliveryMethod }, connection, deps)
  } catch (error) {
    const { code: reason, detail } = error instanceof MessagingError ? error : {}
    if (reason === 'delivery_failed' && detail?.messageId !== undefined) return detail.messageId
    throw error
  }
}

/** A message with a code that is still waited for. */
interface Waiting {
  readonly message: LoggedMessage
  readonly recipient: PhoneNumber
  readonly purpose: CodePurpose
  readonly code: CarriedCode
}

interface Resend extends Waiting {
  readonly config: TenantConfig
  readonly candidates: readonly Candidate[]
  readonly deliveryMethod: DeliveryMethod
}

function requireWaiting(message: LoggedMessage, code: CarriedCode | undefined): Waiting {
  const purpose = codePurposes.find((known) => known === message.purpose)
  const recipient = parsePhoneNumber(message.recipient)
  if (!purpose || !recipient) throw notResendable('The message has no code.')
  if (message.refusal) throw notResendable('The message was refused, so it has no code.')
  if (!code) throw notResendable('The code no longer exists, or a newer message replaced it.')
  if (code.isUsed) throw notResendable('The code has been used.')
  return { message, recipient, purpose, code }
}

function send(asked: Resend, connection: Connection | undefined, deps: ResendDeps): Promise<string> {
  switch (asked.code.key.scope) {
    case 'verification':
      return sendVerification(asked, deps)
    case 'mfa':
      return sendFactor(asked, deps)
    case 'password_reset':
      return sendReset(asked, deps)
    default:
      if (!connection) throw notResendable('The connection no longer exists.')
      return sendLogin(asked, connection, deps)
  }
}

async function sendLogin(asked: Resend, connection: Connection, deps: ResendDeps): Promise<string> {
  const { config, purpose } = asked
  const options = passwordlessOptions(connection)
  const text: MakeText = (how, about) => connectionTextFor(config, options, { purpose, ...how }, about)
  const { ip } = asked.message
  const { messageId } = await sendCode(
    {
      ...(await requestOf(asked, deps, { connection, text })),
      ...codeLimits(config, { ip, isGuarded: options.bruteForceProtection }, deps),
      otp: options.otp,
      allowSignup: options.allowSignup,
    },
    deps.send,
  )
  return messageId
}

async function sendVerification(asked: Resend, deps: ResendDeps): Promise<string> {
  const { messageId } = await sendCode(
    {
      ...(await requestOf(asked, deps)),
      ...codeLimits(asked.config, { ip: asked.message.ip }, deps),
      otp: verificationOtp,
    },
    deps.send,
  )
  return messageId
}

/** The code of the same challenge: what the person's application holds of it goes on to work. */
async function sendFactor(asked: Resend, deps: ResendDeps): Promise<string> {
  const { config, message, recipient, purpose, code, candidates, deliveryMethod } = asked
  const secondsLeft = Math.floor((code.expiresAt.getTime() - deps.send.now()) / 1000)
  if (secondsLeft < 1) throw notResendable('The login has expired. The user must log in again.')
  const client = config.clients.get(message.clientId ?? '')
  const user = await findUser(config, code.userId, deps)
  const factors = user ? await deps.mfa.authenticators.list(config.tenant.id, user.userId) : []
  const isFactor = factors.some((one) => one.kind === 'phone' && one.phoneNumber === recipient)
  if (!client || !user || !isFactor || (purpose !== 'mfa' && purpose !== 'mfa_enrollment')) {
    throw notResendable('The application, the user or the second factor no longer exists.')
  }
  const { messageId } = await sendFactorCode(
    {
      config,
      client,
      user,
      purpose,
      recipient,
      deliveryMethod,
      asked: {
        origin: originOf(message),
        languages: [message.locale],
        organization: organizationIn(message, config),
      },
      earlier: { challengeId: code.key.identifier, secondsLeft },
    },
    { ...deps.mfa, users: deps.users, send: deps.send, candidatesForMfa: () => candidates },
  )
  return messageId
}

async function sendReset(asked: Resend, deps: ResendDeps): Promise<string> {
  const { config, purpose, recipient, code } = asked
  if (purpose === 'password_reset_link') {
    throw notResendable('The link is not stored. The user must request a new one.')
  }
  const tenantId = config.tenant.id
  const reset = await deps.resets.find(tenantId, code.key.identifier)
  const user = reset?.userId === undefined ? undefined : await findUser(config, reset.userId, deps)
  if (!user || user.phoneNumber !== recipient) {
    throw notResendable('The user no longer exists, is blocked, or has a different number.')
  }
  const wait = await deps.buckets.take(tenantId, `password_reset:${user.userId}`, resetMessages)
  const connection = config.connections.find((one) => one.id === user.connectionId)
  const { messageId } = await sendCode(
    {
      ...(await requestOf(asked, deps, { user, connection })),
      ...noCodeLimits,
      otp: typedResetCode,
      refusal:
        wait === undefined
          ? undefined
          : new MessagingError('rate_limited', 'Too many codes were sent to this account.', {
              retryAfterSeconds: wait,
            }),
    },
    deps.send,
  )
  return messageId
}

async function findUser(
  { tenant }: TenantConfig,
  userId: string,
  { users }: ResendDeps,
): Promise<User | undefined> {
  const user = await users.findById(tenant.id, userId)
  return user?.blocked ? undefined : user
}

/** What a send repeats of the message. */
async function requestOf(
  asked: Resend,
  deps: ResendDeps,
  known: {
    readonly connection?: Connection | undefined
    readonly user?: User
    readonly text?: MakeText
  } = {},
) {
  const { config, message, code } = asked
  const { clientId, locale } = message
  const request = await messageRequest(
    {
      ...asked,
      ...known,
      languages: [locale],
      origin: originOf(message),
      requestLanguage: locale,
      clientId,
      client: clientId === undefined ? undefined : config.clients.get(clientId),
      organization: organizationIn(message, config),
    },
    deps,
  )
  return {
    ...request,
    // As it was written down, also where it names an organization that has another id by now.
    ...(message.organization !== undefined && { organization: message.organization }),
    key: code.key,
    proposedUserId: code.userId,
    allowSignup: true,
  }
}

function organizationIn(
  { organization }: LoggedMessage,
  config: TenantConfig,
): MessageOrganization | undefined {
  return organization === undefined ? undefined : organizationOf(config, organization)
}

function originOf({ ip, userAgent }: LoggedMessage): RequestOrigin {
  return { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) }
}

function notResendable(why: string): MessagingError {
  return new MessagingError('message_not_resendable', why)
}
