// What Actions were and did: their versions and the records of their runs.

import type { ActionHistory } from '#src/identity/ports.ts'
import type { Db } from './database.ts'
import { toActionVersion } from './script-rows.ts'
import type { Seal } from './seal.ts'

export function createActionHistory(db: Db, seal: Seal): ActionHistory {
  return {
    async listVersions(tenantId, actionId) {
      const rows = await db
        .selectFrom('action_versions')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('action_id', '=', actionId)
        .orderBy('number', 'desc')
        .execute()
      return rows.map((row) => toActionVersion(row, seal))
    },

    async findVersion(tenantId, actionId, versionId) {
      const row = await db
        .selectFrom('action_versions')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('action_id', '=', actionId)
        .where('id', '=', versionId)
        .executeTakeFirst()
      return row && toActionVersion(row, seal)
    },

    async recordExecution(tenantId, execution) {
      await db
        .insertInto('action_executions')
        .values({
          tenant_id: tenantId,
          id: execution.id,
          trigger_id: execution.triggerId,
          action_name: execution.actionName,
          error: execution.error ? JSON.stringify(execution.error) : null,
          started_at: execution.startedAt,
          ended_at: execution.endedAt,
        })
        .execute()
    },

    async findExecution(tenantId, id) {
      const row = await db
        .selectFrom('action_executions')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) return undefined
      return {
        id: row.id,
        triggerId: row.trigger_id,
        actionName: row.action_name,
        ...(row.error !== null && { error: row.error as { name: string; message: string } }), // written above
        startedAt: row.started_at,
        endedAt: row.ended_at,
      }
    },
  }
}
