// Tenants and their configuration. Secrets are sealed here and nowhere else; what leaves this file is clear.

import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { DirectoryStore, TenantWriter } from '#src/identity/ports.ts'
import type { Client, Organization, SigningKey, Tenant } from '#src/identity/records.ts'
import type { Connection, PhoneProviderSetting } from '#src/settings/records.ts'
import { changeChannel, listenForChanges } from './change-events.ts'
import type { Db } from './database.ts'
import { readTenantConfigs } from './read-tenant-configs.ts'
import type { Database } from './schema.ts'
import { createScriptWriter } from './script-rows.ts'
import type { Seal } from './seal.ts'

export function createDirectoryStore(db: Db, pool: Pool, seal: Seal): DirectoryStore {
  return {
    loadAll: () => readTenantConfigs(db, seal),

    async versions() {
      const rows = await db.selectFrom('tenants').select(['id', 'version']).execute()
      return new Map(rows.map((row) => [row.id, Number(row.version)]))
    },

    change: (tenantId, change) =>
      db.transaction().execute(async (trx) => {
        // Taking the tenant's row first makes changes of one tenant follow each other.
        await trx
          .updateTable('tenants')
          .set({ version: sql`version + 1` })
          .where('id', '=', tenantId)
          .executeTakeFirstOrThrow()
        const [config] = await readTenantConfigs(trx, seal, tenantId)
        if (!config) throw new Error(`There is no tenant ${tenantId}.`)
        const result = await change(config, createWriter(trx, seal, tenantId))
        await sql`select pg_notify(${changeChannel}, ${tenantId})`.execute(trx)
        return result
      }),

    createTenant: (tenant: Tenant) =>
      db.transaction().execute(async (trx) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('tenants')
          .values({
            id: tenant.id,
            name: tenant.name,
            friendly_name: tenant.friendlyName,
            locales: [...tenant.locales],
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) return false
        const hosts = tenant.hosts.map((host, position) => ({ host, tenant_id: tenant.id, position }))
        if (hosts.length > 0) await trx.insertInto('tenant_hosts').values(hosts).execute()
        await sql`select pg_notify(${changeChannel}, ${tenant.id})`.execute(trx)
        return true
      }),

    listen: (onChange) => listenForChanges(pool, onChange),
  }
}

