// The parameters of /oauth/token, read from a parsed JSON or form body, and what every grant gets to see.

import type { Client, TenantConfig } from '#src/identity/records.ts'
import type { IssuedUserTokens } from '#src/identity/tokens/issue-user-tokens.ts'
import { fieldsOf } from '#src/values/json.ts'
import { OAuthError } from '../errors.ts'

const parameterNames = [
  'grant_type',
  'scope',
  'audience',
  'username',
  'password',
  'otp',
  'realm',
  'organization',
  'refresh_token',
  'mfa_token',
  'oob_code',
  'binding_code',
  'recovery_code',
] as const
export type TokenParameters = Readonly<Partial<Record<(typeof parameterNames)[number], string>>>

/** A request whose client is known and allowed the grant. */
export interface GrantRequest {
  readonly config: TenantConfig
  readonly client: Client
  readonly clientAuthenticated: boolean
  readonly parameters: TokenParameters
  /** The end user's address. */
  readonly ip: string
}

export interface TokenResponse extends IssuedUserTokens {
  readonly refresh_token?: string
  readonly scope?: string
  /** In place of the one that was used for this login. */
  readonly recovery_code?: string
}

/**
 * Empty parameters count as absent (RFC 6749 3.2); repeated ones, and values that are no strings, are refused.
 *
 * @throws OAuthError
 */
export function readTokenParameters(body: unknown): TokenParameters {
  const given = fieldsOf(body)
  const parameters: Partial<Record<(typeof parameterNames)[number], string>> = {}
  for (const name of parameterNames) {
    const value = given[name]
    if (value === undefined || value === null || value === '') continue
    if (typeof value !== 'string') {
      throw new OAuthError(400, 'invalid_request', `Parameter ${name} must be a single string`)
    }
    parameters[name] = value
  }
  return parameters
}
