// /v1/verifications: send a code to a number, and check what the person typed.

import type { Static } from 'typebox'
import { type CheckVerificationDeps, checkVerification } from '#src/flows/check-verification.ts'
import { type StartVerificationDeps, startVerification } from '#src/flows/start-verification.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import {
  type Verification as VerificationRecord,
  verificationStatus,
} from '#src/messaging/check-verification.ts'
import type { IdempotencyStore } from '#src/messaging/idempotency.ts'
import { triesPerCode } from '#src/messaging/limits.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, refuseWithout, requireScope } from './authentication.ts'
import { ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { type ProblemKind, problemOfFailure } from './problems.ts'
import { readAsked, showStarted } from './read-verification.ts'
import { replayHeader, replyOnce } from './reply-once.ts'
import {
  ApprovedVerification,
  CodeCheck,
  IdempotencyHeaders,
  IdParams,
  NewVerification,
  Verification,
} from './schemas.ts'

export interface VerificationDeps extends StartVerificationDeps, CheckVerificationDeps {
  readonly replayStore: AssertionReplayStore
  readonly idempotency: IdempotencyStore
  readonly metrics: Pick<Metrics, 'startAnswered'>
}

const tag = 'Verifications'

export function verificationRoutes(app: NativeApp, deps: VerificationDeps): void {
  const onRequest = requireScope('create:verifications', deps)
  const common = { tag, scope: 'create:verifications' } as const

  const start = describeOperation({
    ...common,
    id: 'createVerification',
    summary: 'Send a code',
    description: 'Responds when the provider has accepted the message.',
    answers: {
      201: answer(Verification, 'The code was sent.', replayHeader),
    },
    problems: startProblems,
  })
  app.post(
    '/verifications',
    {
      config: { audit: false },
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
      if (request.body.user_id !== undefined) refuseWithout('update:users', caller)
      const asked = readAsked(request.body, caller.clientId, config)
      return replyOnce(request, reply, { asked, idempotency: deps.idempotency }, async () =>
        showStarted(asked, await startVerification(asked, config, deps), request),
      )
    },
  )

  const check = describeOperation({
    ...common,
    id: 'checkVerification',
    summary: 'Check a code',
    description:
      `A code works once, for five minutes and up to ${triesPerCode} tries. If the verification has a \`user_id\`, a ` +
      "correct code sets the user's verified phone number, and codes sent to their old number stop working. If " +
      'another user of the connection has the number, the response is 409 and the code can still be used.',
    answers: { 200: answer(ApprovedVerification, 'The code is correct.') },
    problems: [
      'not-found',
      'unsupported-media-type',
      'user-blocked',
      'phone-number-taken',
      'code-invalid',
      'code-expired',
      'too-many-attempts',
      'too-many-failures',
    ],
  })
  app.post(
    '/verifications/:id/check',
    {
      config: { audit: false },
      onRequest,
      schema: { ...check, params: IdParams, body: CodeCheck },
    },
    async (request) => {
      const { id } = request.params
      const checked = await checkVerification(tenantOf(request), { id, ...request.body }, deps)
      if (!checked) throw unknownVerification()
      return { id, status: 'approved', ...(checked.userId !== undefined && { user_id: checked.userId }) }
    },
  )

  const read = describeOperation({
    ...common,
    id: 'getVerification',
    summary: 'Retrieve a verification',
    description: 'You can retrieve a verification until one day after its code expires.',
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
  'not-found',
  'unsupported-media-type',
  'user-blocked',
  'phone-number-taken',
  'invalid-phone-number',
  'country-not-allowed',
  'no-provider',
  'rate-limited',
  'too-many-failures',
  'idempotency-key-in-use',
  'idempotency-key-reused',
  'template-failed',
  ...Object.values(problemOfFailure).filter((kind) => kind !== 'invalid-phone-number'),
]

function showVerification(verification: VerificationRecord): Static<typeof Verification> {
  const { id, recipient, purpose, deliveryMethod, expiresAt, message, userId } = verification
  return {
    id,
    to: recipient,
    purpose,
    delivery_method: deliveryMethod,
    status: verificationStatus(verification),
    expires_at: expiresAt.toISOString(),
    message,
    ...(userId !== undefined && { user_id: userId }),
  }
}

function unknownVerification(): ProblemError {
  return new ProblemError('not-found', 'Verification not found.')
}
