// /v1/messages: what was sent, to whom, through whom, and what became of it. Never the code.

import type { Static } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type {
  FoundMessage,
  LoggedAttempt,
  LoggedMessage,
  MessageQuery as LogQuery,
  MessageLog,
} from '#src/messaging/message-log.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { type FieldProblem, invalidFields, ProblemError } from './errors.ts'
import { type Attempt, type Message, MessageDetail, MessagePage, MessageQuery } from './message-schemas.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { IdParams } from './schemas.ts'

export interface MessageDeps {
  readonly replayStore: AssertionReplayStore
  readonly messageLog: MessageLog
}

const defaultLimit = 50

export function messageRoutes(app: NativeApp, deps: MessageDeps): void {
  const onRequest = requireScope('read:messages', deps)
  const common = { tag: 'Messages', scope: 'read:messages' } as const

  const list = describeOperation({
    ...common,
    id: 'listMessages',
    summary: 'List messages',
    description: 'Returns messages, newest first.',
    answers: { 200: answer(MessagePage, 'A page of messages.') },
  })
  app.get(
    '/messages',
    {
      onRequest,
      schema: { ...list, querystring: MessageQuery },
    },
    async (request) => {
      const { limit = defaultLimit } = request.query
      // One more than the page holds tells whether another page follows.
      const query = { ...readQuery(request.query), limit: limit + 1 }
      const found = await deps.messageLog.list(tenantOf(request).tenant.id, query)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        messages: page.map(showMessage),
        ...(found.length > limit && last && { next_cursor: Buffer.from(last.id).toString('base64url') }),
      }
    },
  )

  const read = describeOperation({
    ...common,
    id: 'getMessage',
    summary: 'Retrieve a message',
    description: 'Includes the attempts. An attempt is one call to one provider.',
    answers: { 200: answer(MessageDetail, 'The message.') },
    problems: ['not-found'],
  })
  app.get(
    '/messages/:id',
    {
      onRequest,
      schema: { ...read, params: IdParams },
    },
    async (request) => {
      const found = await deps.messageLog.find(tenantOf(request).tenant.id, request.params.id)
      if (!found) throw new ProblemError('not-found', 'Message not found.')
      return showDetail(found)
    },
  )
}

/** A recipient in a URL: a `+` that was not escaped arrives as a space. */
export function readRecipient(text: string | undefined, problems: FieldProblem[]): string | undefined {
  if (text === undefined) return undefined
  const recipient = parsePhoneNumber(text.replace(/^ /, '+'))
  if (recipient === undefined)
    problems.push({ field: 'to', detail: 'must be a phone number in E.164 format' })
  return recipient
}

function readQuery(query: Static<typeof MessageQuery>): Omit<LogQuery, 'limit'> {
  const problems: FieldProblem[] = []
  const recipient = readRecipient(query.to, problems)
  const since = readTime('since', query.since, problems)
  const until = readTime('until', query.until, problems)
  const before = readCursor(query.cursor, problems)
  if (problems.length > 0) throw invalidFields(problems)
  const { status, provider: providerKind, delivery_method: deliveryMethod, purpose } = query
  return {
    ...(recipient !== undefined && { recipient }),
    ...(status !== undefined && { status }),
    ...(providerKind !== undefined && { providerKind }),
    ...(deliveryMethod !== undefined && { deliveryMethod }),
    ...(purpose !== undefined && { purpose }),
    ...(since && { since }),
    ...(until && { until }),
    ...(before !== undefined && { before }),
  }
}

function readTime(field: string, text: string | undefined, problems: FieldProblem[]): Date | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  problems.push({ field, detail: 'must be a date and time' })
  return undefined
}

function readCursor(cursor: string | undefined, problems: FieldProblem[]): string | undefined {
  if (cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString()
  if (/^msg_[0-9a-f]+$/.test(id)) return id
  problems.push({ field: 'cursor', detail: 'must be the `next_cursor` of an earlier page' })
  return undefined
}

function showDetail(found: FoundMessage): Static<typeof MessageDetail> {
  const { message, text, attempts, reports, codeExpiresAt, verifiedAt } = found
  return {
    ...showMessage(message),
    ...(text !== undefined && { text }),
    attempts: attempts.map(showAttempt),
    delivery_reports: reports.map(({ status, at, errorCode }) => ({
      status,
      at: at.toISOString(),
      ...(errorCode !== undefined && { error_code: errorCode }),
    })),
    ...(codeExpiresAt && { expires_at: codeExpiresAt.toISOString() }),
    ...(verifiedAt && { verified_at: verifiedAt.toISOString() }),
  }
}

export function showMessage(message: LoggedMessage): Static<typeof Message> {
  const { id, recipient, purpose, deliveryMethod, status, providerKind, locale, clientId, organization } =
    message
  const { refusal, ip, userAgent, createdAt, settledAt } = message
  return {
    id,
    to: recipient,
    purpose,
    delivery_method: deliveryMethod,
    status,
    provider: providerKind,
    ...(refusal && { refusal: { reason: refusal.code, description: refusal.detail } }),
    ...(locale !== undefined && { locale }),
    ...(clientId !== undefined && { client_id: clientId }),
    ...(organization !== undefined && { organization }),
    ...((ip !== undefined || userAgent !== undefined) && {
      request: { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { user_agent: userAgent }) },
    }),
    created_at: createdAt.toISOString(),
    ...(settledAt && { settled_at: settledAt.toISOString() }),
  }
}

function showAttempt(attempt: LoggedAttempt): Static<typeof Attempt> {
  const { failure, providerMessageId, providerErrorCode, httpStatus, detail, durationMs } = attempt
  const { executionId, console } = attempt
  return {
    provider: attempt.providerId,
    kind: attempt.providerKind,
    outcome: attempt.outcome,
    ...(failure !== undefined && { failure }),
    ...(providerMessageId !== undefined && { provider_message_id: providerMessageId }),
    ...(providerErrorCode !== undefined && { provider_error_code: providerErrorCode }),
    ...(httpStatus !== undefined && { http_status: httpStatus }),
    ...(detail !== undefined && { description: detail }),
    ...(durationMs !== undefined && { duration_ms: Math.round(durationMs * 10) / 10 }),
    ...(executionId !== undefined && { execution_id: executionId }),
    ...(console && { console: [...console] }),
    started_at: attempt.startedAt.toISOString(),
  }
}
