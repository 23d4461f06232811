// /v1/verifications: send a code to a number, and check what the person typed.

import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { TenantConfig } from '#src/identity/records.ts'
import {
  checkVerification,
  refuseGuesser,
  type Verification as VerificationRecord,
  type VerificationStore,
  verificationKey,
  verificationStatus,
} from '#src/messaging/check-verification.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { IdempotencyStore, StoredAnswer } from '#src/messaging/idempotency.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { triesPerCode } from '#src/messaging/limits.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import { compileTemplate } from '#src/messaging/templates/compile-template.ts'
import type { Candidate, PhoneNumber } from '#src/messaging/types.ts'
import type { VerifyCodeDeps } from '#src/messaging/verify-code.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import { tenantOf } from '../http/server.ts'
import { answerOnce } from './answer-once.ts'
import { callerOf, requireScope } from './authentication.ts'
import { invalidFields, ProblemError, problemMediaType, toDocument, toProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { type ProblemKind, problemOfFailure, problems } from './problems.ts'
import {
  ApprovedVerification,
  CodeCheck,
  IdempotencyHeaders,
  IdParams,
  NewVerification,
  Verification,
} from './schemas.ts'

export interface VerificationDeps {
  readonly replayStore: Parameters<typeof requireScope>[1]['replayStore']
  readonly send: SendCodeDeps
  readonly verify: VerifyCodeDeps
  readonly verifications: VerificationStore
  readonly idempotency: IdempotencyStore
  readonly metrics: Pick<Metrics, 'startAnswered'>
  readonly rateLimits: 'on' | 'off'
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

const otp = { length: 6, ttlSeconds: 300, maxTries: triesPerCode }
const template = compileTemplate('Your verification code is: @@password@@', 'md_with_macros')
const tag = 'Verifications'

/** What is asked for, in an order of fields that does not depend on the caller: its text is what a key is bound to. */
interface AskedVerification {
  readonly recipient: PhoneNumber
  readonly deliveryMethod: NonNullable<Static<typeof NewVerification>['delivery_method']>
  readonly purpose: NonNullable<Static<typeof NewVerification>['purpose']>
  readonly clientId: string
  readonly locale: string | undefined
  readonly organization: string | undefined
  readonly ip: string | undefined
  readonly userAgent: string | undefined
}

export function verificationRoutes(app: NativeApp, deps: VerificationDeps): void {
  const onRequest = requireScope('create:verifications', deps)
  const common = { tag, scope: 'create:verifications' } as const

  const start = describeOperation({
    ...common,
    id: 'createVerification',
    summary: 'Send a code',
    description: 'Answers when the provider has accepted the message.',
    answers: {
      201: answer(Verification, 'The code was sent.', {
        'idempotency-replayed': {
          type: 'string',
          enum: ['true'],
          description: 'This is the answer to an earlier request with the same key.',
        },
      }),
    },
    problems: startProblems,
  })
  app.post(
    '/verifications',
    {
      onRequest,
      onResponse: async (_request, reply) => {
        const { statusCode: status } = reply
        if (reply.hasHeader('idempotency-replayed')) return
        const refused = status === 429 ? 'limited' : status < 500 ? 'refused' : 'failed'
        deps.metrics.startAnswered(status < 300 ? 'sent' : refused)
      },
      schema: { ...start, headers: IdempotencyHeaders, body: NewVerification },
    },
    async (request, reply) => {
      const config = tenantOf(request)
      const caller = callerOf(request)
      const asked = readAsked(request.body, caller.clientId, config)
      const work = () => startVerification(asked, config, request, deps)
      const key = request.headers['idempotency-key']
      const given =
        key === undefined
          ? { ...(await work()), replayed: false }
          : await answerOnce(
              {
                tenantId: config.tenant.id,
                clientId: caller.clientId,
                key,
                requestHash: createHash('sha256').update(JSON.stringify(asked)).digest('base64url'),
              },
              deps.idempotency,
              work,
            )
      if (given.replayed) reply.header('idempotency-replayed', 'true')
      return reply
        .code(given.status)
        .type(given.status < 400 ? 'application/json; charset=utf-8' : problemMediaType)
        .send(given.body)
    },
  )

  const check = describeOperation({
    ...common,
    id: 'checkVerification',
    summary: 'Check a code',
    description: `A code is good once, for five minutes and ${triesPerCode} tries.`,
    answers: { 200: answer(ApprovedVerification, 'The code is right.') },
    problems: [
      'not-found',
      'unsupported-media-type',
      'code-invalid',
      'code-expired',
      'too-many-attempts',
      'too-many-failures',
    ],
  })
  app.post(
    '/verifications/:id/check',
    {
      onRequest,
      schema: { ...check, params: IdParams, body: CodeCheck },
    },
    async (request) => {
      const { id } = request.params
      const { code } = request.body
      const checked = await checkVerification(
        { tenantId: tenantOf(request).tenant.id, id, code },
        { ...deps.verify, verifications: deps.verifications },
      )
      if (!checked) throw unknownVerification()
      return { id, status: 'approved' }
    },
  )

  const read = describeOperation({
    ...common,
    id: 'getVerification',
    summary: 'See how a verification stands',
    description: 'A verification can be seen until a day after its code expired.',
    answers: { 200: answer(Verification, 'The verification.') },
    problems: ['not-found'],
  })
  app.get(
    '/verifications/:id',
    {
      onRequest,
      schema: { ...read, params: IdParams },
    },
    async (request) => {
      const found = await deps.verifications.find(tenantOf(request).tenant.id, request.params.id)
      if (!found) throw unknownVerification()
      return showVerification(found)
    },
  )
}

const startProblems: readonly ProblemKind[] = [
  'unsupported-media-type',
  'invalid-phone-number',
  'no-provider',
  'rate-limited',
  'too-many-failures',
  'idempotency-key-in-use',
  'idempotency-key-reused',
  'template-failed',
  ...Object.values(problemOfFailure).filter((kind) => kind !== 'invalid-phone-number'),
]

function readAsked(
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
  const recipient = parsePhoneNumber(body.to)
  if (recipient === undefined) {
    throw new ProblemError('invalid-phone-number', 'Write the number in E.164 form, such as +442079460123.', {
      errors: [{ field: 'to', detail: 'is no phone number' }],
    })
  }
  return {
    recipient,
    deliveryMethod: body.delivery_method ?? 'text',
    purpose: body.purpose ?? 'verification',
    clientId: body.client_id ?? callerId,
    locale: body.locale,
    organization: body.organization,
    ip,
    userAgent,
  }
}

/** A provider's failure is an answer here, as it must be the same when it is asked for again. */
async function startVerification(
  asked: AskedVerification,
  config: TenantConfig,
  request: FastifyRequest,
  deps: VerificationDeps,
): Promise<StoredAnswer> {
  const tenantId = config.tenant.id
  const id = createTimedId('ver', deps.send.now())
  const { recipient, deliveryMethod, purpose, clientId, locale, organization, ip, userAgent } = asked
  await refuseGuesser({ tenantId, recipient, ip }, deps.verifications)
  try {
    const sent = await sendCode(
      {
        key: verificationKey(tenantId, id),
        recipient,
        purpose,
        deliveryMethod,
        otp,
        template,
        variables: {
          applicationName: config.clients.get(clientId)?.name ?? '',
          requestLanguage: locale ?? '',
          tenantName: config.tenant.friendlyName,
          ...(organization !== undefined && { organization }),
        },
        candidates: deps.candidatesOf(config),
        origin: { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) },
        ...(locale !== undefined && { locale }),
        clientId,
        ...(organization !== undefined && { organization }),
        // No user is looked up or made: a verification stands for itself.
        proposedUserId: id,
        allowSignup: true,
        limitedIp: deps.rateLimits === 'on' ? ip : undefined,
        guardedIp: undefined,
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
      message: { id: sent.messageId, status: 'accepted' },
    }
    return { status: 201, body: JSON.stringify(body) }
  } catch (error) {
    if (!(error instanceof MessagingError) || error.code !== 'delivery_failed') throw error
    const problem = toProblemError(error, { verification_id: id })
    return { status: problems[problem.kind].status, body: JSON.stringify(toDocument(problem, request.id)) }
  }
}

function showVerification(verification: VerificationRecord): Static<typeof Verification> {
  const { id, recipient, purpose, deliveryMethod, expiresAt, message } = verification
  return {
    id,
    to: recipient,
    purpose,
    delivery_method: deliveryMethod,
    status: verificationStatus(verification),
    expires_at: expiresAt.toISOString(),
    message,
  }
}

function unknownVerification(): ProblemError {
  return new ProblemError('not-found', 'There is no such verification.')
}
