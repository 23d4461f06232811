import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// Configuration tables have foreign keys. The tables written on each send have none: a foreign key would lock
// the tenant's row for every message, and sends never name a tenant that was not just read from memory.
// Those tables get room on their pages (fillfactor) because each row is updated once, soon after it is written.
export const phoneLogin: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table otpost.tenants (
      id text primary key,
      name text not null unique,
      friendly_name text not null,
      locales text[] not null,
      version bigint not null default 1,
      created_at timestamptz not null default now()
    );
    create table otpost.tenant_hosts (
      host text primary key,
      tenant_id text not null references otpost.tenants (id) on delete cascade
    );
    create table otpost.connections (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      name text not null,
      strategy text not null,
      is_domain_connection boolean not null,
      realms text[] not null,
      enabled_clients text[] not null,
      sealed_options bytea not null,
      extra json not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, name)
    );
    create table otpost.clients (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      client_id text not null,
      name text not null,
      sealed_secret bytea not null,
      auth_method text not null,
      grant_types text[] not null,
      credentials json not null,
      trusts_forwarded_for boolean not null,
      id_token_lifetime_seconds integer not null,
      id_token_alg text not null,
      extra json not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, client_id)
    );
    create table otpost.client_grants (
      tenant_id text not null,
      id text not null,
      client_id text not null,
      audience text not null,
      scope text[] not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, client_id, audience),
      foreign key (tenant_id, client_id) references otpost.clients (tenant_id, client_id) on delete cascade
    );
    create table otpost.resource_servers (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      identifier text not null,
      name text not null,
      scopes json not null,
      token_lifetime_seconds integer not null,
      allow_offline_access boolean not null,
      extra json not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, identifier)
    );
    create table otpost.phone_providers (
      tenant_id text primary key references otpost.tenants (id) on delete cascade,
      kind text not null,
      delivery_methods text[] not null,
      sealed_config bytea not null,
      updated_at timestamptz not null default now()
    );
    create table otpost.signing_keys (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      kid text not null,
      sealed_private_jwk bytea not null,
      certificate text not null,
      current boolean not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, kid)
    );
    create unique index signing_keys_one_current on otpost.signing_keys (tenant_id) where current;
    create table otpost.users (
      tenant_id text not null,
      user_id text not null,
      connection_id text not null,
      phone_number text not null,
      phone_verified boolean not null default false,
      blocked boolean not null default false,
      profile json not null,
      logins_count integer not null default 0,
      last_login timestamptz,
      last_ip text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, connection_id, phone_number),
      unique (tenant_id, user_id)
    );
    create index users_by_phone on otpost.users (tenant_id, phone_number);

    create table otpost.codes (
      tenant_id text not null,
      scope text not null,
      identifier text not null,
      code_id text not null,
      code_hash text not null,
      tries integer not null,
      max_tries integer not null,
      user_id text not null,
      message_id text not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      primary key (tenant_id, scope, identifier)
    ) with (fillfactor = 80);
    create table otpost.failures (
      tenant_id text not null,
      scope text not null,
      identifier text not null,
      ip text not null,
      failures integer not null,
      last_failure_at timestamptz not null,
      primary key (tenant_id, scope, identifier, ip)
    );
    create table otpost.rate_limits (
      tenant_id text not null,
      key text not null,
      hits bigint not null,
      window_ends_at timestamptz not null,
      primary key (tenant_id, key)
    ) with (fillfactor = 50);
    create table otpost.messages (
      tenant_id text not null,
      id text not null,
      recipient text not null,
      purpose text not null,
      delivery_method text not null,
      locale text,
      client_id text,
      organization text,
      ip text,
      user_agent text,
      provider_kind text not null,
      created_at timestamptz not null,
      primary key (tenant_id, id)
    );
    create index messages_by_recipient on otpost.messages (tenant_id, recipient, id);
    create table otpost.attempts (
      tenant_id text not null,
      message_id text not null,
      attempt integer not null,
      provider_id text not null,
      provider_kind text not null,
      outcome text not null,
      failure text,
      provider_message_id text,
      provider_error_code text,
      http_status integer,
      detail text,
      duration_ms double precision,
      started_at timestamptz not null,
      settled_at timestamptz,
      primary key (tenant_id, message_id, attempt)
    ) with (fillfactor = 70);
    -- A message is what was meant to happen and is written once; how it stands is how its last attempt stands.
    create view otpost.message_states as
      select m.*, coalesce(a.outcome, 'queued') as status, a.settled_at
      from otpost.messages m
      left join lateral (
        select outcome, settled_at from otpost.attempts
        where tenant_id = m.tenant_id and message_id = m.id
        order by attempt desc limit 1
      ) a on true;
    create table otpost.inbox (
      tenant_id text not null,
      message_id text not null,
      recipient text not null,
      delivery_method text not null,
      sealed_text bytea not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, message_id)
    );
    create table otpost.token_records (
      tenant_id text not null,
      model text not null,
      id_hash text not null,
      grant_id text,
      payload json not null,
      expires_at timestamptz,
      consumed_at timestamptz,
      primary key (tenant_id, model, id_hash)
    );
    create index token_records_by_grant on otpost.token_records (tenant_id, grant_id);
    create index token_records_by_expiry on otpost.token_records (expires_at);
    create table otpost.idempotency_keys (
      tenant_id text not null,
      client_id text not null,
      key text not null,
      request_hash text not null,
      status integer,
      body text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, client_id, key)
    );
  `.execute(db)
}
