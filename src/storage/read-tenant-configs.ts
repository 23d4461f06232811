// Reads the configuration of one tenant or of all, one query per table, and opens what is sealed.

import type { Kysely, Selectable } from 'kysely'
import type { StoredTenantConfig } from '#src/identity/ports.ts'
import {
  type Client,
  type ClientCredential,
  clientAuthMethods,
  type Organization,
  type ResourceServer,
  type SigningKey,
} from '#src/identity/records.ts'
import { deliveryMethods, templatePurposes } from '#src/messaging/types.ts'
import { unsetPhoneProvider } from '#src/settings/phone-provider.ts'
import {
  type Connection,
  type JsonObject,
  type MessageTemplate,
  type PhoneProviderSetting,
  type PhoneTemplate,
  phoneTemplateTypes,
  type TenantSettings,
  type WebhookKey,
} from '#src/settings/records.ts'
import { defaultTenantSettings } from '#src/settings/tenant-settings.ts'
import type {
  ClientsTable,
  ConnectionsTable,
  MessageTemplatesTable,
  OrganizationsTable,
  PhoneProvidersTable,
  PhoneTemplatesTable,
  ResourceServersTable,
  SigningKeysTable,
  TenantSettingsTable,
  WebhookKeysTable,
} from './schema/configuration-tables.ts'
import type { Database } from './schema.ts'
import { toAction, toActionBinding, toHook } from './script-rows.ts'
import type { Seal } from './seal.ts'

export async function readTenantConfigs(
  db: Kysely<Database>,
  seal: Seal,
  tenantId?: string,
): Promise<StoredTenantConfig[]> {
  const only = <Q extends { where(column: 'tenant_id', op: '=', value: string): Q }>(query: Q): Q =>
    tenantId === undefined ? query : query.where('tenant_id', '=', tenantId)

  let tenantQuery = db.selectFrom('tenants').selectAll()
  if (tenantId !== undefined) tenantQuery = tenantQuery.where('id', '=', tenantId)
  const tenants = await tenantQuery.orderBy('created_at').execute()
  const hosts = await only(db.selectFrom('tenant_hosts').selectAll())
    .orderBy('position')
    .orderBy('host')
    .execute()
  const connections = await only(db.selectFrom('connections').selectAll())
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const clients = await only(db.selectFrom('clients').selectAll())
    .orderBy('created_at')
    .orderBy('client_id')
    .execute()
  const grants = await only(db.selectFrom('client_grants').selectAll())
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const servers = await only(db.selectFrom('resource_servers').selectAll()).orderBy('created_at').execute()
  const organizations = await only(db.selectFrom('organizations').selectAll())
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const providers = await only(db.selectFrom('phone_providers').selectAll()).execute()
  const keys = await only(db.selectFrom('signing_keys').selectAll())
    .orderBy('current', 'desc')
    .orderBy('created_at', 'desc')
    .execute()
  const webhookKeys = await only(db.selectFrom('webhook_keys').selectAll())
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  const actions = await only(db.selectFrom('actions').selectAll())
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const deployedIds = actions.flatMap(({ deployed_version_id }) => deployed_version_id ?? [])
  const deployed =
    deployedIds.length === 0
      ? []
      : await only(db.selectFrom('action_versions').selectAll()).where('id', 'in', deployedIds).execute()
  const bindings = await only(db.selectFrom('action_bindings').selectAll()).orderBy('position').execute()
  const hooks = await only(db.selectFrom('hooks').selectAll()).orderBy('created_at').orderBy('id').execute()
  const templates = await only(db.selectFrom('phone_templates').selectAll()).orderBy('created_at').execute()
  const messageTemplates = await only(db.selectFrom('message_templates').selectAll())
    .orderBy('purpose')
    .orderBy('locale')
    .orderBy('delivery_method')
    .execute()
  const settings = await only(db.selectFrom('tenant_settings').selectAll()).execute()

  return tenants.map((tenant) => {
    const own = <Row extends { tenant_id: string }>(rows: Row[]) =>
      rows.filter((row) => row.tenant_id === tenant.id)
    const [provider] = own(providers)
    const [ownSettings] = own(settings)
    return {
      tenant: {
        id: tenant.id,
        name: tenant.name,
        friendlyName: tenant.friendly_name,
        locales: tenant.locales,
        hosts: own(hosts).map((row) => row.host),
      },
      version: Number(tenant.version),
      connections: own(connections).map((row) => toConnection(row, seal)),
      clients: new Map(own(clients).map((row) => [row.client_id, toClient(row, seal)])),
      clientGrants: own(grants).map((row) => ({
        id: row.id,
        clientId: row.client_id,
        audience: row.audience,
        scope: row.scope,
      })),
      resourceServers: own(servers).map(toResourceServer),
      organizations: own(organizations).map(toOrganization),
      phoneProvider: provider ? toPhoneProvider(provider, seal) : unsetPhoneProvider,
      webhookKeys: own(webhookKeys).map((row) => toWebhookKey(row, seal)),
      actions: own(actions).map((row) => toAction(row, own(deployed), seal)),
      actionBindings: own(bindings).map(toActionBinding),
      hooks: own(hooks).map((row) => toHook(row, seal)),
      phoneTemplates: own(templates).map(toPhoneTemplate),
      messageTemplates: own(messageTemplates).flatMap(toMessageTemplate),
      settings: ownSettings ? toSettings(ownSettings, seal) : defaultTenantSettings,
      signingKeys: own(keys).map((row) => toSigningKey(row, seal)),
    }
  })
}

