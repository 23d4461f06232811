import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// Who works in the portal, and what was changed by whom. Sessions are known by a hash of what the browser holds; their
// tokens against forged requests are derived from that, so no row has one.
export const portal: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table otpost.administrators (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      email text not null,
      password_hash text not null,
      role text not null,
      password_changed_at timestamptz,
      created_at timestamptz not null,
      last_sign_in_at timestamptz,
      primary key (tenant_id, id),
      unique (tenant_id, email)
    );
    create table otpost.admin_sessions (
      tenant_id text not null,
      id_hash text not null,
      administrator_id text not null,
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      confirmed_until timestamptz,
      primary key (tenant_id, id_hash),
      foreign key (tenant_id, administrator_id) references otpost.administrators (tenant_id, id) on delete cascade
    );
    create index admin_sessions_by_administrator on otpost.admin_sessions (tenant_id, administrator_id);
    create index admin_sessions_by_expiry on otpost.admin_sessions (expires_at);
    create table otpost.audit_log (
      tenant_id text not null,
      id text not null,
      at timestamptz not null default now(),
      actor_kind text not null,
      actor_id text not null,
      actor_email text,
      action text not null,
      resource text not null,
      fields text[] not null,
      request_id text not null,
      primary key (tenant_id, id)
    );
    create index audit_log_by_age on otpost.audit_log (at);

    -- That a message's code was used outlives the code, for conversion and for the message's own story.
    create table otpost.verified_messages (
      tenant_id text not null,
      message_id text not null,
      verified_at timestamptz not null default now(),
      primary key (tenant_id, message_id)
    );
    create index test_messages on otpost.messages (tenant_id) where purpose = 'test';

    -- What a message said, rendered without its code.
    alter table otpost.messages add column masked_text text, add column code_expires_at timestamptz;

    -- What a provider tells of a message after it took it. Each of its words once; which come too late is not written.
    create table otpost.delivery_reports (
      tenant_id text not null,
      message_id text not null,
      provider_message_id text not null,
      status text not null,
      error_code text,
      reported_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, message_id, provider_message_id, status)
    );
    -- A message stands as its last attempt stands, unless its provider has said since what became of it. That it arrived
    -- is true of the message, whichever attempt it was; that it did not is true of one attempt.
    drop view otpost.message_states;
    create view otpost.message_states as
      select m.tenant_id, m.id, m.recipient, m.purpose, m.delivery_method, m.locale, m.client_id, m.organization, m.ip,
        m.user_agent, m.provider_kind, m.created_at,
        case
          when r.status = 'delivered' then 'delivered'
          when r.status is not null and a.outcome = 'accepted' then 'failed'
          else coalesce(a.outcome, 'queued')
        end as status,
        a.settled_at
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
