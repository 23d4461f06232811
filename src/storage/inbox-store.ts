// The developer's inbox. Texts, and so clear codes, are sealed at rest; they are opened only for who may read them.
// A tenant's rows beyond the inbox's capacity are removed by the sweep.

import type { Pool } from 'pg'
import type { Inbox } from '#src/messaging/message-log.ts'
import { deliveryMethods, type OutgoingMessage } from '#src/messaging/types.ts'
import { createBatch } from './batch.ts'
import type { Db } from './database.ts'
import type { Seal } from './seal.ts'

const keepText = `
insert into otpost.inbox (tenant_id, message_id, recipient, delivery_method, sealed_text)
select "tenantId", "messageId", recipient, "deliveryMethod", decode("sealedText", 'base64')
from json_to_recordset($1::json) as t(
  "tenantId" text, "messageId" text, recipient text, "deliveryMethod" text, "sealedText" text)
on conflict do nothing`

export function createInbox(pool: Pool, db: Db, seal: Seal): Inbox {
  const keep = createBatch<OutgoingMessage, true>({
    keyOf: (message) => message.id,
    async run(messages) {
      const rows = messages.map(({ tenantId, id, recipient, deliveryMethod, body }) => ({
        tenantId,
        messageId: id,
        recipient,
        deliveryMethod,
        sealedText: seal.seal(sealingContext(tenantId, id), body).toString('base64'),
      }))
      await pool.query({ name: 'keep-in-inbox', text: keepText, values: [JSON.stringify(rows)] })
      return messages.map(() => true)
    },
  })

  return {
    keep: async (message) => {
      await keep(message)
    },

    async list(tenantId, { recipient, limit }) {
      let query = db.selectFrom('inbox').selectAll().where('tenant_id', '=', tenantId)
      if (recipient !== undefined) query = query.where('recipient', '=', recipient)
      const rows = await query.orderBy('message_id', 'desc').limit(limit).execute()
      return rows.map((row) => ({
        id: row.message_id,
        recipient: row.recipient,
        text: seal.open(sealingContext(tenantId, row.message_id), row.sealed_text),
        deliveryMethod: deliveryMethods.find((method) => method === row.delivery_method) ?? 'text',
        createdAt: row.created_at,
      }))
    },

    async clear(tenantId) {
      await db.deleteFrom('inbox').where('tenant_id', '=', tenantId).execute()
    },
  }
}

function sealingContext(tenantId: string, messageId: string): string {
  return `${tenantId}/inbox/${messageId}`
}
