// The messages that the inbox provider keeps for a developer to read: the one place where a clear code is stored,
// sealed, because showing it is the inbox's job.

import type { OutgoingMessage } from '#src/messaging/types.ts'
import type { Db } from './database.ts'
import type { Seal } from './seal.ts'

export interface InboxMessage {
  readonly id: string
  readonly to: string
  readonly text: string
  readonly deliveryMethod: string
  readonly createdAt: Date
}

export interface Inbox {
  keep(message: OutgoingMessage): Promise<void>
  /** Newest first. */
  list(tenantId: string, query: { readonly to?: string; readonly limit: number }): Promise<readonly InboxMessage[]>
}

export function createInbox(db: Db, seal: Seal): Inbox {
  const where = (tenantId: string, messageId: string) => `${tenantId}/inbox/${messageId}`
  return {
    async keep({ tenantId, id, recipient, deliveryMethod, body }) {
      await db
        .insertInto('inbox')
        .values({
          tenant_id: tenantId,
          message_id: id,
          recipient,
          delivery_method: deliveryMethod,
          sealed_text: seal.seal(where(tenantId, id), body),
        })
        .execute()
    },

    async list(tenantId, { to, limit }) {
      let query = db.selectFrom('inbox').selectAll().where('tenant_id', '=', tenantId)
      if (to !== undefined) query = query.where('recipient', '=', to)
      const rows = await query.orderBy('message_id', 'desc').limit(limit).execute()
      return rows.map((row) => ({
        id: row.message_id,
        to: row.recipient,
        text: seal.open(where(tenantId, row.message_id), row.sealed_text),
        deliveryMethod: row.delivery_method,
        createdAt: row.created_at,
      }))
    },
  }
}
