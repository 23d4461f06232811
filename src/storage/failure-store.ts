// Wrong passwords. Counting and refusing to count are one statement, so that however many tries race, no more than the
// limit are ever checked.

import type { Pool } from 'pg'
import type { FailureKey, FailureStore } from '#src/identity/ports.ts'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import type { HashCode } from '#src/messaging/ports.ts'

const isForgotten = `f.last_failure_at < now() - interval '${bruteForceMemory}'`

const countText = `
insert into otpost.failures as f (tenant_id, scope, identifier, ip, failures, last_failure_at)
values ($1, $2, $3, $4, 1, now())
on conflict (tenant_id, scope, identifier, ip) do update set
  failures = case when ${isForgotten} then 1 else f.failures + 1 end,
  last_failure_at = now()
where $5::int is null or f.failures < $5::int or ${isForgotten}
returning failures`

const clearText = `
delete from otpost.failures
where tenant_id = $1 and scope = $2 and identifier = $3 and ($4::text is null or ip = $4)`

const listText = `
select ip from otpost.failures f
where tenant_id = $1 and scope = $2 and identifier = $3 and failures >= $4 and not (${isForgotten})
order by last_failure_at`

export function createFailureStore(pool: Pool, hashCode: HashCode): FailureStore {
  const valuesOf = ({ tenantId, scope, identifier, isUnknown = false }: FailureKey) => [
    tenantId,
    scope,
    isUnknown ? hashCode({ tenantId, scope, identifier: '' }, 'unknown', identifier) : identifier,
  ]
  return {
    async count(key, ip, limit) {
      const { rows } = await pool.query<{ failures: number }>({
        name: 'count-password-failure',
        text: countText,
        values: [...valuesOf(key), ip, limit ?? null],
      })
      return rows[0]?.failures
    },
    async clear(key, ip) {
      await pool.query({
        name: 'clear-failures',
        text: clearText,
        values: [...valuesOf(key), ip ?? null],
      })
    },
    async listAddresses(key, limit) {
      const { rows } = await pool.query<{ ip: string }>({
        text: listText,
        values: [...valuesOf(key), limit],
      })
      return rows.map(({ ip }) => ip)
    },
  }
}
