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
  `.execute(db)
}