function toConnection(row: Selectable<ConnectionsTable>, seal: Seal): Connection {
  return {
    id: row.id,
    name: row.name,
    strategy: row.strategy,
    options: openObject(seal, `${row.tenant_id}/connections/${row.id}/options`, row.sealed_options),
    isDomainConnection: row.is_domain_connection,
    realms: row.realms,
    enabledClients: row.enabled_clients,
    extra: row.extra as JsonObject, // written from one by directory-store
    createdAt: row.created_at,
  }
}

function toClient(row: Selectable<ClientsTable>, seal: Seal): Client {
  return {
    clientId: row.client_id,
    name: row.name,
    secret: seal.open(`${row.tenant_id}/clients/${row.client_id}/secret`, row.sealed_secret),
    authMethod: clientAuthMethods.find((method) => method === row.auth_method) ?? 'client_secret_post',
    grantTypes: row.grant_types,
    credentials: row.credentials as ClientCredential[], // written from them by directory-store
    trustsForwardedFor: row.trusts_forwarded_for,
    idTokenLifetimeSeconds: row.id_token_lifetime_seconds,
    idTokenAlg: row.id_token_alg === 'HS256' ? 'HS256' : 'RS256',
    extra: row.extra as JsonObject, // written from one by directory-store
    createdAt: row.created_at,
  }
}

function toResourceServer(row: Selectable<ResourceServersTable>): ResourceServer {
  return {
    id: row.id,
    identifier: row.identifier,
    name: row.name,
    scopes: row.scopes as ResourceServer['scopes'], // written from them by directory-store
    tokenLifetimeSeconds: row.token_lifetime_seconds,
    allowOfflineAccess: row.allow_offline_access,
    extra: row.extra as JsonObject, // written from one by directory-store
  }
}

function toOrganization(row: Selectable<OrganizationsTable>): Organization {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    metadata: row.metadata as Organization['metadata'], // written from one by directory-store
    ...(row.branding !== null && { branding: row.branding as JsonObject }), // written from one by directory-store
    extra: row.extra as JsonObject, // written from one by directory-store
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toPhoneProvider(row: Selectable<PhoneProvidersTable>, seal: Seal): PhoneProviderSetting {
  const where = `${row.tenant_id}/phone_provider`
  return {
    id: row.id,
    kind: row.kind,
    disabled: row.disabled,
    deliveryMethods: deliveryMethods.filter((method) => row.delivery_methods.includes(method)),
    config: openObject(seal, `${where}/config`, row.sealed_config),
    extra: row.sealed_extra ? openObject(seal, `${where}/extra`, row.sealed_extra) : {},
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toWebhookKey(row: Selectable<WebhookKeysTable>, seal: Seal): WebhookKey {
  return {
    id: row.id,
    secret: seal.open(`${row.tenant_id}/webhook_keys/${row.id}`, row.sealed_secret),
    createdAt: row.created_at,
    ...(row.retires_at !== null && { retiresAt: row.retires_at }),
  }
}

function toPhoneTemplate(row: Selectable<PhoneTemplatesTable>): PhoneTemplate {
  return {
    id: row.id,
    type: phoneTemplateTypes.find((type) => type === row.type) ?? 'otp_verify',
    disabled: row.disabled,
    ...(row.from_number !== null && { from: row.from_number }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toMessageTemplate(row: Selectable<MessageTemplatesTable>): MessageTemplate[] {
  const purpose = templatePurposes.find((known) => known === row.purpose)
  const deliveryMethod = deliveryMethods.find((known) => known === row.delivery_method)
  if (!purpose || !deliveryMethod) return []
  return [{ purpose, deliveryMethod, locale: row.locale, body: row.body, updatedAt: row.updated_at }]
}

// Written from one by directory-store; what an older version did not write is as it is by default.
function toSettings(
  { tenant_id, sealed_settings }: Selectable<TenantSettingsTable>,
  seal: Seal,
): TenantSettings {
  const written: Partial<TenantSettings> = JSON.parse(seal.open(`${tenant_id}/settings`, sealed_settings))
  return { ...defaultTenantSettings, ...written }
}

function toSigningKey(row: Selectable<SigningKeysTable>, seal: Seal): SigningKey {
  return {
    kid: row.kid,
    privateJwk: openObject(seal, `${row.tenant_id}/signing_keys/${row.kid}`, row.sealed_private_jwk),
    certificate: row.certificate,
    current: row.current,
    createdAt: row.created_at,
  }
}

function openObject(seal: Seal, where: string, sealed: Buffer): JsonObject {
  return JSON.parse(seal.open(where, sealed))
}
