// What every tenant begins with: a key to sign with, its connections, and a client for the Management API. Within a
// change of the tenant, so that it has all of it or nothing.

import { createId, randomAlphanumerics } from '#src/messaging/ids.ts'
import { databaseStrategy, defaultDatabaseOptions } from '#src/settings/database-options.ts'
import type { Connection, JsonObject } from '#src/settings/records.ts'
import { defaultTenantSettings } from '#src/settings/tenant-settings.ts'
import { allManagementScopes } from '../clients/scopes.ts'
import type { TenantWriter } from '../ports.ts'
import { type Client, managementAudience, type SigningKey, type TenantConfig } from '../records.ts'

export interface ManagementCredentials {
  readonly clientId: string
  readonly secret: string
}

export function newManagementCredentials(): ManagementCredentials {
  return { clientId: randomAlphanumerics(32), secret: randomAlphanumerics(64) }
}

/** Nothing was ever put into it, not even by a start or a command that was cut off. */
export function isEmptyTenant({ signingKeys }: Pick<TenantConfig, 'signingKeys'>): boolean {
  return signingKeys.length === 0
}

/** `clients` may use the `sms` connection. */
export async function fillTenant(
  writer: TenantWriter,
  given: { readonly signingKey: SigningKey; readonly clients: readonly Client[] },
): Promise<void> {
  await writer.addSigningKey(given.signingKey)
  for (const client of given.clients) await writer.putClient(client)
  const enabledClients = given.clients.map(({ clientId }) => clientId)
  await writer.putConnection(newConnection('sms', 'sms', smsOptions, enabledClients))
  // Whoever wants passwords enables it for a client.
  await writer.putConnection(newConnection(databaseName, databaseStrategy, defaultDatabaseOptions, []))
  await writer.putSettings({ ...defaultTenantSettings, defaultDirectory: databaseName })
}

const databaseName = 'Username-Password-Authentication'

/** Makes the client, or gives it this secret, and grants it every scope of the Management API. */
export async function putManagementClient(
  config: TenantConfig,
  writer: TenantWriter,
  { clientId, secret }: ManagementCredentials,
): Promise<void> {
  const existing = config.clients.get(clientId) ?? managementClient(clientId)
  await writer.putClient({ ...existing, secret })
  const audience = managementAudience(config)
  const grant = config.clientGrants.find(
    (candidate) => candidate.clientId === clientId && candidate.audience === audience,
  )
  await writer.putClientGrant({
    id: grant?.id ?? createId('cgr'),
    clientId,
    audience,
    scope: allManagementScopes,
  })
}

/** Whether the client has this secret and every Management scope, those that a newer version added included. */
export function hasManagementClient(
  config: TenantConfig,
  { clientId, secret }: ManagementCredentials,
): boolean {
  const audience = managementAudience(config)
  const scopes = config.clientGrants
    .filter((grant) => grant.clientId === clientId && grant.audience === audience)
    .flatMap(({ scope }) => scope)
  const hasEvery = allManagementScopes.every((scope) => scopes.includes(scope))
  return hasEvery && config.clients.get(clientId)?.secret === secret
}

export function newClient(clientId: string, name: string): Client {
  return {
    clientId,
    name,
    secret: randomAlphanumerics(64),
    authMethod: 'client_secret_post',
    grantTypes: [],
    credentials: [],
    trustsForwardedFor: false,
    idTokenLifetimeSeconds: 36_000,
    idTokenAlg: 'RS256',
    extra: {},
    createdAt: new Date(),
  }
}

function managementClient(clientId: string): Client {
  return {
    ...newClient(clientId, 'Management'),
    grantTypes: ['client_credentials'],
    extra: { app_type: 'non_interactive' },
  }
}

const smsOptions = {
  disable_signup: false,
  name: 'sms',
  totp: { time_step: 300, length: 6 },
  brute_force_protection: true,
}

function newConnection(
  name: string,
  strategy: string,
  options: JsonObject,
  enabledClients: readonly string[],
): Connection {
  return {
    id: createId('con'),
    name,
    strategy,
    options,
    isDomainConnection: false,
    realms: [name],
    enabledClients,
    extra: {},
    createdAt: new Date(),
  }
}
