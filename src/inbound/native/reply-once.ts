import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IdempotencyStore, StoredAnswer } from '#src/messaging/idempotency.ts'
import { tenantOf } from '../http/server.ts'
import { answerOnce } from './answer-once.ts'
import { callerOf } from './authentication.ts'
import { problemMediaType } from './errors.ts'

/** For the documentation of an answer that `replyOnce` gives. */
export const replayHeader = {
  'idempotency-replayed': {
    type: 'string',
    enum: ['true'],
    description: 'The response repeats the response to an earlier request with the same key.',
  },
} as const

/**
 * Answers with what the work comes to, which is done once per `Idempotency-Key` when there is one. `asked` is what was
 * asked for, in an order of fields that does not depend on the caller: its text is what a key is bound to.
 */
export async function replyOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  { asked, idempotency }: { readonly asked: object; readonly idempotency: IdempotencyStore },
  work: () => Promise<StoredAnswer>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key']
  const given =
    typeof key === 'string'
      ? await answerOnce(
          {
            tenantId: tenantOf(request).tenant.id,
            clientId: callerOf(request).clientId,
            key,
            requestHash: createHash('sha256').update(JSON.stringify(asked)).digest('base64url'),
          },
          idempotency,
          work,
        )
      : { ...(await work()), replayed: false }
  if (given.replayed) reply.header('idempotency-replayed', 'true')
  return reply
    .code(given.status)
    .type(given.status < 400 ? 'application/json; charset=utf-8' : problemMediaType)
    .send(given.body)
}
