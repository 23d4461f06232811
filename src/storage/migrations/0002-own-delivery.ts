import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// What operators write themselves: webhooks' keys, Actions, Hooks, phone templates, and the messages that wait for
// another try. Code is sealed as options are: scripts written for Authgear carry their keys in their text.
export const ownDelivery: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table otpost.phone_providers
      add column id text,
      add column disabled boolean not null default false,
      add column sealed_extra bytea,
      add column created_at timestamptz not null default now();
    update otpost.phone_providers set id = 'pro_' || substr(md5(random()::text), 1, 22);
    alter table otpost.phone_providers alter column id set not null;

    create table otpost.webhook_keys (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      sealed_secret bytea not null,
      created_at timestamptz not null,
      retires_at timestamptz,
      primary key (tenant_id, id)
    );
    create table otpost.actions (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      name text not null,
      trigger_id text not null,
      trigger_version text not null,
      runtime text not null,
      sealed_code bytea not null,
      dependencies json not null,
      sealed_secrets bytea not null,
      status text not null,
      problems json not null,
      build_id text,
      deployed_version_id text,
      all_changes_deployed boolean not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (tenant_id, id)
    );
    create table otpost.action_versions (
      tenant_id text not null,
      id text not null,
      action_id text not null,
      number integer not null,
      runtime text not null,
      sealed_code bytea not null,
      dependencies json not null,
      sealed_secrets bytea not null,
      build_id text not null,
      built_at timestamptz not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, action_id, number),
      foreign key (tenant_id, action_id) references otpost.actions (tenant_id, id) on delete cascade
    );
    create table otpost.action_bindings (
      tenant_id text not null,
      id text not null,
      trigger_id text not null,
      action_id text not null,
      display_name text not null,
      position integer not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, action_id) references otpost.actions (tenant_id, id) on delete cascade
    );
    create table otpost.action_executions (
      tenant_id text not null,
      id text not null,
      trigger_id text not null,
      action_name text not null,
      error json,
      started_at timestamptz not null,
      ended_at timestamptz not null,
      primary key (tenant_id, id)
    );
    create index action_executions_by_age on otpost.action_executions (ended_at);
    create table otpost.hooks (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      name text not null,
      trigger_id text not null,
      enabled boolean not null,
      sealed_script bytea not null,
      dependencies json not null,
      sealed_secrets bytea not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, name)
    );
    create unique index hooks_one_enabled on otpost.hooks (tenant_id, trigger_id) where enabled;
    create table otpost.phone_templates (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      type text not null,
      disabled boolean not null,
      from_number text,
      text_body text,
      voice_body text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, type)
    );
    create table otpost.script_builds (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      sealed_build bytea not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );

    create table otpost.attempt_consoles (
      tenant_id text not null,
      message_id text not null,
      attempt integer not null,
      sealed_console bytea not null,
      primary key (tenant_id, message_id, attempt)
    );
    alter table otpost.attempts add column execution_id text;
    create table otpost.queued_messages (
      tenant_id text not null,
      message_id text not null,
      sealed_message bytea not null,
      expires_at timestamptz not null,
      primary key (tenant_id, message_id)
    );
    create index queued_messages_by_expiry on otpost.queued_messages (expires_at);
  `.execute(db)
}
