// The password grants: a name and a password for tokens, of the tenant's default connection or of the one that is
// named. Everything that can be wrong with the request is found before the password is checked.

import type { LogInWithPassword } from '#src/flows/log-in-with-password.ts'
import { databaseStrategy } from '#src/settings/database-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { inWords, missingParameter, OAuthError, type OAuthWords } from '../errors.ts'
import { readOrganization } from '../read-organization.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import { readUserAccess } from './read-user-access.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

interface PasswordGrantDeps extends LogInDeps {
  readonly logInWithPassword: LogInWithPassword
}

const words: OAuthWords = {
  rate_limited: {
    status: 429,
    error: 'too_many_attempts',
    description:
      'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.',
  },
}

/** `grant_type=password`. */
export async function grantPassword(request: GrantRequest, deps: PasswordGrantDeps): Promise<TokenResponse> {
  const { connections, settings } = request.config
  const connection = connections.find(({ name }) => name === settings.defaultDirectory)
  if (connection?.strategy !== databaseStrategy) {
    const text = 'Authorization server not configured with default connection.'
    throw new OAuthError(500, 'server_error', text)
  }
  return exchangePassword(request, connection, deps)
}

export async function grantPasswordRealm(
  request: GrantRequest,
  deps: PasswordGrantDeps,
): Promise<TokenResponse> {
  const { realm } = request.parameters
  if (realm === undefined) throw missingParameter('realm')
  const connection = request.config.connections.find(
    ({ name, realms }) => name === realm || realms.includes(realm),
  )
  if (connection?.strategy !== databaseStrategy) {
    throw new OAuthError(400, 'invalid_request', `Unknown realm ${realm}.`)
  }
  return exchangePassword(request, connection, deps)
}

async function exchangePassword(
  { config, client, parameters, ip }: GrantRequest,
  connection: Connection,
  deps: PasswordGrantDeps,
): Promise<TokenResponse> {
  const { username: login, password, audience, scope } = parameters
  if (login === undefined) throw missingParameter('username')
  if (password === undefined) throw missingParameter('password')
  if (!connection.enabledClients.includes(client.clientId)) {
    throw new OAuthError(400, 'invalid_request', 'the connection was disabled')
  }
  const access = readUserAccess({ config, client, audience, scope })
  const organization = readOrganization(config, parameters.organization)
  const user = await inWords(words, deps.logInWithPassword({ config, connection, login, password, ip }))
  const asked = { config, client, user, access, scope, gty: 'password' } as const
  return logInUser({ ...asked, ...(organization && { organization }) }, deps)
}
