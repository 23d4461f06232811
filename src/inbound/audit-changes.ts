// Writes down every change that is made through an API, in one hook for all routes of a scope: who, what, when, and under
// which request's id. It names the fields that were given and never holds a value of one. A change whose row cannot be
// written has happened all the same: then the log line is all that tells of it.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditEntry, AuditLog } from '#src/identity/administrators/audit-log.ts'
import { fieldsOf } from '#src/values/json.ts'
import { actorOf, rememberActors } from './http/actor.ts'
import { tenantOf } from './http/server.ts'

const createdKey = 'createdResource'
const changingMethods = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

const actionOfMethod: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
}
const apiPrefix = /^\/(api\/v2|v1|portal\/api)\//

const maxFields = 40
const maxFieldLength = 64
const maxResourceLength = 300

export function createAuditHook(auditLog: Pick<AuditLog, 'record'>) {
  return (app: FastifyInstance): void => {
    rememberActors(app)
    app.decorateRequest(createdKey)
    app.addHook('preSerialization', async (request, reply, payload) => {
      if (request.method === 'POST' && reply.statusCode < 300) {
        request.setDecorator<string | undefined>(createdKey, idIn(payload))
      }
      return payload
    })
    app.addHook('onSend', async (request, reply) => {
      if (!changingMethods.has(request.method) || reply.statusCode >= 300) return
      const { audit, onlyReads = false } = request.routeOptions.config
      if (audit === false || onlyReads) return
      const entry = describe(request, audit)
      if (!entry) return
      try {
        await auditLog.record(tenantOf(request).tenant.id, entry)
      } catch (error) {
        request.log.error({ err: error, entry }, 'a change could not be written to the audit log')
      }
    })
  }
}

function describe(
  request: FastifyRequest,
  named: string | undefined,
): Omit<AuditEntry, 'id' | 'at'> | undefined {
  const actor = actorOf(request)
  if (!actor) return undefined
  const path = pathOf(request).replace(apiPrefix, '')
  const created = request.getDecorator<string | undefined>(createdKey)
  const common = { actor, fields: namesIn(request.body), requestId: request.id }
  if (named !== undefined) {
    // `actions/actions/:id/deploy`: the last part of the path says what was done to the resource before it.
    const resource = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path
    return { ...common, action: named, resource: resource.slice(0, maxResourceLength) }
  }
  const action = actionOfMethod[request.method] ?? request.method
  const resource = request.method === 'POST' && created !== undefined ? `${path}/${created}` : path
  return { ...common, action, resource: resource.slice(0, maxResourceLength) }
}

function pathOf({ raw }: FastifyRequest): string {
  const [path = ''] = (raw.url ?? '').split('?')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function idIn(payload: unknown): string | undefined {
  const { id, client_id: clientId, user_id: userId } = fieldsOf(payload)
  const named = id ?? clientId ?? userId
  return typeof named === 'string' ? named : undefined
}

function namesIn(body: unknown): string[] {
  return Object.keys(fieldsOf(body))
    .slice(0, maxFields)
    .map((name) => name.slice(0, maxFieldLength))
}
