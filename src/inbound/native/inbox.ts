// /v1/inbox: the messages that the inbox provider kept instead of sending. It shows codes; that is what it is for.

import { Type } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { Inbox, InboxMessage } from '#src/messaging/message-log.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { type FieldProblem, invalidFields } from './errors.ts'
import { InboxPage, InboxQuery } from './message-schemas.ts'
import { readRecipient } from './messages.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'

export interface InboxDeps {
  readonly replayStore: AssertionReplayStore
  readonly inbox: Pick<Inbox, 'list' | 'clear'>
}

const defaultLimit = 50

export function inboxRoutes(app: NativeApp, deps: InboxDeps): void {
  const list = describeOperation({
    tag: 'Inbox',
    scope: 'read:inbox',
    id: 'readInbox',
    summary: 'List inbox messages',
    description:
      'Returns the messages that the inbox provider kept instead of sending, newest first, with their codes. For development.',
    answers: { 200: answer(InboxPage, 'The newest messages.') },
  })
  app.get(
    '/inbox',
    {
      onRequest: requireScope('read:inbox', deps),
      schema: { ...list, querystring: InboxQuery },
    },
    async (request, reply) => {
      const problems: FieldProblem[] = []
      const recipient = readRecipient(request.query.to, problems)
      if (problems.length > 0) throw invalidFields(problems)
      const messages = await deps.inbox.list(tenantOf(request).tenant.id, {
        ...(recipient !== undefined && { recipient }),
        limit: request.query.limit ?? defaultLimit,
      })
      reply
        .header('cache-control', 'no-store')
        .header('otpost-notice', 'development inbox: shows codes in clear')
      return {
        messages: messages.map(showInboxMessage),
      }
    },
  )

  const clear = describeOperation({
    tag: 'Inbox',
    scope: 'delete:inbox',
    id: 'emptyInbox',
    summary: 'Empty the inbox',
    answers: { 204: answer(Type.Null(), 'The inbox is empty.') },
  })
  const onClear = requireScope('delete:inbox', deps)
  app.delete('/inbox', { onRequest: onClear, schema: clear }, async (request, reply) => {
    await deps.inbox.clear(tenantOf(request).tenant.id)
    return reply.code(204).send(null)
  })
}

export function showInboxMessage({ id, recipient: to, text, deliveryMethod, createdAt }: InboxMessage) {
  return { id, to, text, delivery_method: deliveryMethod, created_at: createdAt.toISOString() }
}
