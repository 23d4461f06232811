// /v1/messages/events and /v1/inbox/events: what is new, as it comes. An event may come twice; its id says so.

import type { FastifyRequest } from 'fastify'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { firstTimedId } from '#src/messaging/ids.ts'
import type { Inbox, InboxMessage, LoggedMessage, MessageLog } from '#src/messaging/message-log.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { createEventStreams } from './event-streams.ts'
import { showInboxMessage } from './inbox.ts'
import { createFeed } from './message-feed.ts'
import { showMessage } from './messages.ts'
import type { NativeApp } from './native-app.ts'
import { describeOperation } from './operation.ts'

export interface EventDeps {
  readonly replayStore: AssertionReplayStore
  readonly messageLog: Pick<MessageLog, 'listRecent' | 'listAfter'>
  readonly inbox: Pick<Inbox, 'list'>
  readonly onError: (error: unknown) => void
}

/** Rows of several processes do not become visible in the order of their ids: so far back, each is looked at. */
const unsettledMs = 30_000
/** What is looked at, at each look; more than this in a second are more than anybody reads. */
const maxAtOnce = 200
const maxInboxMessages = 50
const maxReplayedEvents = 500
/** As `unsettledMs`, for who comes back. */
const overlapMs = 5_000

export function eventRoutes(app: NativeApp, deps: EventDeps): void {
  const { messageLog, inbox, onError } = deps
  const streams = createEventStreams(app)
  const messages = createFeed<LoggedMessage>({
    read: (tenantId, ids) =>
      messageLog.listRecent(tenantId, { since: new Date(Date.now() - unsettledMs), limit: maxAtOnce, ids }),
    versionOf: ({ status, settledAt }) => `${status} ${settledAt?.getTime()}`,
    isOpen: ({ status }) => status === 'queued' || status === 'sending',
    onError,
  })
  const inboxMessages = createFeed<InboxMessage>({
    read: async (tenantId) => (await inbox.list(tenantId, { limit: maxInboxMessages })).toReversed(),
    versionOf: ({ id }) => id,
    isOpen: () => false,
    onError,
  })
  app.addHook('onClose', async () => {
    messages.close()
    inboxMessages.close()
  })

  const description =
    'Returns server-sent events. The data of each event is one list entry as JSON. After a broken connection, send ' +
    '`Last-Event-ID` to receive the events you missed. The server ends a stream after a few minutes; reconnect then.'
  const answers = { 200: { description: 'An open event stream.', content: eventStream } }

  app.get(
    '/messages/events',
    {
      exposeHeadRoute: false,
      onRequest: requireScope('read:messages', deps),
      schema: describeOperation({
        id: 'watchMessages',
        tag: 'Messages',
        scope: 'read:messages',
        summary: 'Stream messages',
        description: `${description} A message is sent again when its status changes.`,
        answers,
        problems: ['too-many-streams'],
      }),
    },
    (request, reply) => {
      const tenantId = tenantOf(request).tenant.id
      return streams.open(reply, async (send) => {
        const tell = (message: LoggedMessage) => send({ id: message.id, data: showMessage(message) })
        const stop = await messages.watch(tenantId, tell)
        const last = lastSeen(request)
        if (last !== undefined) (await messageLog.listAfter(tenantId, last, maxReplayedEvents)).forEach(tell)
        return stop
      })
    },
  )

  app.get(
    '/inbox/events',
    {
      exposeHeadRoute: false,
      onRequest: requireScope('read:inbox', deps),
      schema: describeOperation({
        id: 'watchInbox',
        tag: 'Inbox',
        scope: 'read:inbox',
        summary: 'Stream the inbox',
        description,
        answers,
        problems: ['too-many-streams'],
      }),
    },
    (request, reply) => {
      const tenantId = tenantOf(request).tenant.id
      return streams.open(reply, async (send) => {
        const tell = (message: InboxMessage) => send({ id: message.id, data: showInboxMessage(message) })
        const stop = await inboxMessages.watch(tenantId, tell)
        const last = lastSeen(request)
        if (last !== undefined) {
          const kept = await inbox.list(tenantId, { limit: maxReplayedEvents })
          kept
            .filter(({ id }) => id > last)
            .toReversed()
            .forEach(tell)
        }
        return stop
      })
    },
  )
}

const eventStream = { 'text/event-stream': { schema: { type: 'string' } } }

/** What comes after this may have been missed. */
function lastSeen({ headers }: FastifyRequest): string | undefined {
  const id = /^msg_([0-9a-f]{12})[0-9a-f]+$/.exec(String(headers['last-event-id'] ?? ''))
  return id?.[1] === undefined ? undefined : firstTimedId('msg', Number.parseInt(id[1], 16) - overlapMs)
}
