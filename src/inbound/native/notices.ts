// /v1/notices: tells a person something about their account, for those who found it out themselves.

import type { Static } from 'typebox'
import { type SendNoticeDeps, sendNotice } from '#src/flows/send-notice.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import type { IdempotencyStore } from '#src/messaging/idempotency.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { SendCodeDeps } from '#src/messaging/send-code.ts'
import type { PhoneNumber } from '#src/messaging/types.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { parseRecipient, readAuthorization, readOrigin } from './read-request.ts'
import { replayHeader, replyOnce } from './reply-once.ts'
import { NewNotice, QueuedNotice } from './reset-schemas.ts'
import { IdempotencyHeaders } from './schemas.ts'

export interface NoticeDeps extends Omit<SendNoticeDeps, 'store' | 'now'> {
  readonly send: Pick<SendCodeDeps, 'store' | 'now'>
  readonly replayStore: AssertionReplayStore
  readonly users: Pick<UserStore, 'findByPhone' | 'findById'>
  readonly idempotency: IdempotencyStore
}

export function noticeRoutes(app: NativeApp, deps: NoticeDeps): void {
  const create = describeOperation({
    id: 'createNotice',
    tag: 'Notices',
    scope: 'create:notices',
    summary: 'Send a notice to a user',
    description:
      'Responds when the message is queued. Use `/v1/messages/{id}` to see its status. Otpost sends `blocked_account` ' +
      'automatically when brute-force protection blocks an IP address.',
    answers: { 202: answer(QueuedNotice, 'The message is queued.', replayHeader) },
    problems: [
      'not-found',
      'unsupported-media-type',
      'invalid-phone-number',
      'country-not-allowed',
      'no-phone-number',
      'no-provider',
      'idempotency-key-in-use',
      'idempotency-key-reused',
      'template-failed',
    ],
  })
  app.post(
    '/notices',
    {
      config: { audit: false },
      onRequest: requireScope('create:notices', deps),
      schema: { ...create, headers: IdempotencyHeaders, body: NewNotice },
    },
    async (request, reply) => {
      const config = tenantOf(request)
      const client = config.clients.get(callerOf(request).clientId)
      const { purpose, delivery_method: deliveryMethod, locale } = request.body
      const authorization = readAuthorization(request.body.request)
      const origin = readOrigin(request.body.request, locale ?? authorization.uiLocales)
      if (purpose === 'blocked_account' && origin.ip === undefined) {
        throw invalidFields([
          { field: 'request.ip', detail: 'is required: the message names the IP address' },
        ])
      }
      const told = await readTold(request.body, config, deps)
      const asked = { to: told.recipient, purpose, deliveryMethod, locale, origin, authorization }
      return replyOnce(request, reply, { asked, idempotency: deps.idempotency }, async () => {
        const id = await sendNotice(
          {
            ...told,
            config,
            purpose,
            deliveryMethod,
            languages: [locale, authorization.uiLocales],
            origin,
            authorization,
            client,
          },
          { ...deps, ...deps.send },
        )
        const body: Static<typeof QueuedNotice> = { message: { id, status: 'queued' } }
        return { status: 202, body: JSON.stringify(body) }
      })
    },
  )
}

/** @throws ProblemError */
async function readTold(
  { to, user_id: userId }: Static<typeof NewNotice>,
  config: TenantConfig,
  { users }: NoticeDeps,
): Promise<{ readonly recipient: PhoneNumber; readonly user?: User }> {
  if (to !== undefined && userId === undefined) return { recipient: parseRecipient(to) }
  if (to === undefined && userId !== undefined) return findUser(config.tenant.id, userId, users)
  throw invalidFields([{ field: 'to', detail: 'is required, unless `user_id` is given instead' }])
}

/** @throws ProblemError `not-found`, `no-phone-number` */
async function findUser(tenantId: string, userId: string, users: NoticeDeps['users']) {
  const user = await users.findById(tenantId, userId)
  if (!user) throw new ProblemError('not-found', 'User not found.')
  const recipient = user.phoneNumber === undefined ? undefined : parsePhoneNumber(user.phoneNumber)
  if (recipient === undefined) throw new ProblemError('no-phone-number', 'The user has no phone number.')
  return { recipient, user }
}
