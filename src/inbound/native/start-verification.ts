// What POST /v1/verifications asks for, and doing it.

import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { messageContext } from '#src/flows/message-context.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { organizationOf } from '#src/identity/tenants/organizations.ts'
import { refuseGuesser, type VerificationStore, verificationKey } from '#src/messaging/check-verification.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { StoredAnswer } from '#src/messaging/idempotency.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { triesPerCode } from '#src/messaging/limits.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import { findRefusal } from '#src/messaging/refusals.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type {
  AuthorizationParameters,
  Candidate,
  CodePurpose,
  DeliveryMethod,
  PhoneNumber,
} from '#src/messaging/types.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { textFor } from '#src/settings/message-texts.ts'
import { logUnsent } from '../http/log-unsent.ts'
import { invalidFields, ProblemError, toDocument, toProblemError } from './errors.ts'
import { problems } from './problems.ts'
import { parseRecipient, readAuthorization, readClient, readOrigin } from './read-request.ts'
import type { NewVerification, Verification } from './schemas.ts'

export interface StartVerificationDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone' | 'findById'>
  readonly verifications: VerificationStore
  readonly rateLimits: 'on' | 'off'
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

export const verificationOtp = { length: 6, ttlSeconds: 300, maxTries: triesPerCode }

/** What is asked for, in an order of fields that does not depend on the caller: its text is what a key is bound to. */
export interface AskedVerification {
  readonly recipient: PhoneNumber
  /** Undefined: one that the provider can deliver. */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly purpose: CodePurpose
  readonly clientId: string
  readonly locale: string | undefined
  readonly organization: string | undefined
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  /** Whose phone number it is to become. */
  readonly userId: string | undefined
  readonly authorization: AuthorizationParameters
}

export function readAsked(
  body: Static<typeof NewVerification>,
  callerId: string,
  config: TenantConfig,
): AskedVerification {
  const { ip, userAgent } = readOrigin(body.request)
  readClient(config, body.client_id, callerId)
  const { purpose = 'verification' } = body
  if (body.user_id !== undefined && purpose !== 'verification') {
    throw invalidFields([{ field: 'purpose', detail: 'must be `verification` when `user_id` is given' }])
  }
  return {
    recipient: parseRecipient(body.to),
    deliveryMethod: body.delivery_method,
    purpose,
    clientId: body.client_id ?? callerId,
    locale: body.locale,
    organization: body.organization,
    ip,
    userAgent,
    userId: body.user_id,
    authorization: readAuthorization(body.request),
  }
}

/** A provider's failure is an answer here, as it must be the same when it is asked for again. */
export async function startVerification(
  asked: AskedVerification,
  config: TenantConfig,
  { id: requestId, log }: Pick<FastifyRequest, 'id' | 'log'>,
  deps: StartVerificationDeps,
): Promise<StoredAnswer> {
  const tenantId = config.tenant.id
  const id = createTimedId('ver', deps.send.now())
  const client = config.clients.get(asked.clientId)
  const { recipient, purpose, clientId, locale, ip, userAgent, userId, authorization } = asked
  const askedLocale = locale ?? authorization.uiLocales
  const candidates = deps.candidatesOf(config)
  const deliveryMethod = asked.deliveryMethod ?? chooseDeliveryMethod(candidates)
  const organization =
    asked.organization === undefined ? undefined : organizationOf(config, asked.organization)
  const user = userId === undefined ? undefined : await findOwner(tenantId, userId, deps)
  const context = messageContext(config, {
    phoneNumber: recipient,
    users: deps.users,
    ...(user && { user }),
    ...(client && { client }),
    ...(organization && { organization }),
    authorization,
  })
  const text = await textFor(
    config,
    {
      purpose,
      deliveryMethod,
      locale: negotiateLocale(config.tenant.locales, locale, authorization.uiLocales),
    },
    {
      phoneNumber: recipient,
      context,
      ...(ip !== undefined && { ip }),
      ...(askedLocale !== undefined && { requestLanguage: askedLocale }),
    },
  )
  const guard = ip === undefined ? undefined : guardOf(config.settings.attackProtection.bruteForce, ip)
  const refusal = await findRefusal(async () => {
    if (user) await requireFreeNumber(tenantId, user, recipient, deps)
    await refuseGuesser({ tenantId, recipient, guard }, deps.verifications)
  })
  try {
    const sent = await sendCode(
      {
        key: verificationKey(tenantId, id),
        recipient,
        allowedCountries: config.settings.allowedCountries,
        purpose,
        deliveryMethod,
        otp: verificationOtp,
        text,
        candidates,
        refusal,
        origin: {
          ...(ip !== undefined && { ip }),
          ...(userAgent !== undefined && { userAgent }),
          ...(askedLocale !== undefined && { language: askedLocale }),
        },
        context,
        clientId,
        ...(organization && { organization: organization.id }),
        // No user is made: one that is for nobody stands for itself.
        proposedUserId: userId ?? id,
        allowSignup: true,
        limitedIp: deps.rateLimits === 'on' ? ip : undefined,
        guard: undefined,
      },
      deps.send,
    )
    const body: Static<typeof Verification> = {
      id,
      to: recipient,
      purpose,
      delivery_method: deliveryMethod,
      status: 'pending',
      expires_at: sent.expiresAt.toISOString(),
      message: { id: sent.messageId, status: sent.status },
      ...(userId !== undefined && { user_id: userId }),
    }
    return { status: 201, body: JSON.stringify(body) }
  } catch (error) {
    if (!(error instanceof MessagingError) || error.code !== 'delivery_failed') throw error
    logUnsent(log, error)
    const problem = toProblemError(error, { verification_id: id })
    return { status: problems[problem.kind].status, body: JSON.stringify(toDocument(problem, requestId)) }
  }
}

async function findOwner(
  tenantId: string,
  userId: string,
  { users }: Pick<StartVerificationDeps, 'users'>,
): Promise<User> {
  const user = await users.findById(tenantId, userId)
  if (!user) throw new ProblemError('not-found', 'User not found.')
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
