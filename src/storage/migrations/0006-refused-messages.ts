import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// A message that is refused has a row like any other, with its reason and without an attempt.
export const refusedMessages: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table otpost.messages add column refusal text, add column refusal_detail text;

    drop view otpost.message_states;
    create view otpost.message_states as
      select m.tenant_id, m.id, m.recipient, m.purpose, m.delivery_method, m.locale, m.client_id, m.organization, m.ip,
        m.user_agent, m.provider_kind, m.created_at, m.refusal, m.refusal_detail,
        case
          when m.refusal is not null then 'refused'
          when r.status = 'delivered' then 'delivered'
          when r.status is not null and a.outcome = 'accepted' then 'failed'
          else coalesce(a.outcome, 'queued')
        end as status,
        case when m.refusal is not null then m.created_at else a.settled_at end as settled_at
      from otpost.messages m
      left join lateral (
        select outcome, settled_at, provider_message_id from otpost.attempts
        where tenant_id = m.tenant_id and message_id = m.id
        order by attempt desc limit 1
      ) a on true
      left join lateral (
        select status from otpost.delivery_reports
        where tenant_id = m.tenant_id and message_id = m.id and (status = 'delivered'
          or status in ('failed', 'undelivered') and provider_message_id in ('', a.provider_message_id))
        order by status limit 1
      ) r on true;
  `.execute(db)
}
