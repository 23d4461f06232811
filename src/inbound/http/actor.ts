// Who makes a request, once its dialect knows: for the audit log.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditActor } from '#src/identity/administrators/audit-log.ts'

const key = 'actor'

/** For each scope whose changes are written down. */
export function rememberActors(app: FastifyInstance): void {
  app.decorateRequest(key)
}

export function setActor(request: FastifyRequest, actor: AuditActor): void {
  if (key in request) request.setDecorator<AuditActor>(key, actor)
}

export function actorOf(request: FastifyRequest): AuditActor | undefined {
  return request.getDecorator<AuditActor | undefined>(key)
}
