// What an empty database begins with: a tenant, a connection, two clients and a signing key (design.md, First start).

import { createId, randomAlphanumerics } from '#src/messaging/ids.ts'
import { type Directory, defaultTenantId } from './directory.ts'
import { passwordlessGrant } from './grant-types.ts'
import type { DirectoryStore } from './ports.ts'
import { type Client, managementAudience } from './records.ts'
import { allManagementScopes } from './scopes.ts'
import { generateSigningKey } from './signing-keys.ts'

export interface FirstStart {
  /** Present when this start made the Management client: the secret is shown this once. */
  readonly managementClient?: { readonly clientId: string; readonly secret: string }
}

export const demoClientId = 'demo'

/** Makes sure that the default tenant exists, before the directory is opened. */
export async function ensureDefaultTenant(store: DirectoryStore): Promise<void> {
  await store.createTenant({
    id: defaultTenantId,
    name: 'default',
    friendlyName: 'Otpost',
    hosts: [],
    locales: ['en'],
  })
}

/** The Management client of the settings, which come both or not at all. */
export function givenManagementClient(settings: {
  readonly mgmtClientId?: string
  readonly mgmtClientSecret?: string
}): { readonly clientId: string; readonly secret: string } | undefined {
  const { mgmtClientId: clientId, mgmtClientSecret: secret } = settings
  return clientId !== undefined && secret !== undefined ? { clientId, secret } : undefined
}

/**
 * Fills the default tenant when it is empty, and keeps the Management client of the settings as the settings say.
 * Several processes may do this at once: changes of a tenant follow each other, and the second finds it filled.
 */
export async function prepareDefaultTenant(
  directory: Directory,
  given: { readonly clientId: string; readonly secret: string } | undefined,
): Promise<FirstStart> {
  const current = directory.byId(defaultTenantId)
  const known = given && current.clients.get(given.clientId)
  if (current.signingKeys.length > 0 && (!given || known?.secret === given.secret)) return {}

  const signingKey = await generateSigningKey('Otpost')
  return directory.change(defaultTenantId, async (config, writer) => {
    const isEmpty = config.signingKeys.length === 0
    const management = given ?? { clientId: randomAlphanumerics(32), secret: randomAlphanumerics(64) }
    if (isEmpty) {
      await writer.addSigningKey(signingKey)
      await writer.putClient(demoClient())
      await writer.putConnection({
        id: createId('con'),
        name: 'sms',
        strategy: 'sms',
        options: {
          disable_signup: false,
          name: 'sms',
          totp: { time_step: 300, length: 6 },
          brute_force_protection: true,
        },
        isDomainConnection: false,
        realms: ['sms'],
        enabledClients: [demoClientId],
        extra: {},
        createdAt: new Date(),
      })
    }
    if (!isEmpty && !given) return {}
    const existing = config.clients.get(management.clientId)
    await writer.putClient({
      ...(existing ?? managementClient(management.clientId)),
      secret: management.secret,
    })
    const audience = managementAudience(current)
    const grant = config.clientGrants.find(
      (candidate) => candidate.clientId === management.clientId && candidate.audience === audience,
    )
    await writer.putClientGrant({
      id: grant?.id ?? createId('cgr'),
      clientId: management.clientId,
      audience,
      scope: allManagementScopes,
    })
    return given ? {} : { managementClient: management }
  })
}

function demoClient(): Client {
  return {
    ...newClient(demoClientId, 'Demo'),
    authMethod: 'none',
    grantTypes: [passwordlessGrant, 'refresh_token'],
    extra: { app_type: 'spa' },
  }
}

function managementClient(clientId: string): Client {
  return {
    ...newClient(clientId, 'Management'),
    grantTypes: ['client_credentials'],
    extra: { app_type: 'non_interactive' },
  }
}

function newClient(clientId: string, name: string): Client {
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
