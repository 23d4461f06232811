// Tries at codes. A try is counted by one atomic statement before anything is compared, so that however many
// guesses race, only as many as the code allows are ever checked.

import type { Pool } from 'pg'
import { bruteForceMemory } from '#src/messaging/limits.ts'
import type { CodeStore } from '#src/messaging/ports.ts'

const countTryText = `
with counted as (
  update otpost.codes set tries = least(tries + 1, max_tries + 1)
  where tenant_id = $1 and scope = $2 and identifier = $3
  returning tenant_id, scope, identifier, code_id, code_hash, tries, max_tries, user_id, message_id,
    expires_at <= now() as expired, used_at is not null as used
)
select c.*, coalesce(u.blocked, false) as user_blocked, coalesce(f.failures, 0) as failures
from counted c
left join otpost.users u on u.tenant_id = c.tenant_id and u.user_id = c.user_id
left join otpost.failures f
  on f.tenant_id = c.tenant_id and f.scope = c.scope and f.identifier = c.identifier and f.ip = $4
  and f.last_failure_at > now() - interval '${bruteForceMemory}'`

// A success clears the failures counted against this identifier from this address.
const useText = `
with used as (
  update otpost.codes set used_at = now()
  where tenant_id = $1 and scope = $2 and identifier = $3 and code_id = $4 and used_at is null
  returning code_id, message_id
), verified as (
  insert into otpost.verified_messages (tenant_id, message_id) select $1, message_id from used
  on conflict do nothing
), cleared as (
  delete from otpost.failures
  where tenant_id = $1 and scope = $2 and identifier = $3 and ip = $5 and exists (select from used)
)
select code_id from used`

const countFailureText = `
insert into otpost.failures as f (tenant_id, scope, identifier, ip, failures, last_failure_at)
values ($1, $2, $3, $4, 1, now())
on conflict (tenant_id, scope, identifier, ip) do update set
  failures = case when f.last_failure_at < now() - interval '${bruteForceMemory}' then 1 else f.failures + 1 end,
  last_failure_at = now()
returning failures`

interface CountedRow {
  code_id: string
  code_hash: string
  tries: number
  max_tries: number
  expired: boolean
  used: boolean
  user_id: string
  message_id: string
  user_blocked: boolean
  failures: number
}

export function createCodeStore(pool: Pool): CodeStore {
  return {
    async countTry(key, guardedIp) {
      const { rows } = await pool.query<CountedRow>({
        name: 'count-try',
        text: countTryText,
        values: [key.tenantId, key.scope, key.identifier, guardedIp ?? null],
      })
      const row = rows[0]
      return (
        row && {
          codeId: row.code_id,
          codeHash: row.code_hash,
          tries: row.tries,
          maxTries: row.max_tries,
          expired: row.expired,
          used: row.used,
          userId: row.user_id,
          messageId: row.message_id,
          userBlocked: row.user_blocked,
          failures: row.failures,
        }
      )
    },

    async use(key, codeId, guardedIp) {
      const { rowCount } = await pool.query({
        name: 'use-code',
        text: useText,
        values: [key.tenantId, key.scope, key.identifier, codeId, guardedIp ?? null],
      })
      return rowCount === 1
    },

    async countFailure(key, guardedIp) {
      const { rows } = await pool.query<{ failures: number }>({
        name: 'count-failure',
        text: countFailureText,
        values: [key.tenantId, key.scope, key.identifier, guardedIp],
      })
      return rows[0]?.failures ?? 0
    },
  }
}
