// What may become of a connection: each function takes it as it is and returns it as it shall be, or refuses. Nothing
// is read or written here; the caller decides and writes within one change of the tenant.

import { createId } from '#src/messaging/ids.ts'
import { TemplateError } from '#src/messaging/templates/liquid.ts'
import { codeLength, isCodeLength } from '#src/values/code-length.ts'
import { fieldsOf, type JsonObject } from '#src/values/json.ts'
import { decodeBase64Secret } from './base64-secret.ts'
import { databaseStrategy, defaultDatabaseOptions } from './database-options.ts'
import { ChangeRefused } from './errors.ts'
import { keepSecrets } from './named-secrets.ts'
import { checkTemplateOf, encodedGatewaySecret } from './passwordless-options.ts'
import type { Connection } from './records.ts'

/** What a change is checked by: the tenant as it is within the transaction. */
export interface ConnectionContext {
  readonly connections: readonly Connection[]
  readonly hasClient: (clientId: string) => boolean
}

export interface ConnectionChange {
  readonly options?: JsonObject
  readonly enabledClients?: readonly string[]
  readonly isDomainConnection?: boolean
  readonly realms?: readonly string[]
  /** Fields that are only echoed. `null` takes one away. */
  readonly extra: JsonObject
}

export function getConnection(connections: readonly Connection[], id: string): Connection {
  const connection = connections.find((candidate) => candidate.id === id)
  if (!connection) throw new ChangeRefused('connection_not_found', 'The connection does not exist')
  return connection
}

export function createConnection(
  given: ConnectionChange & { readonly name: string; readonly strategy: string },
  context: ConnectionContext,
): Connection {
  const { name, strategy, extra } = given
  const options = given.options ? keepSecrets(given.options, {}) : defaultOptions(strategy)
  if (context.connections.some((other) => other.name === name)) {
    throw new ChangeRefused('connection_name_taken', 'A connection with the same name already exists')
  }
  const connection: Connection = {
    id: createId('con'),
    name,
    strategy,
    options,
    isDomainConnection: given.isDomainConnection ?? false,
    realms: given.realms ?? [name],
    enabledClients: unique(given.enabledClients ?? []),
    extra: withoutNulls(extra),
    createdAt: new Date(),
  }
  check(connection, context)
  checkOptions(connection, {})
  return connection
}

/** `options` are replaced as a whole, but for secrets that come back masked. See docs/adr/0003-empty-enabled-clients.md for an empty `enabledClients`. */
export function changeConnection(
  connection: Connection,
  change: ConnectionChange,
  context: ConnectionContext,
): Connection {
  const isTemplateOfTheGuide = change.enabledClients?.length === 0 && change.options !== undefined
  const changed: Connection = {
    ...connection,
    options: change.options ? keepSecrets(change.options, connection.options) : connection.options,
    isDomainConnection: change.isDomainConnection ?? connection.isDomainConnection,
    realms: change.realms ?? connection.realms,
    extra: {
      ...withoutNulls({ ...connection.extra, ...change.extra }),
      ...(isTemplateOfTheGuide && { [shownEnabledClients]: [] }),
    },
  }
  const result =
    change.enabledClients === undefined || isTemplateOfTheGuide
      ? changed
      : withEnabledClients(changed, change.enabledClients)
  check(result, context)
  checkOptions(result, connection.options)
  return result
}

/** Enables and disables clients one by one. Nothing changes when one of them does not exist. */
export function switchClients(
  connection: Connection,
  switches: readonly { readonly clientId: string; readonly enabled: boolean }[],
  context: ConnectionContext,
): Connection {
  const enabled = new Set(connection.enabledClients)
  for (const { clientId, enabled: isOn } of switches) {
    if (!context.hasClient(clientId)) throw clientNotFound()
    if (isOn) enabled.add(clientId)
    else enabled.delete(clientId)
  }
  return withEnabledClients(connection, [...enabled])
}

/** What the `enabled_clients` field shows: the truth, unless the guide's payload put an empty list over it. */
export function shownClients({ extra, enabledClients }: Connection): readonly string[] {
  return extra[shownEnabledClients] === undefined ? enabledClients : []
}

/** The fields of a connection that are only kept to be echoed. */
export function echoedFields({ extra }: Connection): JsonObject {
  const { [shownEnabledClients]: _shown, ...echoed } = extra
  return echoed
}

const shownEnabledClients = 'enabled_clients'

function withEnabledClients(connection: Connection, enabledClients: readonly string[]): Connection {
  return { ...connection, extra: echoedFields(connection), enabledClients: unique(enabledClients) }
}

function check(connection: Connection, { connections, hasClient }: ConnectionContext): void {
  const { id, strategy, realms, isDomainConnection, enabledClients } = connection
  const others = connections.filter((other) => other.id !== id)
  if (others.some((other) => other.realms.some((realm) => realms.includes(realm)))) {
    throw new ChangeRefused(
      'realm_taken',
      'There is already another connection with some realms from "realms" parameter',
    )
  }
  if (isDomainConnection && others.some((other) => other.isDomainConnection && other.strategy === strategy)) {
    throw new ChangeRefused(
      'domain_connection_taken',
      'There is already a domain connection enabled for strategy',
    )
  }
  if (!enabledClients.every(hasClient)) throw clientNotFound()
  try {
    checkTemplateOf(connection.options)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new ChangeRefused('template_invalid', error.message, { cause: error })
  }
}

/** What is stored already goes on working as it did, and does not keep its connection from being changed. */
function checkOptions({ strategy, options }: Connection, before: JsonObject): void {
  checkGatewaySecret(options, before)
  if (strategy !== databaseStrategy) checkCodeLength(options, before)
}

function checkCodeLength(options: JsonObject, before: JsonObject): void {
  const { length } = fieldsOf(options.totp)
  if (typeof length !== 'number' || length === fieldsOf(before.totp).length || isCodeLength(length)) return
  const { min, max } = codeLength
  const limit = length < min ? `less than minimum ${min}` : `greater than maximum ${max}`
  throw new ChangeRefused('code_length_invalid', `Value ${length} is ${limit}`)
}

function checkGatewaySecret(options: JsonObject, before: JsonObject): void {
  const secret = encodedGatewaySecret(options)
  if (secret === undefined || secret === encodedGatewaySecret(before) || decodeBase64Secret(secret)) return
  throw new ChangeRefused('gateway_secret_invalid', 'The secret is not base64url')
}

function defaultOptions(strategy: string): JsonObject {
  return strategy === databaseStrategy ? defaultDatabaseOptions : { brute_force_protection: true }
}

function clientNotFound(): ChangeRefused {
  return new ChangeRefused('client_not_found', 'The client does not exist')
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
