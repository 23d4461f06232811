// Messages of the past, as they are in the rows: nothing else can make one that is hours old.

import type { Pool } from 'pg'
import { createTimedId } from '#src/messaging/ids.ts'

const hourMs = 60 * 60_000

export interface LoggedRow {
  readonly hoursAgo: number
  readonly to: string
  readonly kind?: string
  readonly outcomes: readonly ('accepted' | 'failed' | 'queued')[]
  readonly ms?: number
  readonly purpose?: string
  readonly verified?: boolean
}

export async function addMessage(pool: Pool, row: LoggedRow): Promise<string> {
  const at = new Date(Date.now() - row.hoursAgo * hourMs)
  const id = createTimedId('msg', at.getTime())
  const kind = row.kind ?? 'twilio'
  await pool.query(
    `insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, provider_kind, created_at)
     values ('default', $1, $2, $3, 'text', $4, $5)`,
    [id, row.to, row.purpose ?? 'login', kind, at],
  )
  for (const [index, outcome] of row.outcomes.entries()) {
    await pool.query(
      `insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, failure, detail,
         duration_ms, started_at, settled_at)
       values ('default', $1, $2, 'phone_provider', $3, $4, $5, $6, $7, $8, $8)`,
      [
        id,
        index + 1,
        kind,
        outcome,
        outcome === 'failed' ? 'timeout' : null,
        outcome === 'failed' ? 'It said nothing' : null,
        outcome === 'queued' ? null : (row.ms ?? 100),
        at,
      ],
    )
  }
  if (row.verified) {
    await pool.query(`insert into otpost.verified_messages (tenant_id, message_id) values ('default', $1)`, [
      id,
    ])
  }
  return id
}
