// The passwordless grant (contract 3.3): a one-time code for tokens. Everything that can be wrong with the request
// is found before the code is redeemed, because redeeming uses it up.

import { type RedeemLoginCodeDeps, redeemLoginCode } from '#src/flows/redeem-login-code.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import type { Connection } from '#src/settings/records.ts'
import { inWords, missingParameter, OAuthError, type OAuthWords } from '../errors.ts'
import { readOrganization } from '../read-organization.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import { readUserAccess } from './read-user-access.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

/** At the start this is the connection's fault, here it is the user who is turned away. */
const words: OAuthWords = {
  signup_disabled: { status: 403, error: 'access_denied', description: 'Public signup is disabled' },
}

export async function grantPasswordlessOtp(
  { config, client, parameters, ip }: GrantRequest,
  deps: LogInDeps & RedeemLoginCodeDeps,
): Promise<TokenResponse> {
  const { otp: code, username: phoneNumber, realm, audience, scope } = parameters
  if (code === undefined) throw missingParameter('otp')
  if (phoneNumber === undefined) throw missingParameter('username')
  if (realm === undefined) throw missingParameter('realm')
  const access = readUserAccess({ config, client, audience, scope })
  const organization = readOrganization(config, parameters.organization)
  const connection = findConnection(config, client, realm)
  const user = await inWords(words, redeemLoginCode({ config, connection, phoneNumber, code, ip }, deps))
  return logInUser({ config, client, user, access, scope, ...(organization && { organization }) }, deps)
}

function findConnection({ connections }: TenantConfig, client: Client, realm: string): Connection {
  const connection = connections.find(({ name }) => name === realm)
  if (connection?.strategy !== 'sms') {
    throw new OAuthError(400, 'invalid_request', 'the connection was not found')
  }
  if (connection.enabledClients.includes(client.clientId)) return connection
  throw new OAuthError(400, 'invalid_request', 'the connection was disabled')
}
