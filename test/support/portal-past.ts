// A week of messages behind now, as rows: nothing that runs today could have sent them.

import type { Pool } from 'pg'
import { createTimedId } from '#src/messaging/ids.ts'

const hourMs = 60 * 60_000
const hours = 7 * 24

interface PastMessage {
  readonly at: Date
  readonly to: string
  readonly kind: string
  readonly failure: string | null
  readonly durationMs: number
  readonly isVerified: boolean
}

/** More by day than by night, mostly by one provider, and nearly all of it taken. The same each time. */
export async function addPastMessages(pool: Pool, now = new Date()): Promise<void> {
  const random = sequence()
  const messages: PastMessage[] = []
  for (let hour = 1; hour < hours; hour++) {
    const start = new Date(now.getTime() - hour * hourMs)
    const daylight = Math.sin((Math.PI * (start.getUTCHours() - 5)) / 16)
    const count = Math.round(2 + Math.max(0, daylight) * 9 + random() * 3)
    for (let index = 0; index < count; index++) {
      const kind = random() < 0.75 ? 'twilio' : 'webhook'
      messages.push({
        at: new Date(start.getTime() + random() * hourMs * 0.9),
        to: random() < 0.7 ? `+4420794601${pick(random, 100)}` : `+120255501${pick(random, 100)}`,
        kind,
        failure: random() < (kind === 'twilio' ? 0.03 : 0.08) ? (failures[pickIndex(random)] ?? null) : null,
        durationMs: Math.round((kind === 'twilio' ? 120 : 60) * (0.6 + random() ** 4 * 6)),
        isVerified: random() < 0.82,
      })
    }
  }
  for (const message of messages) await addMessage(pool, message)
}

const failures = ['timeout', 'delivery_rejected', 'invalid_phone_number'] as const

async function addMessage(pool: Pool, message: PastMessage): Promise<void> {
  const { at, to, kind, failure, durationMs, isVerified } = message
  const id = createTimedId('msg', at.getTime())
  await pool.query(
    `insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, provider_kind, created_at)
     values ('default', $1, $2, 'login', 'text', $3, $4)`,
    [id, to, kind, at],
  )
  await pool.query(
    `insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, failure,
       duration_ms, started_at, settled_at)
     values ('default', $1, 1, 'phone_provider', $2, $3, $4, $5, $6, $6)`,
    [id, kind, failure === null ? 'accepted' : 'failed', failure, durationMs, at],
  )
  if (failure !== null || !isVerified) return
  await pool.query(`insert into otpost.verified_messages (tenant_id, message_id) values ('default', $1)`, [
    id,
  ])
}

const pickIndex = (random: () => number) => Math.floor(random() * failures.length)
const pick = (random: () => number, below: number) => String(Math.floor(random() * below)).padStart(2, '0')

/** Numbers from 0 to 1 that look like chance (a linear congruential generator). */
function sequence(): () => number {
  let state = 20_261_121
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}
