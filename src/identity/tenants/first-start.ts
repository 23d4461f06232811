// What an empty database begins with: the default tenant, filled as every tenant is, and a client to try it with
// (docs/guides/first-message.md).

import type { FirstAdministrator } from '../administrators/first-administrator.ts'
import { passwordlessGrant } from '../clients/grant-types.ts'
import { generateSigningKey } from '../keys/signing-keys.ts'
import type { DirectoryStore } from '../ports.ts'
import type { Client } from '../records.ts'
import { type Directory, defaultTenantId } from './directory.ts'
import {
  fillTenant,
  hasManagementClient,
  isEmptyTenant,
  type ManagementCredentials,
  newClient,
  newManagementCredentials,
  putManagementClient,
} from './fill-tenant.ts'

export interface FirstStart {
  /** Present when this start made the Management client: the secret is shown this once. */
  readonly managementClient?: ManagementCredentials
  /** Present when this start made the first administrator: a generated password is shown this once. */
  readonly administrator?: FirstAdministrator
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
}): ManagementCredentials | undefined {
  const { mgmtClientId: clientId, mgmtClientSecret: secret } = settings
  return clientId !== undefined && secret !== undefined ? { clientId, secret } : undefined
}

/**
 * Fills the default tenant when it is empty, and keeps the Management client of the settings as the settings say.
 * Several processes may do this at once: changes of a tenant follow each other, and the second finds it filled.
 */
export async function prepareDefaultTenant(
  directory: Directory,
  given: ManagementCredentials | undefined,
): Promise<FirstStart> {
  const current = directory.byId(defaultTenantId)
  if (!isEmptyTenant(current) && (!given || hasManagementClient(current, given))) return {}

  const signingKey = await generateSigningKey('Otpost')
  return directory.change(defaultTenantId, async (config, writer) => {
    const isEmpty = isEmptyTenant(config)
    if (isEmpty) await fillTenant(writer, { signingKey, clients: [demoClient()] })
    if (!isEmpty && !given) return {}
    const management = given ?? newManagementCredentials()
    await putManagementClient(config, writer, management)
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
