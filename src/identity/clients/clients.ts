// What may become of a client: each function takes it as it is and returns it as it shall be, or refuses. Nothing is
// read or written here; the caller writes within one change of the tenant.

import { createId, randomAlphanumerics } from '#src/messaging/ids.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import { keepSecrets } from '#src/settings/named-secrets.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import type { Client, ClientAuthMethod, ClientCredential } from '../records.ts'

export interface ClientChange {
  readonly name?: string
  readonly secret?: string
  /** `null` goes back to what fits the kind of client. */
  readonly authMethod?: Exclude<ClientAuthMethod, 'private_key_jwt'> | null
  /** Makes `private_key_jwt` the way to authenticate, with these credentials and no others. */
  readonly credentialIds?: readonly string[]
  readonly grantTypes?: readonly string[]
  readonly trustsForwardedFor?: boolean
  readonly idTokenLifetimeSeconds?: number
  readonly idTokenAlg?: Client['idTokenAlg']
  /** Fields that are kept to be echoed. `null` takes one away; `client_metadata` is merged, the others replaced. */
  readonly extra: JsonObject
}

export function getClient(clients: ReadonlyMap<string, Client>, clientId: string): Client {
  const client = clients.get(clientId)
  if (!client) throw new ChangeRefused('client_not_found', 'The client does not exist')
  return client
}

export function createClient(
  given: ClientChange & { readonly name: string; readonly credentials?: readonly ClientCredential[] },
): Client {
  const appType = given.extra.app_type
  const authMethod = given.credentials ? 'private_key_jwt' : (given.authMethod ?? defaultAuthMethod(appType))
  return {
    clientId: randomAlphanumerics(32),
    name: given.name,
    secret: given.secret ?? newSecret(),
    authMethod,
    grantTypes: given.grantTypes ?? defaultGrantTypes(appType, authMethod),
    credentials: given.credentials ?? [],
    trustsForwardedFor: given.trustsForwardedFor ?? false,
    idTokenLifetimeSeconds: given.idTokenLifetimeSeconds ?? 36_000,
    // Auth0 falls back to HS256 here, which no client without a secret could verify and JWKS would not help with.
    idTokenAlg: given.idTokenAlg ?? 'RS256',
    extra: mergeExtra({}, given.extra),
    createdAt: new Date(),
  }
}

export function changeClient(client: Client, change: ClientChange): Client {
  const extra = mergeExtra(client.extra, change.extra)
  return {
    ...client,
    name: change.name ?? client.name,
    secret: change.secret ?? client.secret,
    ...changeAuthentication(client, change, extra),
    grantTypes: change.grantTypes ?? client.grantTypes,
    trustsForwardedFor: change.trustsForwardedFor ?? client.trustsForwardedFor,
    idTokenLifetimeSeconds: change.idTokenLifetimeSeconds ?? client.idTokenLifetimeSeconds,
    idTokenAlg: change.idTokenAlg ?? client.idTokenAlg,
    extra,
  }
}

export function rotateSecret(client: Client): Client {
  return { ...client, secret: newSecret() }
}

/** For a client that authenticates with key pairs, the credential counts from now on. */
export function addCredential(client: Client, credential: ClientCredential): Client {
  return { ...client, credentials: [...client.credentials, credential] }
}

/** Takes the credential away; the client can no longer prove itself with it. */
export function removeCredential(client: Client, credentialId: string): Client {
  getCredential(client, credentialId)
  return { ...client, credentials: client.credentials.filter(({ id }) => id !== credentialId) }
}

export function getCredential(client: Client, credentialId: string): ClientCredential {
  const credential = client.credentials.find(({ id }) => id === credentialId)
  if (!credential) throw new ChangeRefused('credential_not_found', 'The credential does not exist')
  return credential
}

export function createCredentialId(): string {
  return createId('cred', 22)
}

// A credential that a list leaves out goes: whoever removes it there means that its key must not work any more.
function changeAuthentication(
  client: Client,
  { authMethod, credentialIds }: ClientChange,
  extra: JsonObject,
): Pick<Client, 'authMethod' | 'credentials'> {
  if (credentialIds) {
    const credentials = [...new Set(credentialIds)].map((id) => getCredential(client, id))
    return { authMethod: 'private_key_jwt', credentials }
  }
  const { credentials } = client
  if (authMethod === undefined) return { authMethod: client.authMethod, credentials }
  return { authMethod: authMethod ?? defaultAuthMethod(extra.app_type), credentials }
}

function mergeExtra(extra: JsonObject, change: JsonObject): JsonObject {
  const metadata = change.client_metadata
  const merged =
    isObject(metadata) && isObject(extra.client_metadata)
      ? { ...change, client_metadata: { ...extra.client_metadata, ...metadata } }
      : change
  return withoutNulls({ ...extra, ...keepSecrets(merged, extra) })
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [
        key,
        key === 'client_metadata' && isObject(value) ? withoutNulls(value) : value,
      ]),
  )
}

function newSecret(): string {
  return randomAlphanumerics(64)
}

function isPublicApp(appType: unknown): boolean {
  return appType === 'spa' || appType === 'native'
}

function defaultAuthMethod(appType: unknown): ClientAuthMethod {
  return isPublicApp(appType) ? 'none' : 'client_secret_post'
}

function defaultGrantTypes(appType: unknown, authMethod: ClientAuthMethod): string[] {
  if (appType === 'non_interactive') return ['client_credentials']
  const interactive = ['authorization_code', 'implicit', 'refresh_token']
  return authMethod === 'none' ? interactive : [...interactive, 'client_credentials']
}
