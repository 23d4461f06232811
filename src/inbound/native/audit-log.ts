// /v1/audit-log: who changed what.

import type { AuditLog } from '#src/identity/administrators/audit-log.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { invalidFields } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { AuditPage, AuditQuery } from './portal-schemas.ts'

export interface AuditLogDeps {
  readonly replayStore: AssertionReplayStore
  readonly auditLog: Pick<AuditLog, 'list'>
}

const defaultLimit = 50

export function auditLogRoute(app: NativeApp, deps: AuditLogDeps): void {
  const list = describeOperation({
    id: 'listAuditLog',
    tag: 'Audit log',
    scope: 'read:audit_log',
    summary: 'List audit log entries',
    description: 'Returns every API change and every sign-in, newest first. Entries are kept for one year.',
    answers: { 200: answer(AuditPage, 'A page of entries.') },
  })
  app.get(
    '/audit-log',
    { onRequest: requireScope('read:audit_log', deps), schema: { ...list, querystring: AuditQuery } },
    async (request) => {
      const { cursor, limit = defaultLimit } = request.query
      const before = cursor === undefined ? undefined : readCursor(cursor)
      const found = await deps.auditLog.list(tenantOf(request).tenant.id, {
        ...(before !== undefined && { before }),
        limit: limit + 1,
      })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        entries: page.map(({ id, at, actor, action, resource, fields, requestId }) => ({
          id,
          at: at.toISOString(),
          actor,
          action,
          resource,
          fields,
          request_id: requestId,
        })),
        ...(found.length > limit && last && { next_cursor: Buffer.from(last.id).toString('base64url') }),
      }
    },
  )
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (/^aud_[0-9a-f]+$/.test(id)) return id
  throw invalidFields([{ field: 'cursor', detail: 'must be the `next_cursor` of an earlier page' }])
}
