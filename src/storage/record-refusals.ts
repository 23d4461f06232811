// Messages that are not sent, coalesced as sends are. They cost a statement of their own, so that those that are sent do
// not pay for them.

import type { Pool } from 'pg'
import { recordedRefusalsPerHour } from '#src/messaging/limits.ts'
import type { RefusalRecord, SendStore } from '#src/messaging/ports.ts'
import { createBatch } from './batch.ts'
import { countInWindow, countLater } from './count-in-window.ts'
import { insertMessages, messageFields, toMessageInput } from './message-columns.ts'

const recordRefusalsText = `
with input as materialized (
  select * from json_to_recordset($1::json) as t(ord int, source text, later int, ${messageFields})
), counted as (
  insert into otpost.rate_limits as r (tenant_id, key, hits, window_ends_at)
  select "tenantId", 'refused:' || source, count(*), now() + interval '1 hour'
  from input group by 1, 2 order by 1, 2
  on conflict (tenant_id, key) do update set ${countInWindow}
  returning tenant_id, key, hits
), checked as materialized (
  select i.*, c.hits - i.later <= ${recordedRefusalsPerHour} as is_recorded
  from input i join counted c on c.tenant_id = i."tenantId" and c.key = 'refused:' || i.source
), message as (${insertMessages}
  from checked where is_recorded
)
select ord, is_recorded from checked`

export function createRecordRefusal(pool: Pool): SendStore['recordRefusal'] {
  return createBatch<RefusalRecord, boolean>({
    keyOf: ({ messageId }) => messageId,
    async run(records) {
      const later = countLater(records.map((record) => `${record.tenantId}\n${sourceOf(record)}`))
      const input = records.map((record, ord) => ({
        ...toMessageInput(record),
        ord,
        source: sourceOf(record),
        later: later[ord],
      }))
      const { rows } = await pool.query<{ ord: number; is_recorded: boolean }>({
        name: 'record-refusals',
        text: recordRefusalsText,
        values: [JSON.stringify(input)],
      })
      const results: boolean[] = []
      for (const row of rows) results[row.ord] = row.is_recorded
      return results
    },
  })
}

/** Of each so many refusals are kept. */
function sourceOf({ origin, clientId }: RefusalRecord): string {
  return origin.ip ?? clientId ?? ''
}
