import assert from 'node:assert/strict'
import test from 'node:test'
import { createTimedId } from '#src/messaging/ids.ts'
import { inboxCapacity } from '#src/messaging/message-log.ts'
import { createDb } from '#src/storage/database.ts'
import { createSweep } from '#src/storage/sweep.ts'
import { createTestDatabase } from '#test/support/database.ts'

test('what has run its time is removed, and nothing else', async (t) => {
  const { pool } = await createTestDatabase(t)
  await pool.query(`
    insert into otpost.rate_limits values ('a', 'old', 1, now() - interval '1 second'), ('a', 'new', 1, now() + interval '1 hour');
    insert into otpost.failures values ('a', 's', 'old', 'ip', 1, now() - interval '31 days'), ('a', 's', 'new', 'ip', 1, now() - interval '29 days');
    insert into otpost.codes (tenant_id, scope, identifier, code_id, code_hash, tries, max_tries, user_id, message_id, expires_at)
      select 'a', 's', who, 'c', 'h', 0, 3, 'u', 'm', now() - span
      from (values ('old', interval '25 hours'), ('late', interval '23 hours'), ('new', interval '-1 minute')) as t(who, span);
    insert into otpost.password_resets (tenant_id, id, contact_hash, expires_at)
      values ('a', 'old', 'h', now() - interval '25 hours'), ('a', 'late', 'h', now() - interval '23 hours');
    insert into otpost.token_records (tenant_id, model, id_hash, payload, expires_at)
      values ('a', 'm', 'old', '{}', now() - interval '1 second'), ('a', 'm', 'new', '{}', now() + interval '1 hour'), ('a', 'm', 'forever', '{}', null);
    insert into otpost.buckets values ('a', 'old', 9, now(), now() - interval '1 second'), ('a', 'new', 9, now(), now() + interval '1 hour');
    insert into otpost.idempotency_keys (tenant_id, client_id, key, request_hash, created_at)
      values ('a', 'c', 'old', 'h', now() - interval '25 hours'), ('a', 'c', 'new', 'h', now());
    insert into otpost.action_executions (tenant_id, id, trigger_id, action_name, started_at, ended_at)
      values ('a', 'old', 't', 'n', now(), now() - interval '11 days'), ('a', 'new', 't', 'n', now(), now() - interval '9 days');
  `)
  const swept = await createSweep(createDb(pool)).run()
  assert.deepEqual(swept, {
    rate_limits: 1,
    failures: 1,
    codes: 1,
    password_resets: 1,
    token_records: 1,
    buckets: 1,
    idempotency_keys: 1,
    admin_sessions: 0,
    audit_log: 0,
    action_executions: 1,
    inbox: 0,
    queued: 0,
    settled: 0,
  })
  const { rows } = await pool.query(`
    select key from otpost.rate_limits union all select identifier from otpost.failures
    union all select identifier from otpost.codes union all select id_hash from otpost.token_records
    union all select key from otpost.buckets union all select id from otpost.password_resets
    union all select key from otpost.idempotency_keys union all select id from otpost.action_executions order by 1`)
  assert.deepEqual(
    rows.map(({ key }) => key),
    ['forever', 'late', 'late', 'new', 'new', 'new', 'new', 'new', 'new', 'new'],
  )
})

test('more rows than one statement takes are all removed, by several processes at once', async (t) => {
  const { pool } = await createTestDatabase(t)
  await pool.query(`insert into otpost.rate_limits
    select 'a', n::text, 1, now() - interval '1 second' from generate_series(1, 12000) n`)
  const runs = await Promise.all([1, 2, 3].map(() => createSweep(createDb(pool)).run()))
  assert.equal(
    runs.reduce((sum, { rate_limits = 0 }) => sum + rate_limits, 0),
    12_000,
  )
  const { rows } = await pool.query('select count(*)::int as left from otpost.rate_limits')
  assert.equal(rows[0].left, 0)
})

test('each tenant keeps its newest messages in the inbox', async (t) => {
  const { pool } = await createTestDatabase(t)
  await pool.query(
    `insert into otpost.inbox (tenant_id, message_id, recipient, delivery_method, sealed_text)
     select tenant, 'msg_' || lpad(n::text, 6, '0'), '+1', 'text', ''
     from generate_series(1, $1::int) n, (values ('a'), ('b')) as t(tenant) where tenant = 'a' or n <= 10`,
    [inboxCapacity + 7],
  )
  assert.equal((await createSweep(createDb(pool)).run()).inbox, 7)
  const { rows } = await pool.query(
    'select tenant_id, count(*)::int as kept, min(message_id) as oldest from otpost.inbox group by 1 order by 1',
  )
  assert.deepEqual(rows, [
    { tenant_id: 'a', kept: inboxCapacity, oldest: 'msg_000008' },
    { tenant_id: 'b', kept: 10, oldest: 'msg_000001' },
  ])
})

test('a send whose process died is settled as unknown; a young one and a finished one stay', async (t) => {
  const { pool } = await createTestDatabase(t)
  const insert = async (age: string, status: string) => {
    const id = createTimedId('msg')
    await pool.query(
      `insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, provider_kind, created_at)
       values ('a', $1, '+1', 'login', 'text', 'k', now() - $2::interval)`,
      [id, age],
    )
    await pool.query(
      `insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, started_at)
       values ('a', $1, 1, 'p', 'k', $2, now() - $3::interval)`,
      [id, status, age],
    )
    return id
  }
  const read = async (id: string) => {
    const { rows } = await pool.query(
      `select m.status, m.settled_at is not null as settled, a.outcome, a.failure, a.detail
       from otpost.message_states m join otpost.attempts a on a.message_id = m.id where m.id = $1`,
      [id],
    )
    return rows[0]
  }
  const abandoned = {
    status: 'failed',
    settled: true,
    outcome: 'failed',
    failure: 'unknown_error',
    detail: 'The process ended before the provider responded.',
  }
  const dead = await insert('3 minutes', 'sending')
  const young = await insert('1 minute', 'sending')
  const done = await insert('3 minutes', 'accepted')
  const sweep = createSweep(createDb(pool))
  const [first, second] = await Promise.all([sweep.run(), createSweep(createDb(pool)).run()])
  assert.equal((first.settled ?? 0) + (second.settled ?? 0), 1)
  assert.deepEqual(await read(dead), abandoned)
  assert.equal((await read(young)).outcome, 'sending')
  assert.equal((await read(done)).outcome, 'accepted')

  const later = await insert('3 minutes', 'sending')
  assert.equal((await sweep.run()).settled, 1, 'a later run finds what died since')
  assert.deepEqual(await read(later), abandoned)
})
