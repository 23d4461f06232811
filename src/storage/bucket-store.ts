// Buckets of tries: how many are left is computed from when they were last counted, so nothing runs to refill them.

import type { Pool } from 'pg'
import type { BucketStore } from '#src/messaging/ports.ts'

const tokensNow = `least($3::float8, b.tokens + extract(epoch from now() - b.counted_at) / $4::float8)`

// Taking and refusing are one statement: of many at once, exactly as many get one as there are.
const takeText = `
insert into otpost.buckets as b (tenant_id, key, tokens, counted_at, full_at)
values ($1, $2, $3::float8 - 1, now(), now() + make_interval(secs => $4::float8))
on conflict (tenant_id, key) do update set
  tokens = ${tokensNow} - 1,
  counted_at = now(),
  full_at = now() + make_interval(secs => ($3::float8 - ${tokensNow} + 1) * $4::float8)
where ${tokensNow} >= 1
returning b.key`

const waitText = `
select ceil((1 - ${tokensNow}) * $4::float8)::int as seconds
from otpost.buckets b where tenant_id = $1 and key = $2`

const giveBackText = `
update otpost.buckets b set tokens = least($3::float8, b.tokens + 1) where tenant_id = $1 and key = $2`

export function createBucketStore(pool: Pool): BucketStore {
  return {
    async take(tenantId, key, { capacity, refillSeconds }) {
      const values = [tenantId, key, capacity, refillSeconds]
      const { rowCount } = await pool.query({ name: 'take-from-bucket', text: takeText, values })
      if (rowCount === 1) return undefined
      const { rows } = await pool.query<{ seconds: number }>({ text: waitText, values })
      return Math.max(1, rows[0]?.seconds ?? 1)
    },
    async giveBack(tenantId, key, { capacity }) {
      const values = [tenantId, key, capacity]
      await pool.query({ name: 'give-back-to-bucket', text: giveBackText, values })
    },
  }
}