function createWriter(db: Kysely<Database>, seal: Seal, tenantId: string): TenantWriter {
  const tenant = { tenant_id: tenantId }
  return {
    async putTenant({ name, friendlyName, locales }) {
      await db
        .updateTable('tenants')
        .set({ name, friendly_name: friendlyName, locales: [...locales] })
        .where('id', '=', tenantId)
        .execute()
    },
    async putConnection(connection) {
      const row = connectionRow(connection, tenantId, seal)
      await db
        .insertInto('connections')
        .values({
          ...tenant,
          id: connection.id,
          name: connection.name,
          ...row,
          created_at: connection.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removeConnection(id) {
      await db.deleteFrom('connections').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
      await db.deleteFrom('users').where('tenant_id', '=', tenantId).where('connection_id', '=', id).execute()
      await db.deleteFrom('codes').where('tenant_id', '=', tenantId).where('scope', '=', id).execute()
    },
    async putClient(client) {
      const row = clientRow(client, tenantId, seal)
      await db
        .insertInto('clients')
        .values({ ...tenant, client_id: client.clientId, ...row, created_at: client.createdAt })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'client_id']).doUpdateSet(row))
        .execute()
    },
    async removeClient(clientId) {
      await db
        .deleteFrom('clients')
        .where('tenant_id', '=', tenantId)
        .where('client_id', '=', clientId)
        .execute()
    },
    async putClientGrant({ id, clientId, audience, scope }) {
      await db
        .insertInto('client_grants')
        .values({ ...tenant, id, client_id: clientId, audience, scope: [...scope] })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet({ scope: [...scope] }))
        .execute()
    },
    async removeClientGrant(id) {
      await db.deleteFrom('client_grants').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async putResourceServer(server) {
      const row = {
        name: server.name,
        scopes: JSON.stringify(server.scopes),
        token_lifetime_seconds: server.tokenLifetimeSeconds,
        allow_offline_access: server.allowOfflineAccess,
        extra: JSON.stringify(server.extra),
      }
      await db
        .insertInto('resource_servers')
        .values({ ...tenant, id: server.id, identifier: server.identifier, ...row })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removeResourceServer(id) {
      await db.deleteFrom('resource_servers').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async putOrganization(organization) {
      const row = organizationRow(organization)
      await db
        .insertInto('organizations')
        .values({ ...tenant, id: organization.id, ...row, created_at: organization.createdAt })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removeOrganization(id) {
      await db.deleteFrom('organizations').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async putPhoneProvider(setting) {
      const row = phoneProviderRow(setting, tenantId, seal)
      await db
        .insertInto('phone_providers')
        .values({ ...tenant, ...row })
        .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
        .execute()
    },
    async putWebhookKey({ id, secret, createdAt, retiresAt }) {
      const row = { retires_at: retiresAt ?? null }
      await db
        .insertInto('webhook_keys')
        .values({
          ...tenant,
          id,
          sealed_secret: seal.seal(`${tenantId}/webhook_keys/${id}`, secret),
          created_at: createdAt,
          ...row,
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
      await db
        .deleteFrom('webhook_keys')
        .where('tenant_id', '=', tenantId)
        .where('retires_at', '<', new Date())
        .execute()
    },
    ...createScriptWriter(db, seal, tenantId),
    async putPhoneTemplate(template) {
      const row = {
        disabled: template.disabled,
        from_number: template.from ?? null,
        updated_at: template.updatedAt,
      }
      await db
        .insertInto('phone_templates')
        .values({ ...tenant, id: template.id, type: template.type, ...row, created_at: template.createdAt })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removePhoneTemplate(id) {
      await db.deleteFrom('phone_templates').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async putMessageTemplate({ purpose, locale, deliveryMethod, body, updatedAt }) {
      const row = { body, updated_at: updatedAt }
      await db
        .insertInto('message_templates')
        .values({ ...tenant, purpose, locale, delivery_method: deliveryMethod, ...row })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'purpose', 'locale', 'delivery_method']).doUpdateSet(row),
        )
        .execute()
    },
    async removeMessageTemplate({ purpose, locale, deliveryMethod }) {
      await db
        .deleteFrom('message_templates')
        .where((eb) => eb.and({ ...tenant, purpose, locale, delivery_method: deliveryMethod }))
        .execute()
    },
    async putSettings(settings) {
      const row = { sealed_settings: seal.seal(`${tenantId}/settings`, JSON.stringify(settings)) }
      await db
        .insertInto('tenant_settings')
        .values({ ...tenant, ...row })
        .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
        .execute()
    },
    async putHosts(hosts) {
      const taken = await db
        .selectFrom('tenant_hosts')
        .select('host')
        .where('tenant_id', '<>', tenantId)
        .where('host', 'in', hosts.length > 0 ? [...hosts] : [''])
        .executeTakeFirst()
      if (taken) return taken.host
      await db.deleteFrom('tenant_hosts').where('tenant_id', '=', tenantId).execute()
      if (hosts.length > 0) {
        const rows = hosts.map((host, position) => ({ ...tenant, host, position }))
        await db.insertInto('tenant_hosts').values(rows).execute()
      }
      return undefined
    },
    async addSigningKey(key) {
      await db.updateTable('signing_keys').set({ current: false }).where('tenant_id', '=', tenantId).execute()
      await db
        .insertInto('signing_keys')
        .values(signingKeyRow(key, tenantId, seal))
        .execute()
    },
  }
}

function connectionRow(connection: Connection, tenantId: string, seal: Seal) {
  return {
    strategy: connection.strategy,
    is_domain_connection: connection.isDomainConnection,
    realms: [...connection.realms],
    enabled_clients: [...connection.enabledClients],
    sealed_options: seal.seal(
      `${tenantId}/connections/${connection.id}/options`,
      JSON.stringify(connection.options),
    ),
    extra: JSON.stringify(connection.extra),
  }
}

function clientRow(client: Client, tenantId: string, seal: Seal) {
  return {
    name: client.name,
    sealed_secret: seal.seal(`${tenantId}/clients/${client.clientId}/secret`, client.secret),
    auth_method: client.authMethod,
    grant_types: [...client.grantTypes],
    credentials: JSON.stringify(client.credentials),
    trusts_forwarded_for: client.trustsForwardedFor,
    id_token_lifetime_seconds: client.idTokenLifetimeSeconds,
    id_token_alg: client.idTokenAlg,
    extra: JSON.stringify(client.extra),
  }
}

function organizationRow({ name, displayName, metadata, branding, extra, updatedAt }: Organization) {
  return {
    name,
    display_name: displayName,
    metadata: JSON.stringify(metadata),
    branding: branding ? JSON.stringify(branding) : null,
    extra: JSON.stringify(extra),
    updated_at: updatedAt,
  }
}

function phoneProviderRow(setting: PhoneProviderSetting, tenantId: string, seal: Seal) {
  return {
    id: setting.id,
    kind: setting.kind,
    disabled: setting.disabled,
    delivery_methods: [...setting.deliveryMethods],
    sealed_config: seal.seal(`${tenantId}/phone_provider/config`, JSON.stringify(setting.config)),
    sealed_extra: seal.seal(`${tenantId}/phone_provider/extra`, JSON.stringify(setting.extra)),
    created_at: setting.createdAt,
    updated_at: setting.updatedAt,
  }
}

function signingKeyRow(key: SigningKey, tenantId: string, seal: Seal) {
  return {
    tenant_id: tenantId,
    kid: key.kid,
    sealed_private_jwk: seal.seal(`${tenantId}/signing_keys/${key.kid}`, JSON.stringify(key.privateJwk)),
    certificate: key.certificate,
    current: true,
    created_at: key.createdAt,
  }
}
