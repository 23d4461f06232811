// Reads the message log. Ids are ordered by time, so a page is a range of the primary key, or of the recipient's
// index.

import type { Selectable } from 'kysely'
import { readCodeScope } from '#src/messaging/code-key.ts'
import { firstTimedId } from '#src/messaging/ids.ts'
import type { LoggedAttempt, LoggedMessage, MessageLog } from '#src/messaging/message-log.ts'
import { findRefusalCode, refusalTexts } from '#src/messaging/refusals.ts'
import { deliveryMethods, purposes } from '#src/messaging/types.ts'
import type { Db } from './database.ts'
import { listReports } from './report-store.ts'
import type { AttemptsTable, MessageStatesView } from './schema/message-tables.ts'
import type { Seal } from './seal.ts'
import { openConsole } from './settle-attempts.ts'

// An id carries the time of the process that made it, a row the database's: a range by id needs room for both clocks.
const clockSkewMs = 5 * 60_000

export function createMessageLog(db: Db, seal: Seal): MessageLog {
  return {
    async list(tenantId, query) {
      const { recipient, status, providerKind, deliveryMethod, purpose, since, until, before, limit } = query
      let rows = db.selectFrom('message_states').selectAll().where('tenant_id', '=', tenantId)
      if (recipient !== undefined) rows = rows.where('recipient', '=', recipient)
      if (status !== undefined) rows = rows.where('status', '=', status)
      if (providerKind !== undefined) rows = rows.where('provider_kind', '=', providerKind)
      if (deliveryMethod !== undefined) rows = rows.where('delivery_method', '=', deliveryMethod)
      if (purpose !== undefined) rows = rows.where('purpose', '=', purpose)
      if (since) {
        const first = firstTimedId('msg', since.getTime() - clockSkewMs)
        rows = rows.where('created_at', '>=', since).where('id', '>=', first)
      }
      if (until) {
        const last = firstTimedId('msg', until.getTime() + clockSkewMs)
        rows = rows.where('created_at', '<', until).where('id', '<', last)
      }
      if (before !== undefined) rows = rows.where('id', '<', before)
      return (await rows.orderBy('id', 'desc').limit(limit).execute()).map(toMessage)
    },

    async find(tenantId, id) {
      const message = await db
        .selectFrom('message_states')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      if (!message) return undefined
      const attempts = await db
        .selectFrom('attempts as a')
        .leftJoin('attempt_consoles as c', (join) =>
          join
            .onRef('c.tenant_id', '=', 'a.tenant_id')
            .onRef('c.message_id', '=', 'a.message_id')
            .onRef('c.attempt', '=', 'a.attempt'),
        )
        .selectAll('a')
        .select('c.sealed_console')
        .where('a.tenant_id', '=', tenantId)
        .where('a.message_id', '=', id)
        .orderBy('a.attempt')
        .execute()
      const kept = await db
        .selectFrom('messages')
        .select(['masked_text', 'code_expires_at'])
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      const reports = await listReports(db, tenantId, id)
      const verified = await db
        .selectFrom('verified_messages')
        .select('verified_at')
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', id)
        .executeTakeFirst()
      return {
        message: toMessage(message),
        attempts: attempts.map((row) => toAttempt(row, seal)),
        reports,
        ...(kept?.masked_text != null && { text: kept.masked_text }),
        ...(kept?.code_expires_at && { codeExpiresAt: kept.code_expires_at }),
        ...(verified && { verifiedAt: verified.verified_at }),
      }
    },

    async listRecent(tenantId, { since, limit, ids }) {
      const of = db.selectFrom('message_states').selectAll().where('tenant_id', '=', tenantId)
      const newest = await of
        .where('id', '>=', firstTimedId('msg', since.getTime()))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      const others = ids.filter((id) => !newest.some((row) => row.id === id))
      const older = others.length > 0 ? await of.where('id', 'in', others).execute() : []
      return [...older, ...newest].map(toMessage).sort(byId)
    },

    async listAfter(tenantId, id, limit) {
      const rows = await db
        .selectFrom('message_states')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toMessage)
    },

    // No index leads from a message to its code: each send would have to write to it, and this is asked by hand.
    async findCode(tenantId, id) {
      const row = await db
        .selectFrom('codes')
        .select(['scope', 'identifier', 'user_id', 'used_at', 'expires_at'])
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', id)
        // One that nothing is right for: its reset ended with another.
        .where('code_hash', '!=', '')
        .executeTakeFirst()
      return (
        row && {
          key: { tenantId, scope: readCodeScope(row.scope), identifier: row.identifier },
          userId: row.user_id,
          isUsed: row.used_at !== null,
          expiresAt: row.expires_at,
        }
      )
    },
  }
}

const byId = (one: LoggedMessage, other: LoggedMessage) => (one.id < other.id ? -1 : 1)

function toMessage(row: Selectable<MessageStatesView>): LoggedMessage {
  const refusal = findRefusalCode(row.refusal)
  return {
    id: row.id,
    recipient: row.recipient,
    purpose: purposes.find((purpose) => purpose === row.purpose) ?? 'verification',
    deliveryMethod: deliveryMethods.find((method) => method === row.delivery_method) ?? 'text',
    status: row.status,
    providerKind: row.provider_kind,
    ...(refusal && { refusal: { code: refusal, detail: row.refusal_detail ?? refusalTexts[refusal] } }),
    ...(row.locale !== null && { locale: row.locale }),
    ...(row.client_id !== null && { clientId: row.client_id }),
    ...(row.organization !== null && { organization: row.organization }),
    ...(row.ip !== null && { ip: row.ip }),
    ...(row.user_agent !== null && { userAgent: row.user_agent }),
    createdAt: row.created_at,
    ...(row.settled_at !== null && { settledAt: row.settled_at }),
  }
}

interface AttemptRow extends Selectable<AttemptsTable> {
  sealed_console: Buffer | null
}

function toAttempt(row: AttemptRow, seal: Seal): LoggedAttempt {
  const key = { tenantId: row.tenant_id, messageId: row.message_id, attempt: row.attempt }
  return {
    providerId: row.provider_id,
    providerKind: row.provider_kind,
    outcome: row.outcome,
    ...(row.failure !== null && { failure: row.failure }),
    ...(row.provider_message_id !== null && { providerMessageId: row.provider_message_id }),
    ...(row.provider_error_code !== null && { providerErrorCode: row.provider_error_code }),
    ...(row.http_status !== null && { httpStatus: row.http_status }),
    ...(row.detail !== null && { detail: row.detail }),
    ...(row.duration_ms !== null && { durationMs: row.duration_ms }),
    ...(row.execution_id !== null && { executionId: row.execution_id }),
    ...(row.sealed_console && { console: openConsole(key, row.sealed_console, seal) }),
    startedAt: row.started_at,
  }
}
