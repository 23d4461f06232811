// The password grants: a name and a password for tokens, of the tenant's default connection or of the one that is
// named. Everything that can be wrong with the request is found before the password is judged.

import { readOrganization } from '#src/identity/tenants/organizations.ts'
import { missingParameter, refuse } from '#src/identity/tokens/refusal.ts'
import { resolveUserAccess } from '#src/identity/tokens/user-access.ts'
import { databaseStrategy } from '#src/settings/database-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import type { GrantRequest, RedeemPassword, TokenResult } from './token-request.ts'

interface PasswordGrantDeps extends LogInDeps {
  readonly redeemPassword: RedeemPassword
}

/** `grant_type=password`. */
export async function grantPassword(request: GrantRequest, deps: PasswordGrantDeps): Promise<TokenResult> {
  const { connections, settings } = request.config
  const connection = connections.find(({ name }) => name === settings.defaultDirectory)
  if (connection?.strategy !== databaseStrategy) {
    const text = 'Authorization server not configured with default connection.'
    return refuse(500, 'server_error', text)
  }
  return exchangePassword(request, connection, deps)
}

export async function grantPasswordRealm(
  request: GrantRequest,
  deps: PasswordGrantDeps,
): Promise<TokenResult> {
  const { realm } = request.parameters
  if (realm === undefined) return missingParameter('realm')
  const connection = request.config.connections.find(
    ({ name, realms }) => name === realm || realms.includes(realm),
  )
  if (connection?.strategy !== databaseStrategy)
    return refuse(400, 'invalid_request', `Unknown realm ${realm}.`)
  return exchangePassword(request, connection, deps)
}

async function exchangePassword(
  { config, client, clientAuthenticated, parameters, origin }: GrantRequest,
  connection: Connection,
  deps: PasswordGrantDeps,
): Promise<TokenResult> {
  const { username, password, audience, scope } = parameters
  if (username === undefined) return missingParameter('username')
  if (password === undefined) return missingParameter('password')
  if (!connection.enabledClients.includes(client.clientId)) {
    return refuse(400, 'invalid_request', 'the connection was disabled')
  }
  const access = resolveUserAccess({ config, client, audience, scope })
  if (!access.ok) return access
  const named = readOrganization(config, parameters.organization)
  if (!named.ok) return named

  const redeemed = await deps.redeemPassword({
    config,
    client,
    clientAuthenticated,
    connection,
    username,
    password,
    origin,
  })
  if (!redeemed.ok) return redeemed
  const { organization } = named
  return logInUser(
    {
      config,
      client,
      user: redeemed.user,
      access,
      scope,
      gty: 'password',
      ...(organization && { organization }),
    },
    deps,
  )
}
