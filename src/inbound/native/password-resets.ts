// /v1/password-resets: a code or a link to an account's phone, and with it a new password. The answer to a start is the
// same whoever has an account, and comes no sooner: what it takes to find and write to an account does not show.

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { type CompletePasswordResetDeps, completePasswordReset } from '#src/flows/complete-password-reset.ts'
import {
  type AskedPasswordReset,
  type Contact,
  type StartPasswordResetDeps,
  startPasswordReset,
} from '#src/flows/start-password-reset.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { IdempotencyStore } from '#src/messaging/idempotency.ts'
import { resetsPerAddress, triesPerCode } from '#src/messaging/limits.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import type { SendCodeDeps } from '#src/messaging/send-code.ts'
import { databaseStrategy } from '#src/settings/database-options.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection } from '#src/settings/records.ts'
import { logUnsent } from '../http/log-unsent.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { parseRecipient, readAuthorization, readClient, readOrigin } from './read-request.ts'
import { replayHeader, replyOnce } from './reply-once.ts'
import { readResetLink } from './reset-link.ts'
import {
  CompletedPasswordReset,
  NewPasswordReset,
  PasswordReset,
  PasswordResetCompletion,
} from './reset-schemas.ts'
import { IdempotencyHeaders, IdParams } from './schemas.ts'

export interface PasswordResetDeps
  extends Omit<StartPasswordResetDeps, 'users' | 'buckets' | 'store' | 'hashCode' | 'now' | 'onProblem'>,
    CompletePasswordResetDeps {
  readonly users: Pick<UserStore, 'findById' | 'findByPhone' | 'findByContact'>
  readonly send: Pick<SendCodeDeps, 'store'>
  readonly replayStore: AssertionReplayStore
  readonly idempotency: IdempotencyStore
  readonly rateLimits: 'on' | 'off'
}

/** Several times what a start takes. */
const earliestAnswerMs = 100

export function passwordResetRoutes(app: NativeApp, deps: PasswordResetDeps): void {
  const onRequest = requireScope('create:password_resets', deps)
  const common = { tag: 'Password resets', scope: 'create:password_resets' } as const

  const start = describeOperation({
    ...common,
    id: 'createPasswordReset',
    summary: 'Start a password reset',
    description:
      "Sends a code to the account's phone. The response is the same if the account does not exist, has no phone " +
      'number, or was sent too many codes.',
    answers: { 202: answer(PasswordReset, 'If the account exists, a code is sent.', replayHeader) },
    problems: [
      'unsupported-media-type',
      'invalid-phone-number',
      'country-not-allowed',
      'no-provider',
      'rate-limited',
      'idempotency-key-in-use',
      'idempotency-key-reused',
    ],
  })
  app.post(
    '/password-resets',
    {
      config: { audit: false },
      onRequest,
      schema: { ...start, headers: IdempotencyHeaders, body: NewPasswordReset },
    },
    async (request, reply) => {
      const asked = readAsked(request.body, callerOf(request).clientId, tenantOf(request))
      const { client, connection, ...rest } = asked
      const named = { ...rest, clientId: client?.clientId, connectionId: connection?.id }
      return replyOnce(request, reply, { asked: named, idempotency: deps.idempotency }, async () => {
        const earliest = sleep(earliestAnswerMs)
        const started = await startReset(asked, request, deps)
        await earliest
        return started
      })
    },
  )

  const complete = describeOperation({
    ...common,
    id: 'completePasswordReset',
    summary: 'Complete a password reset',
    description:
      `A code works once, for five minutes and up to ${triesPerCode} tries. A link works for twenty minutes. If the ` +
      'connection rejects the new password, the code can still be used. The new password unblocks the account and ' +
      'revokes its refresh tokens.',
    answers: { 200: answer(CompletedPasswordReset, 'The password is set.') },
    problems: [
      'not-found',
      'unsupported-media-type',
      'code-invalid',
      'password-too-weak',
      'code-expired',
      'too-many-attempts',
      'too-many-failures',
    ],
  })
  app.post(
    '/password-resets/:id/complete',
    {
      config: { audit: false },
      onRequest,
      schema: { ...complete, params: IdParams, body: PasswordResetCompletion },
    },
    async (request) => {
      const { id } = request.params
      try {
        const isThere = await completePasswordReset(tenantOf(request), { id, ...request.body }, deps)
        if (!isThere) throw new ProblemError('not-found', 'Password reset not found.')
        return { id, status: 'completed' }
      } catch (error) {
        if (!(error instanceof ChangeRefused)) throw error
        throw new ProblemError('password-too-weak', error.message)
      }
    },
  )
}

async function startReset(asked: AskedPasswordReset, request: FastifyRequest, deps: PasswordResetDeps) {
  const config = tenantOf(request)
  const { ip } = asked.origin
  const { id, expiresAt } = await startPasswordReset(
    asked,
    config,
    {
      ...deps,
      store: deps.send.store,
      hashCode: deps.verify.hashCode,
      now: Date.now,
      onProblem: (error) => logUnsent(request.log, error),
    },
    async () => {
      if (ip !== undefined && deps.rateLimits === 'on') await countAddress(config, ip, deps)
    },
  )
  const body: Static<typeof PasswordReset> = { id, expires_at: expiresAt.toISOString() }
  return { status: 202, body: JSON.stringify(body) }
}

async function countAddress(config: TenantConfig, ip: string, { buckets }: PasswordResetDeps): Promise<void> {
  const seconds = await buckets.take(config.tenant.id, `password_resets:${ip}`, resetsPerAddress)
  if (seconds === undefined) return
  const resetsAt = new Date(Date.now() + seconds * 1000)
  throw new MessagingError('rate_limited', 'Too many password resets were requested from this IP address.', {
    limit: { limit: resetsPerAddress.capacity, remaining: 0, resetsAt },
  })
}

function readAsked(
  body: Static<typeof NewPasswordReset>,
  callerId: string,
  config: TenantConfig,
): AskedPasswordReset {
  const { delivery_method: deliveryMethod, link } = body
  if (link !== undefined && deliveryMethod === 'voice') {
    throw invalidFields([{ field: 'delivery_method', detail: 'must be text: a call cannot contain a link' }])
  }
  const client = readClient(config, body.client_id, callerId)
  const authorization = readAuthorization(body.request)
  return {
    contact: readContact(body),
    connection: readConnection(body.connection, config),
    deliveryMethod,
    locale: negotiateLocale(config.tenant.locales, body.locale, authorization.uiLocales),
    client,
    link: link === undefined ? undefined : readResetLink(link, client),
    origin: readOrigin(body.request, body.locale ?? authorization.uiLocales),
    authorization,
  }
}

function readContact({ phone, email }: Static<typeof NewPasswordReset>): Contact {
  if (phone !== undefined && email === undefined) return { phoneNumber: parseRecipient(phone, 'phone') }
  if (email !== undefined && phone === undefined) return { email: email.trim().toLowerCase() }
  const detail = 'is required, unless `email` is given instead'
  throw invalidFields([{ field: 'phone', detail }])
}

function readConnection(name: string | undefined, { connections }: TenantConfig): Connection | undefined {
  if (name === undefined) return undefined
  const connection = connections.find((known) => known.name === name)
  if (connection?.strategy === databaseStrategy) return connection
  throw invalidFields([{ field: 'connection', detail: 'must be a database connection of this tenant' }])
}
