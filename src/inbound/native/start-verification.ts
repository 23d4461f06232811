// What POST /v1/verifications asks for, and doing it.

import { isIP } from 'node:net'
import type { Static } from 'typebox'
import { messageContext } from '#src/identity/message-context.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { refuseGuesser, type VerificationStore, verificationKey } from '#src/messaging/check-verification.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { StoredAnswer } from '#src/messaging/idempotency.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { triesPerCode } from '#src/messaging/limits.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type { Candidate, CodePurpose, DeliveryMethod, PhoneNumber } from '#src/messaging/types.ts'
import { textFor } from '#src/settings/message-texts.ts'
import { invalidFields, ProblemError, toDocument, toProblemError } from './errors.ts'
import { problems } from './problems.ts'
import type { NewVerification, Verification } from './schemas.ts'

export interface StartVerificationDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
  readonly verifications: VerificationStore
  readonly rateLimits: 'on' | 'off'
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

const otp = { length: 6, ttlSeconds: 300, maxTries: triesPerCode }

/** What is asked for, in an order of fields that does not depend on the caller: its text is what a key is bound to. */
export interface AskedVerification {
  readonly recipient: PhoneNumber
  readonly deliveryMethod: DeliveryMethod
  readonly purpose: CodePurpose
  readonly clientId: string
  readonly locale: string | undefined
  readonly organization: string | undefined
  readonly ip: string | undefined
  readonly userAgent: string | undefined
}

export function readAsked(
  body: Static<typeof NewVerification>,
  callerId: string,
  config: TenantConfig,
): AskedVerification {
  const { ip, user_agent: userAgent } = body.request ?? {}
  if (ip !== undefined && isIP(ip) === 0) {
    throw invalidFields([{ field: 'request.ip', detail: 'must be an IPv4 or IPv6 address' }])
  }
  if (body.client_id !== undefined && !config.clients.has(body.client_id)) {
    throw invalidFields([{ field: 'client_id', detail: 'is no client of this tenant' }])
  }
  return {
    recipient: parseRecipient(body.to),
    deliveryMethod: body.delivery_method ?? 'text',
    purpose: body.purpose ?? 'verification',
    clientId: body.client_id ?? callerId,
    locale: body.locale,
    organization: body.organization,
    ip,
    userAgent,
  }
}

/** @throws ProblemError `invalid-phone-number` */
export function parseRecipient(to: string): PhoneNumber {
  const recipient = parsePhoneNumber(to)
  if (recipient !== undefined) return recipient
  throw new ProblemError('invalid-phone-number', 'Write the number in E.164 form, such as +442079460123.', {
    errors: [{ field: 'to', detail: 'is no phone number' }],
  })
}

/** A provider's failure is an answer here, as it must be the same when it is asked for again. */
export async function startVerification(
  asked: AskedVerification,
  config: TenantConfig,
  requestId: string,
  deps: StartVerificationDeps,
): Promise<StoredAnswer> {
  const tenantId = config.tenant.id
  const id = createTimedId('ver', deps.send.now())
  const client = config.clients.get(asked.clientId)
  const { recipient, deliveryMethod, purpose, clientId, locale, organization, ip, userAgent } = asked
  const context = messageContext(config, {
    phoneNumber: recipient,
    users: deps.users,
    ...(client && { client }),
    ...(organization !== undefined && { organization }),
  })
  const text = await textFor(
    config,
    { purpose, deliveryMethod, locale: negotiateLocale(config.tenant.locales, locale) },
    { phoneNumber: recipient, context, ...(ip !== undefined && { ip }) },
  )
  await refuseGuesser({ tenantId, recipient, ip }, deps.verifications)
  try {
    const sent = await sendCode(
      {
        key: verificationKey(tenantId, id),
        recipient,
        purpose,
        deliveryMethod,
        otp,
        text,
        candidates: deps.candidatesOf(config),
        origin: { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) },
        context,
        clientId,
        ...(organization !== undefined && { organization }),
        // No user is looked up or made: a verification stands for itself.
        proposedUserId: id,
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
    }
    return { status: 201, body: JSON.stringify(body) }
  } catch (error) {
    if (!(error instanceof MessagingError) || error.code !== 'delivery_failed') throw error
    const problem = toProblemError(error, { verification_id: id })
    return { status: problems[problem.kind].status, body: JSON.stringify(toDocument(problem, requestId)) }
  }
}
