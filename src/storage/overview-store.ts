// Adds up a period of messages. Ids are ordered by time, so a period is a range of the primary keys; no index is here for
// this alone but the one of test messages. It reads much at once, so it plans as a report does and gives up in time.

import { type RawBuilder, sql } from 'kysely'
import { firstTimedId } from '#src/messaging/ids.ts'
import type { OverviewFigures, OverviewStore } from '#src/messaging/overview.ts'
import { isOperatorFault } from '#src/messaging/refusals.ts'
import { codePurposes, refusalCodes } from '#src/messaging/types.ts'
import type { Db } from './database.ts'

// As in message-store.ts: an id carries another clock than a row.
const clockSkewMs = 5 * 60_000
/** Of a number's digits, as many as tell the countries of a shared calling code apart. */
const prefixLength = 8
const maxQueryMs = 20_000

export function createOverviewStore(db: Db): OverviewStore {
  return {
    read: (tenantId, { from, previousFrom, binSeconds }) =>
      db.transaction().execute(async (trx): Promise<OverviewFigures> => {
        await sql`
          set local enable_hashjoin = on; set local enable_mergejoin = on; set local work_mem = '32MB';
          set local statement_timeout = ${sql.lit(maxQueryMs)}
        `.execute(trx)
        const rowsOf = async <Row>(query: RawBuilder<Row>) => (await query.execute(trx)).rows
        const first = firstTimedId('msg', from.getTime() - clockSkewMs)
        const previousFirst = firstTimedId('msg', previousFrom.getTime() - clockSkewMs)

        const bins = await rowsOf(sql<OverviewFigures['bins'][number]>`
          select date_bin(make_interval(secs => ${binSeconds}), created_at, 'epoch') as at, provider,
            count(*) filter (where outcome = 'accepted')::int as accepted,
            count(*) filter (where outcome = 'failed')::int as failed,
            count(*) filter (where outcome in ('queued', 'sending'))::int as queued
          from (
            select min(started_at) as created_at,
              (array_agg(provider_kind order by attempt desc))[1] as provider,
              (array_agg(outcome order by attempt desc))[1] as outcome
            from otpost.attempts where tenant_id = ${tenantId} and message_id >= ${first}
            group by message_id
          ) m
          where created_at >= ${from} group by 1, 2 order by 1, 2`)

        const [codes] = await rowsOf(sql<{ sent: number; used: number }>`
          select count(*)::int as sent, count(v.message_id)::int as used
          from otpost.messages m
          left join otpost.verified_messages v on v.tenant_id = m.tenant_id and v.message_id = m.id
          where m.tenant_id = ${tenantId} and m.id >= ${first} and m.created_at >= ${from}
            and m.purpose = any(${[...codePurposes]})
            and (v.message_id is not null or exists (
              select from otpost.attempts a
              where a.tenant_id = m.tenant_id and a.message_id = m.id and a.outcome = 'accepted'))`)

        const providers = await rowsOf(sql<ProviderRow>`
          select p.*, e.message_id as error_message_id, e.at as error_at, e.failure as error_failure, e.detail as error_detail
          from (
            select provider_kind as kind,
              count(*) filter (where outcome in ('accepted', 'failed'))::int as attempts,
              count(*) filter (where outcome = 'failed')::int as failed,
              percentile_cont(0.5) within group (order by duration_ms) as median_ms,
              percentile_cont(0.95) within group (order by duration_ms) as p95_ms,
              count(*) filter (where outcome in ('accepted', 'failed') and started_at > now() - interval '1 hour')::int
                as recent_attempts,
              count(*) filter (where outcome = 'failed' and started_at > now() - interval '1 hour')::int as recent_failed,
              max(message_id) filter (where outcome = 'failed') as failed_id
            from otpost.attempts
            where tenant_id = ${tenantId} and message_id >= ${first} and started_at >= ${from}
            group by provider_kind
          ) p
          left join lateral (
            select message_id, coalesce(settled_at, started_at) as at, failure, detail from otpost.attempts
            where tenant_id = ${tenantId} and message_id = p.failed_id and provider_kind = p.kind and outcome = 'failed'
            order by attempt desc limit 1
          ) e on true
          order by p.attempts desc, p.kind`)

        const prefixes = await rowsOf(sql<OverviewFigures['prefixes'][number]>`
          select min(recipient) as sample,
            count(*) filter (where created_at >= ${from})::int as messages,
            count(*) filter (where created_at < ${from})::int as previous
          from otpost.messages
          where tenant_id = ${tenantId} and id >= ${previousFirst} and created_at >= ${previousFrom}
            and refusal is null
          group by left(recipient, ${sql.lit(prefixLength)})`)

        const [refused] = await rowsOf(sql<{ count: number }>`
          select count(*)::int as count from otpost.messages
          where tenant_id = ${tenantId} and id >= ${first} and created_at > now() - interval '1 hour'
            and refusal = any(${refusalCodes.filter(isOperatorFault)})`)

        const [milestones] = await rowsOf(sql<{ tested: boolean; verified: boolean }>`
          select
            exists (select from otpost.messages where tenant_id = ${tenantId} and purpose = 'test' and refusal is null)
              as tested,
            exists (select from otpost.verified_messages where tenant_id = ${tenantId}) as verified`)

        return {
          bins,
          codesSent: codes?.sent ?? 0,
          codesUsed: codes?.used ?? 0,
          providers: providers.map(toFigures),
          prefixes,
          refusedByFault: refused?.count ?? 0,
          hasTestMessage: milestones?.tested ?? false,
          hasVerified: milestones?.verified ?? false,
        }
      }),
  }
}

interface ProviderRow {
  readonly kind: string
  readonly attempts: number
  readonly failed: number
  readonly median_ms: number | null
  readonly p95_ms: number | null
  readonly recent_attempts: number
  readonly recent_failed: number
  readonly error_message_id: string | null
  readonly error_at: Date | null
  readonly error_failure: string | null
  readonly error_detail: string | null
}

function toFigures(row: ProviderRow): OverviewFigures['providers'][number] {
  const { error_message_id: messageId, error_at: at, error_failure: failure, error_detail: detail } = row
  return {
    kind: row.kind,
    attempts: row.attempts,
    failed: row.failed,
    ...(row.median_ms !== null && { medianMs: row.median_ms }),
    ...(row.p95_ms !== null && { p95Ms: row.p95_ms }),
    recent: { attempts: row.recent_attempts, failed: row.recent_failed },
    ...(messageId !== null &&
      at !== null && {
        lastError: { messageId, at, failure: failure ?? 'unknown_error', ...(detail !== null && { detail }) },
      }),
  }
}
