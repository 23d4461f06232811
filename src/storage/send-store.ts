// The two statements of a send, coalesced over concurrent requests and prepared once per connection:
// `open` before the provider is called, `settle` after. Everything a start has to know or write is in them.

import type { Pool } from 'pg'
import { bruteForceMemory, startsPerHour } from '#src/messaging/limits.ts'
import type { OpenedSend, SendRecord, SendStore, Settlement } from '#src/messaging/ports.ts'
import { createBatch } from './batch.ts'
import { countInWindow, countLater } from './count-in-window.ts'
import { insertFirstAttempts, insertMessages, messageFields, toMessageInput } from './message-columns.ts'
import { createRecordRefusal } from './record-refusals.ts'
import type { Seal } from './seal.ts'
import { hasConsole, keepConsoleText, settleText, toConsoleInput, toSettleInput } from './settle-attempts.ts'

// Rows arrive as one JSON document: one parameter to encode here and to parse there, whatever the batch's size.
// Every insert is ordered by its key, so that two processes never lock the same rows in opposite orders.
const openText = `
with input as materialized (
  select * from json_to_recordset($1::json) as t(
    ord int, "laterStarts" int, scope text, identifier text, "codeId" text, "codeHash" text, "maxTries" int,
    "proposedUserId" text, "allowSignup" bool, "limitedIp" text, "guardedIp" text, "failureLimit" int,
    ${messageFields})
), hits as (
  insert into otpost.rate_limits as r (tenant_id, key, hits, window_ends_at)
  select "tenantId", 'start:' || "limitedIp", count(*), now() + interval '1 hour'
  from input where "limitedIp" is not null group by 1, 2 order by 1, 2
  on conflict (tenant_id, key) do update set ${countInWindow}
  returning tenant_id, key, hits, window_ends_at
), checked as materialized (
  select i.*, u.user_id as known_user_id, coalesce(u.phone_verified, false) as phone_verified,
    h.hits - i."laterStarts" as position, h.window_ends_at,
    case
      when h.hits - i."laterStarts" > ${startsPerHour} then 'rate_limited'
      when i.refusal is not null then i.refusal
      when u.blocked then 'user_blocked'
      when f.failures >= i."failureLimit" then 'too_many_failures'
      when u.user_id is null and not i."allowSignup" then 'signup_disabled'
      else 'open'
    end as verdict
  from input i
  left join hits h on h.tenant_id = i."tenantId" and h.key = 'start:' || i."limitedIp"
  left join otpost.users u
    on u.tenant_id = i."tenantId" and u.connection_id = i.scope and u.phone_number = i.identifier
  left join otpost.failures f
    on f.tenant_id = i."tenantId" and f.scope = i.scope and f.identifier = i.identifier and f.ip = i."guardedIp"
    and f.last_failure_at > now() - interval '${bruteForceMemory}'
), code as (
  insert into otpost.codes as c (tenant_id, scope, identifier, code_id, code_hash, tries, max_tries, user_id,
    message_id, expires_at)
  select "tenantId", scope, identifier, "codeId", "codeHash", 0, "maxTries", coalesce(known_user_id, "proposedUserId"),
    "messageId", now() + make_interval(secs => "ttlSeconds")
  from checked where verdict = 'open' order by 1, 2, 3
  on conflict (tenant_id, scope, identifier) do update set
    code_id = excluded.code_id, code_hash = excluded.code_hash, tries = 0, max_tries = excluded.max_tries,
    message_id = excluded.message_id, expires_at = excluded.expires_at, used_at = null
  returning message_id, user_id
), message as (${insertMessages}
  from checked where verdict = 'open'
), attempt as (${insertFirstAttempts}
  from checked where verdict = 'open'
)
select j.ord, j.verdict, coalesce(c.user_id, j.known_user_id, j."proposedUserId") as user_id, j.phone_verified,
  j.position::int as position, j.window_ends_at
from checked j
left join code c on c.message_id = j."messageId"`

const openMessageText = `
with input as materialized (
  select * from json_to_recordset($1::json) as t(${messageFields})
), message as (${insertMessages}
  from input
)${insertFirstAttempts}
from input`

interface OpenedRow {
  ord: number
  verdict: OpenedSend['verdict']
  user_id: string
  phone_verified: boolean
  position: number | null
  window_ends_at: Date | null
}

export function createSendStore(pool: Pool, seal: Seal): SendStore {
  const open = createBatch<SendRecord, OpenedSend>({
    keyOf: (record) => `${record.tenantId}\n${record.scope}\n${record.identifier}`,
    async run(records) {
      const laterStarts = countLater(records.map(({ tenantId, limitedIp }) => `${tenantId}\n${limitedIp}`))
      const input = records.map((record, ord) => ({
        ...toMessageInput(record),
        ord,
        laterStarts: laterStarts[ord],
      }))
      const { rows } = await pool.query<OpenedRow>({
        name: 'open-sends',
        text: openText,
        values: [JSON.stringify(input)],
      })
      const results: OpenedSend[] = []
      for (const row of rows) results[row.ord] = toOpenedSend(row)
      return results
    },
  })

  const settle = createBatch<Settlement, true>({
    keyOf: (settlement) => settlement.messageId,
    async run(settlements) {
      await pool.query({ name: 'settle-sends', text: settleText, values: [toSettleInput(settlements)] })
      return settlements.map(() => true)
    },
  })

  const keepConsole = createBatch<Settlement, true>({
    keyOf: (settlement) => settlement.messageId,
    maxItems: 16,
    async run(settlements) {
      const values = [toConsoleInput(settlements, seal)]
      await pool.query({ name: 'keep-consoles', text: keepConsoleText, values })
      return settlements.map(() => true)
    },
  })

  return {
    open,
    settle: async (settlement) => {
      // Beside each other: what one message printed holds up nobody else's settlement, and not its own.
      const console = hasConsole(settlement) ? keepConsole(settlement) : undefined
      await Promise.all([settle(settlement), console])
    },
    recordRefusal: createRecordRefusal(pool),
    async openMessage(record) {
      const values = [JSON.stringify([toMessageInput(record)])]
      await pool.query({ name: 'open-message', text: openMessageText, values })
    },
    async openAttempt(attempt) {
      await pool.query({
        name: 'open-attempt',
        text: `insert into otpost.attempts
          (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, started_at)
          values ($1, $2, $3, $4, $5, 'sending', now())`,
        values: [
          attempt.tenantId,
          attempt.messageId,
          attempt.attempt,
          attempt.providerId,
          attempt.providerKind,
        ],
      })
    },
  }
}

function toOpenedSend(row: OpenedRow): OpenedSend {
  const { verdict, user_id: userId, phone_verified: phoneVerified } = row
  const opened = { verdict, userId, phoneVerified }
  if (row.position === null || row.window_ends_at === null) return opened
  const remaining = Math.max(0, startsPerHour - row.position)
  return { ...opened, limit: { limit: startsPerHour, remaining, resetsAt: row.window_ends_at } }
}
