// Another code in the place of one that did not arrive: for the same login, verification, second factor or password reset,
// with the text and the limits that it would have if the person had asked again.

import { messageContext } from '#src/flows/message-context.ts'
import { sendFactorCode } from '#src/flows/send-factor-code.ts'
import { typedResetCode } from '#src/flows/start-password-reset.ts'
import type { PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { organizationOf } from '#src/identity/tenants/organizations.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { resetMessages } from '#src/messaging/limits.ts'
import type { CarriedCode, LoggedMessage } from '#src/messaging/message-log.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type { Candidate, CodePurpose, PhoneNumber, RequestOrigin } from '#src/messaging/types.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { connectionTextFor } from '#src/settings/connection-text.ts'
import { textFor } from '#src/settings/message-texts.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { ProblemError } from './errors.ts'
import { verificationOtp } from './start-verification.ts'

export interface SendAgainDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findById' | 'findByPhone'>
  readonly mfa: MfaDeps
  readonly resets: Pick<PasswordResetStore, 'find'>
  readonly buckets: Pick<BucketStore, 'take'>
  readonly rateLimits: 'on' | 'off'
}

/** A message with a code that is still waited for. */
export interface Resendable {
  readonly message: LoggedMessage
  readonly recipient: PhoneNumber
  readonly purpose: CodePurpose
  readonly code: CarriedCode
  /** Where the code is of a connection. */
  readonly connection: Connection | undefined
  /** Who is to send it now. */
  readonly candidates: readonly Candidate[]
}

/**
 * Resolves with the new message's id.
 *
 * @throws ProblemError `not-resendable`, `rate-limited`
 * @throws MessagingError as `sendCode` does
 */
export async function sendAgain(
  { message, ...rest }: Resendable,
  config: TenantConfig,
  deps: SendAgainDeps,
): Promise<string> {
  // As before, where the provider can still deliver that way.
  const deliveryMethod = chooseDeliveryMethod(rest.candidates, message.deliveryMethod)
  const asked = { ...rest, message: { ...message, deliveryMethod } }
  if (asked.connection) return sendLoginAgain(asked, asked.connection, config, deps)
  switch (asked.code.key.scope) {
    case 'verification':
      return sendVerificationAgain(asked, config, deps)
    case 'mfa':
      return sendFactorAgain(asked, config, deps)
    case 'password_reset':
      return sendResetAgain(asked, config, deps)
    default:
      throw notResendable('The connection no longer exists.')
  }
}

export function notResendable(why: string): ProblemError {
  return new ProblemError('not-resendable', why)
}

async function sendLoginAgain(
  asked: Resendable,
  connection: Connection,
  config: TenantConfig,
  deps: SendAgainDeps,
): Promise<string> {
  const options = passwordlessOptions(connection)
  const { about, key } = subjectOf(asked, config, deps, { connection })
  const { ip } = asked.message
  const { messageId } = await sendCode(
    {
      ...requestOf(asked, config),
      otp: options.otp,
      text: await connectionTextFor(config, options, key, about),
      context: about.context,
      allowSignup: options.allowSignup,
      limitedIp: deps.rateLimits === 'on' ? ip : undefined,
      guard:
        options.bruteForceProtection && ip !== undefined
          ? guardOf(config.settings.attackProtection.bruteForce, ip)
          : undefined,
    },
    deps.send,
  )
  return messageId
}

async function sendVerificationAgain(
  asked: Resendable,
  config: TenantConfig,
  deps: SendAgainDeps,
): Promise<string> {
  const { about, key } = subjectOf(asked, config, deps)
  const { messageId } = await sendCode(
    {
      ...requestOf(asked, config),
      otp: verificationOtp,
      text: await textFor(config, key, about),
      context: about.context,
      limitedIp: deps.rateLimits === 'on' ? asked.message.ip : undefined,
    },
    deps.send,
  )
  return messageId
}

