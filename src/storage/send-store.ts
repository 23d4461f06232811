// The two statements of a send, coalesced over concurrent requests and prepared once per connection:
// `open` before the provider is called, `settle` after. Everything a start has to know or write is in them.

import type { Pool } from 'pg'
import { bruteForceMemory, recordedRefusalsPerHour, startsPerHour } from '#src/messaging/limits.ts'
import type { OpenedSend, SendRecord, SendStore, Settlement } from '#src/messaging/ports.ts'
import { createBatch } from './batch.ts'
import type { Seal } from './seal.ts'
import { hasConsole, keepConsoleText, settleText, toConsoleInput, toSettleInput } from './settle-attempts.ts'

/** Adds to a row of `rate_limits r`, whose window begins anew when it is over. */
const countInWindow = `
    hits = case when r.window_ends_at <= now() then excluded.hits else r.hits + excluded.hits end,
    window_ends_at = case when r.window_ends_at <= now() then excluded.window_ends_at else r.window_ends_at end`

// Rows arrive as one JSON document: one parameter to encode here and to parse there, whatever the batch's size.
// Every insert is ordered by its key, so that two processes never lock the same rows in opposite orders.
const openText = `
with input as materialized (
  select * from json_to_recordset($1::json) as t(
    ord int, "startsAfter" int, "tenantId" text, scope text, identifier text, "codeId" text, "codeHash" text, "maxTries" int,
    "ttlSeconds" int, "proposedUserId" text, "allowSignup" bool, "limitedIp" text, "guardedIp" text, "failureLimit" int,
    "messageId" text, recipient text, purpose text, "deliveryMethod" text, locale text, "clientId" text,
    organization text, ip text, "userAgent" text, "providerId" text, "providerKind" text, "maskedText" text,
    refusal text, "refusalDetail" text)
), hits as (
  insert into otpost.rate_limits as r (tenant_id, key, hits, window_ends_at)
  select "tenantId", 'start:' || "limitedIp", count(*), now() + interval '1 hour'
  from input where "limitedIp" is not null group by 1, 2 order by 1, 2
  on conflict (tenant_id, key) do update set ${countInWindow}
  returning tenant_id, key, hits, window_ends_at
), judged as materialized (
  select i.*, u.user_id as known_user_id, coalesce(u.phone_verified, false) as phone_verified,
    h.hits - i."startsAfter" as position, h.window_ends_at,
    case
      when h.hits - i."startsAfter" > ${startsPerHour} then 'rate_limited'
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
), refused as (
  insert into otpost.rate_limits as r (tenant_id, key, hits, window_ends_at)
  select "tenantId", 'refused:' || coalesce(ip, "clientId", ''), count(*), now() + interval '1 hour'
  from judged where verdict <> 'open' group by 1, 2 order by 1, 2
  on conflict (tenant_id, key) do update set ${countInWindow}
  returning tenant_id, key, hits
), numbered as (
  select j.*, verdict = 'open' as is_open, row_number() over same_source as place, count(*) over same_source as together
  from judged j
  window same_source as (partition by "tenantId", coalesce(ip, "clientId", ''), verdict = 'open' order by ord
    rows between unbounded preceding and unbounded following)
), recorded as materialized (
  select n.*, n.is_open or r.hits - n.together + n.place <= ${recordedRefusalsPerHour} as is_recorded
  from numbered n
  left join refused r on r.tenant_id = n."tenantId" and r.key = 'refused:' || coalesce(n.ip, n."clientId", '')
), code as (
  insert into otpost.codes as c (tenant_id, scope, identifier, code_id, code_hash, tries, max_tries, user_id,
    message_id, expires_at)
  select "tenantId", scope, identifier, "codeId", "codeHash", 0, "maxTries", coalesce(known_user_id, "proposedUserId"),
    "messageId", now() + make_interval(secs => "ttlSeconds")
  from judged where verdict = 'open' order by 1, 2, 3
  on conflict (tenant_id, scope, identifier) do update set
    code_id = excluded.code_id, code_hash = excluded.code_hash, tries = 0, max_tries = excluded.max_tries,
    message_id = excluded.message_id, expires_at = excluded.expires_at, used_at = null
  returning message_id, user_id
), message as (
  insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, locale, client_id, organization,
    ip, user_agent, provider_kind, masked_text, code_expires_at, refusal, refusal_detail, created_at)
  select "tenantId", "messageId", recipient, purpose, "deliveryMethod", locale, "clientId", organization, ip,
    "userAgent", "providerKind", case when is_open then "maskedText" end,
    case when is_open then now() + make_interval(secs => "ttlSeconds") end,
    nullif(verdict, 'open'), case when verdict = refusal then "refusalDetail" end, now()
  from recorded where is_recorded
), attempt as (
  insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, started_at)
  select "tenantId", "messageId", 1, "providerId", "providerKind", 'sending', now()
  from judged where verdict = 'open'
)
select j.ord, j.verdict, coalesce(c.user_id, j.known_user_id, j."proposedUserId") as user_id, j.phone_verified,
  j.position::int as position, j.window_ends_at, j.is_recorded
from recorded j
left join code c on c.message_id = j."messageId"`

