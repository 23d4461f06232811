// Delivery reports. The message's row is locked while one is checked, so that of several at once each knows of the others.

import { isNews, type RecordedReport, type ReportStore } from '#src/messaging/delivery/delivery-report.ts'
import type { Db } from './database.ts'

export function createReportStore(db: Db): ReportStore {
  return {
    record: (tenantId, messageId, { status, providerMessageId = '', errorCode }) =>
      db.transaction().execute(async (trx) => {
        const message = await trx
          .selectFrom('messages')
          .select('id')
          .where('tenant_id', '=', tenantId)
          .where('id', '=', messageId)
          .forUpdate()
          .executeTakeFirst()
        if (!message) return false
        const known = await trx
          .selectFrom('delivery_reports')
          .select('status')
          .where('tenant_id', '=', tenantId)
          .where('message_id', '=', messageId)
          .where('provider_message_id', '=', providerMessageId)
          .execute()
        const isNew = isNews(
          status,
          known.map((row) => row.status),
        )
        if (!isNew) return true
        await trx
          .insertInto('delivery_reports')
          .values({
            tenant_id: tenantId,
            message_id: messageId,
            provider_message_id: providerMessageId,
            status,
            error_code: errorCode ?? null,
          })
          .execute()
        return true
      }),

    async listProviders(tenantId, messageId, kind) {
      const rows = await db
        .selectFrom('attempts')
        .select('provider_id')
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', messageId)
        .where('provider_kind', '=', kind)
        .orderBy('attempt', 'desc')
        .execute()
      return [...new Set(rows.map((row) => row.provider_id))]
    },
  }
}

export async function listReports(
  db: Db,
  tenantId: string,
  messageId: string,
): Promise<readonly RecordedReport[]> {
  const rows = await db
    .selectFrom('delivery_reports')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .orderBy('reported_at')
    .execute()
  return rows.map((row) => ({
    status: row.status,
    at: row.reported_at,
    ...(row.provider_message_id !== '' && { providerMessageId: row.provider_message_id }),
    ...(row.error_code !== null && { errorCode: row.error_code }),
  }))
}
