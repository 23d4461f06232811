// POST /oauth/token without HTTP: who calls, whether they may use the grant, then the grant itself. What is wrong is found
// in the order in which Auth0 finds it: parameters that name the request, client, grant, the rest.

import type { LogInWithPassword } from '#src/flows/log-in-with-password.ts'
import type { NotifyBlocked } from '#src/flows/notify-blocked.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import {
  mfaOobGrant,
  mfaOtpGrant,
  mfaRecoveryCodeGrant,
  passwordGrant,
  passwordlessGrant,
  passwordRealmGrant,
  requireGrantType,
} from '#src/identity/clients/grant-types.ts'
import type { TokenRecordStore, UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import type { OidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { authenticateCaller } from '../authenticate-caller.ts'
import { missingParameter, OAuthError } from '../errors.ts'
import { type Headers, originIp } from '../origin.ts'
import { grantClientCredentials } from './client-credentials.ts'
import { grantMfaOob } from './mfa-oob.ts'
import { grantMfaOtp } from './mfa-otp.ts'
import { grantMfaRecoveryCode } from './mfa-recovery-code.ts'
import { grantPassword, grantPasswordRealm } from './password.ts'
import { grantPasswordlessOtp } from './passwordless-otp.ts'
import { grantRefreshToken } from './refresh-token.ts'
import { type GrantRequest, readTokenParameters, type TokenResponse } from './token-request.ts'

export interface TokenDeps extends MfaDeps {
  readonly users: Pick<UserStore, 'findById' | 'recordLogin'>
  readonly oidcProviders: OidcProviders
  readonly tokenRecords: TokenRecordStore
  readonly replayStore: AssertionReplayStore
  readonly notifyBlocked: NotifyBlocked
  readonly logInWithPassword: LogInWithPassword
}

type Grant = (request: GrantRequest, deps: TokenDeps) => Promise<TokenResponse>

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

/** @throws OAuthError, and MessagingError for what a flow refuses */
export async function requestToken(
  request: {
    readonly config: TenantConfig
    readonly body: unknown
    readonly ip: string
    readonly headers: Headers & { readonly authorization?: string | undefined }
  },
  deps: TokenDeps,
): Promise<TokenResponse> {
  const { config, body, headers } = request
  const parameters = readTokenParameters(body)
  const { grant_type } = parameters
  if (grant_type === undefined) throw missingParameter('grant_type')

  const caller = await authenticateCaller({ config, body, authorizationHeader: headers.authorization }, deps)
  const { client, authenticated } = caller
  const grant = grants.get(grant_type)
  if (!grant) {
    throw new OAuthError(403, 'unsupported_grant_type', `Unsupported grant type: ${grant_type}`)
  }
  requireGrantType(client, grant_type)
  const ip = originIp(request.ip, headers, caller)
  return grant({ config, client, clientAuthenticated: authenticated, parameters, ip }, deps)
}