/** The code of the same challenge: what the person's application holds of it goes on to work. */
async function sendFactorAgain(
  { message, recipient, purpose, code, candidates }: Resendable,
  config: TenantConfig,
  deps: SendAgainDeps,
): Promise<string> {
  const { deliveryMethod, locale, clientId = '', organization } = message
  const secondsLeft = Math.floor((code.expiresAt.getTime() - deps.send.now()) / 1000)
  if (secondsLeft < 1) throw notResendable('The login has expired. The user must log in again.')
  const client = config.clients.get(clientId)
  const user = await findUser(config, code.userId, deps)
  const factors = user ? await deps.mfa.authenticators.list(config.tenant.id, user.userId) : []
  const isFactor = factors.some((one) => one.kind === 'phone' && one.phoneNumber === recipient)
  if (!client || !user || !isFactor || (purpose !== 'mfa' && purpose !== 'mfa_enrollment')) {
    throw notResendable('The application, the user or the second factor no longer exists.')
  }
  const sent = await sendFactorCode(
    {
      config,
      bearer: { client, user },
      purpose,
      recipient,
      deliveryMethod,
      asked: {
        origin: originOf(message),
        languages: [locale],
        ...(organization !== undefined && { organization: organizationOf(config, organization) }),
      },
      earlier: { challengeId: code.key.identifier, secondsLeft },
    },
    { ...deps.mfa, users: deps.users, send: deps.send, candidatesForMfa: () => candidates },
  )
  if (sent.ok) return sent.messageId
  if (sent.cause?.code === 'country_not_allowed') throw sent.cause
  throw rateLimited(sent.description, sent.retryAfterSeconds, sent.cause)
}

async function sendResetAgain(asked: Resendable, config: TenantConfig, deps: SendAgainDeps): Promise<string> {
  if (asked.purpose === 'password_reset_link') {
    throw notResendable('The link is not stored. The user must request a new one.')
  }
  const tenantId = config.tenant.id
  const { identifier: id } = asked.code.key
  const reset = await deps.resets.find(tenantId, id)
  const user = reset?.userId === undefined ? undefined : await findUser(config, reset.userId, deps)
  if (!user || user.phoneNumber !== asked.recipient) {
    throw notResendable('The user no longer exists, is blocked, or has a different number.')
  }
  const wait = await deps.buckets.take(tenantId, `password_reset:${user.userId}`, resetMessages)
  const limited = wait === undefined ? undefined : 'Too many codes were sent to this account.'
  const connection = config.connections.find((one) => one.id === user.connectionId)
  const { about, key } = subjectOf(asked, config, deps, { user, ...(connection && { connection }) })
  const request = {
    ...requestOf(asked, config),
    otp: typedResetCode,
    text: await textFor(config, key, about),
    context: about.context,
    refusal: limited === undefined ? undefined : new MessagingError('rate_limited', limited),
  }
  try {
    const { messageId } = await sendCode(request, deps.send)
    return messageId
  } catch (error) {
    if (limited === undefined || !(error instanceof MessagingError)) throw error
    throw rateLimited(limited, wait, error)
  }
}

async function findUser(
  { tenant }: TenantConfig,
  userId: string,
  { users }: SendAgainDeps,
): Promise<User | undefined> {
  const user = await users.findById(tenant.id, userId)
  return user?.blocked ? undefined : user
}

/** What a send repeats of the message. The limits are for each kind to add. */
function requestOf(
  { message, recipient, purpose, code, candidates }: Resendable,
  { settings }: TenantConfig,
) {
  const { deliveryMethod, clientId, organization } = message
  return {
    key: code.key,
    recipient,
    allowedCountries: settings.allowedCountries,
    purpose,
    deliveryMethod,
    candidates,
    origin: originOf(message),
    ...(clientId !== undefined && { clientId }),
    ...(organization !== undefined && { organization }),
    proposedUserId: code.userId,
    allowSignup: true,
    limitedIp: undefined,
    guard: undefined,
  }
}

function subjectOf(
  { message, recipient, purpose }: Resendable,
  config: TenantConfig,
  { users }: SendAgainDeps,
  known: { readonly connection?: Connection; readonly user?: User } = {},
) {
  const { deliveryMethod, clientId, organization, ip, locale } = message
  const client = clientId === undefined ? undefined : config.clients.get(clientId)
  const context = messageContext(config, {
    phoneNumber: recipient,
    users,
    ...known,
    ...(client && { client }),
    ...(organization !== undefined && { organization: organizationOf(config, organization) }),
  })
  const key = { purpose, deliveryMethod, locale: negotiateLocale(config.tenant.locales, locale) }
  const about = {
    phoneNumber: recipient,
    context,
    ...(ip !== undefined && { ip }),
    ...(locale !== undefined && { requestLanguage: locale }),
  }
  return { key, about }
}

function originOf({ ip, userAgent }: LoggedMessage): RequestOrigin {
  return { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) }
}

function rateLimited(why: string, retryAfterSeconds = 60, cause?: unknown): ProblemError {
  const headers = { 'retry-after': String(Math.ceil(retryAfterSeconds)) }
  const problem = new ProblemError('rate-limited', why, {}, headers)
  problem.cause = cause
  return problem
}
