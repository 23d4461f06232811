import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// What requests name to say for whom a message is. A message keeps the id, or the label where there is no organization of
// that name, so it refers to no row here: what was sent stays as it was sent.
export const organizations: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table otpost.organizations (
      tenant_id text not null references otpost.tenants (id) on delete cascade,
      id text not null,
      name text not null,
      display_name text not null,
      metadata json not null,
      branding json,
      extra json not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, name)
    );
  `.execute(db)
}
