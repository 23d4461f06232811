// What POST /v1/verifications asks for, and what it answers.

import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { AskedVerification, StartedVerification } from '#src/flows/start-verification.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { StoredAnswer } from '#src/messaging/idempotency.ts'
import { logUnsent } from '../http/log-unsent.ts'
import { invalidFields, toDocument, toProblemError } from './errors.ts'
import { problems } from './problems.ts'
import { parseRecipient, readAuthorization, readClient, readOrigin } from './read-request.ts'
import type { NewVerification, Verification } from './schemas.ts'

/** In an order of fields that does not depend on the caller: its text is what an `Idempotency-Key` is bound to. */
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
export function showStarted(
  { recipient, purpose, userId }: AskedVerification,
  { id, deliveryMethod, sent }: StartedVerification,
  { id: requestId, log }: Pick<FastifyRequest, 'id' | 'log'>,
): StoredAnswer {
  if (sent instanceof MessagingError) {
    logUnsent(log, sent)
    const problem = toProblemError(sent, { verification_id: id })
    return { status: problems[problem.kind].status, body: JSON.stringify(toDocument(problem, requestId)) }
  }
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
}
