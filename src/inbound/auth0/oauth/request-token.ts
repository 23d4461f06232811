// POST /oauth/token without HTTP: who calls, whether they may use the grant, then the grant itself. Refusals come
// back as values, in the order in which Auth0 finds them: parameters that name the request, client, grant, the rest.

import { authenticateClient } from '#src/identity/clients/authenticate-client.ts'
import { createAssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import {
  mfaOobGrant,
  mfaOtpGrant,
  mfaRecoveryCodeGrant,
  passwordGrant,
  passwordlessGrant,
  passwordRealmGrant,
} from '#src/identity/clients/grant-types.ts'
import type { TokenRecordStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { missingParameter, refuse, refuseGrantType } from '#src/identity/tokens/refusal.ts'
import { grantClientCredentials } from './client-credentials.ts'
import { grantMfaOob } from './mfa-oob.ts'
import { grantMfaOtp } from './mfa-otp.ts'
import { grantMfaRecoveryCode } from './mfa-recovery-code.ts'
import { grantPassword, grantPasswordRealm } from './password.ts'
import { grantPasswordlessOtp } from './passwordless-otp.ts'
import { grantRefreshToken } from './refresh-token.ts'
import {
  type GrantRequest,
  type RedeemPassword,
  type RedeemPasswordlessCode,
  readTokenParameters,
  type TokenRequestOrigin,
  type TokenResult,
} from './token-request.ts'

export interface TokenDeps extends MfaDeps {
  readonly oidcProviders: OidcProviders
  readonly tokenRecords: TokenRecordStore
  readonly redeemPasswordlessCode: RedeemPasswordlessCode
  readonly redeemPassword: RedeemPassword
}

type Grant = (request: GrantRequest, deps: TokenDeps) => Promise<TokenResult>

const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['client_credentials', grantClientCredentials],
  [passwordlessGrant, grantPasswordlessOtp],
  [passwordGrant, grantPassword],
  [passwordRealmGrant, grantPasswordRealm],
  [mfaOobGrant, grantMfaOob],
  [mfaOtpGrant, grantMfaOtp],
  [mfaRecoveryCodeGrant, grantMfaRecoveryCode],
  ['refresh_token', grantRefreshToken],
])

export const supportedGrantTypes: readonly string[] = [...grants.keys()]

export async function requestToken(
  request: {
    readonly config: TenantConfig
    readonly body: unknown
    readonly authorizationHeader: string | undefined
    readonly origin: TokenRequestOrigin
  },
  deps: TokenDeps,
): Promise<TokenResult> {
  const { config, body, authorizationHeader, origin } = request
  const parameters = readTokenParameters(body)
  if ('ok' in parameters) return parameters
  const { grant_type } = parameters
  if (grant_type === undefined) return missingParameter('grant_type')

  const replayStore = createAssertionReplayStore(deps.tokenRecords)
  const caller = await authenticateClient({ config, body, authorizationHeader, replayStore })
  if (!caller.ok) return caller
  const { client, authenticated } = caller
  const grant = grants.get(grant_type)
  if (!grant) return refuse(403, 'unsupported_grant_type', `Unsupported grant type: ${grant_type}`)
  const refused = refuseGrantType(client, grant_type)
  if (refused) return refused
  return grant({ config, client, clientAuthenticated: authenticated, parameters, origin }, deps)
}