const openMessageText = `
with refused as (
  insert into otpost.rate_limits as r (tenant_id, key, hits, window_ends_at)
  select $1, 'refused:' || coalesce($9, $7, ''), 1, now() + interval '1 hour' where $14::text is not null
  on conflict (tenant_id, key) do update set ${countInWindow}
  returning hits
), message as (
  insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, locale, client_id, organization,
    ip, user_agent, provider_kind, masked_text, refusal, refusal_detail, created_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $13, $14, $15, now()
  where not exists (select from refused where hits > ${recordedRefusalsPerHour})
)
insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, started_at)
select $1, $2, 1, $11, $12, 'sending', now() where $14::text is null`

interface OpenedRow {
  ord: number
  verdict: OpenedSend['verdict']
  user_id: string
  phone_verified: boolean
  position: number | null
  window_ends_at: Date | null
  is_recorded: boolean
}

export function createSendStore(pool: Pool, seal: Seal): SendStore {
  const open = createBatch<SendRecord, OpenedSend>({
    keyOf: (record) => `${record.tenantId}\n${record.scope}\n${record.identifier}`,
    async run(records) {
      const startsAfter = countStartsAfter(records)
      const input = records.map(({ origin, ...record }, ord) => ({
        ...record,
        ord,
        startsAfter: startsAfter[ord],
        ip: origin.ip,
        userAgent: origin.userAgent,
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
    async openMessage(record) {
      await pool.query(openMessageText, [
        record.tenantId,
        record.messageId,
        record.recipient,
        record.purpose,
        record.deliveryMethod,
        record.locale ?? null,
        record.clientId ?? null,
        record.organization ?? null,
        record.origin.ip ?? null,
        record.origin.userAgent ?? null,
        record.providerId,
        record.providerKind,
        record.maskedText ?? null,
        record.refusal ?? null,
        record.refusalDetail ?? null,
      ])
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

/** For each record, how many later ones of the batch count against the same address: the last has the full count. */
function countStartsAfter(records: readonly SendRecord[]): number[] {
  const seen = new Map<string, number>()
  const counts: number[] = []
  for (const [ord, { tenantId, limitedIp }] of [...records.entries()].reverse()) {
    const key = `${tenantId}\n${limitedIp}`
    const count = seen.get(key) ?? 0
    counts[ord] = count
    seen.set(key, count + 1)
  }
  return counts
}

function toOpenedSend(row: OpenedRow): OpenedSend {
  const { verdict, user_id: userId, phone_verified: phoneVerified, is_recorded: isRecorded } = row
  const opened = { verdict, userId, phoneVerified, isRecorded }
  if (row.position === null || row.window_ends_at === null) return opened
  const remaining = Math.max(0, startsPerHour - row.position)
  return { ...opened, limit: { limit: startsPerHour, remaining, resetsAt: row.window_ends_at } }
}
