import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// Users with passwords, second factors, texts in languages, and what is set for a tenant as a whole.
export const secondFactor: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table otpost.users drop constraint users_pkey;
    alter table otpost.users drop constraint users_tenant_id_user_id_key;
    alter table otpost.users
      add primary key (tenant_id, user_id),
      alter column phone_number drop not null,
      add column email text,
      add column email_verified boolean not null default false,
      add column username text,
      add column password_hash text,
      add column password_changed_at timestamptz;
    create unique index users_one_phone on otpost.users (tenant_id, connection_id, phone_number);
    create unique index users_one_email on otpost.users (tenant_id, connection_id, email);
    create unique index users_one_username on otpost.users (tenant_id, connection_id, lower(username));
    create index users_by_email on otpost.users (tenant_id, email);

    alter table otpost.tenant_hosts add column position integer not null default 0;

    create table otpost.authenticators (
      tenant_id text not null,
      id text not null,
      user_id text not null,
      kind text not null,
      active boolean not null,
      phone_number text,
      sealed_secret bytea,
      last_time_step bigint,
      recovery_code_hash text,
      created_at timestamptz not null,
      enrolled_at timestamptz,
      last_used_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, user_id) references otpost.users (tenant_id, user_id) on delete cascade
    );
    create index authenticators_by_user on otpost.authenticators (tenant_id, user_id);
    create unique index authenticators_one_recovery_code on otpost.authenticators (tenant_id, user_id)
      where kind = 'recovery_code';
    create table otpost.buckets (
      tenant_id text not null,
      key text not null,
      tokens double precision not null,
      counted_at timestamptz not null,
      full_at timestamptz not null,
      primary key (tenant_id, key)
    );
    create table otpost.password_resets (
      tenant_id text not null,
      id text not null,
      user_id text,
      recipient text,
      contact_hash text not null,
      expires_at timestamptz not null,
      primary key (tenant_id, id)
    );
    create index password_resets_by_user on otpost.password_resets (tenant_id, user_id);
    create index password_resets_by_expiry on otpost.password_resets (expires_at);
    create index token_records_by_account on otpost.token_records (tenant_id, (payload->>'accountId'));

    create table otpost.tenant_settings (
      tenant_id text primary key references otpost.tenants (id) on delete cascade,
      sealed_settings bytea not null
    );
    create table otpost.message_templates (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      purpose text not null,
      locale text not null,
      delivery_method text not null,
      body text not null,
      updated_at timestamptz not null,
      primary key (tenant_id, purpose, locale, delivery_method)
    );
    insert into otpost.message_templates
      select t.tenant_id, p.purpose, '*', b.delivery_method, b.body, t.updated_at
      from otpost.phone_templates t
      join (values
        ('otp_verify', 'login'), ('otp_verify', 'signup'), ('otp_verify', 'verification'), ('otp_verify', 'mfa'),
        ('otp_enroll', 'mfa_enrollment'), ('change_password', 'password_reset'),
        ('blocked_account', 'blocked_account'), ('password_breach', 'password_breach')
      ) as p (type, purpose) on p.type = t.type
      cross join lateral (values ('text', t.text_body), ('voice', t.voice_body)) as b (delivery_method, body)
      where b.body is not null;
    alter table otpost.phone_templates drop column text_body, drop column voice_body;
  `.execute(db)
}
