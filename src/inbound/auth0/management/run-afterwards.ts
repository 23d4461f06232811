// Work that goes on after its request was answered. A server that stops waits for it, and what it throws is logged.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { MessagingError } from '#src/messaging/errors.ts'
import { logUnsent } from '../../http/log-unsent.ts'

export type RunAfterwards = (request: FastifyRequest, work: () => Promise<unknown>) => void

export function createRunAfterwards(app: FastifyInstance): RunAfterwards {
  const underWay = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    await Promise.all(underWay)
  })
  return (request, work) => {
    const done: Promise<void> = Promise.resolve()
      .then(work)
      .then(
        () => {},
        (error) => {
          if (error instanceof MessagingError) logUnsent(request.log, error)
          else request.log.warn({ err: error }, 'a test message could not be sent')
        },
      )
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }
}
