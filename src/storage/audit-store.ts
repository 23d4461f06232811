import type { AuditLog } from '#src/identity/administrators/audit-log.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import type { Db } from './database.ts'

/** Ids are ordered by time, so a page is a range of the primary key. */
export function createAuditLog(db: Db): AuditLog {
  return {
    async record(tenantId, { actor, action, resource, fields, requestId }) {
      await db
        .insertInto('audit_log')
        .values({
          tenant_id: tenantId,
          id: createTimedId('aud'),
          actor_kind: actor.kind,
          actor_id: actor.id,
          actor_email: actor.email ?? null,
          action,
          resource,
          fields: [...fields],
          request_id: requestId,
        })
        .execute()
    },

    async list(tenantId, { before, limit }) {
      let rows = db.selectFrom('audit_log').selectAll().where('tenant_id', '=', tenantId)
      if (before !== undefined) rows = rows.where('id', '<', before)
      return (await rows.orderBy('id', 'desc').limit(limit).execute()).map((row) => ({
        id: row.id,
        at: row.at,
        actor: {
          kind: row.actor_kind,
          id: row.actor_id,
          ...(row.actor_email !== null && { email: row.actor_email }),
        },
        action: row.action,
        resource: row.resource,
        fields: row.fields,
        requestId: row.request_id,
      }))
    },
  }
}
