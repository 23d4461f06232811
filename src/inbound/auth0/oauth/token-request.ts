// The parameters of /oauth/token, read from a parsed JSON or form body, and what every grant gets to see.

import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import type { IssuedUserTokens } from '#src/identity/tokens/issue-user-tokens.ts'
import { refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import type { Connection } from '#src/settings/records.ts'

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

/** Where a request came from. Whether `auth0-forwarded-for` is believed is decided by who redeems the code. */
export interface TokenRequestOrigin {
  readonly ip: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** A request whose client is known and allowed the grant. */
export interface GrantRequest {
  readonly config: TenantConfig
  readonly client: Client
  readonly clientAuthenticated: boolean
  readonly parameters: TokenParameters
  readonly origin: TokenRequestOrigin
}

interface TokenResponse extends IssuedUserTokens {
  readonly refresh_token?: string
  readonly scope?: string
  /** In place of the one that was used for this login. */
  readonly recovery_code?: string
}

export type TokenResult = { readonly ok: true; readonly response: TokenResponse } | TokenRefusal

/**
 * Checks a one-time code and finds or makes its user. Says no in Auth0's words (contract 3.3). It is called once the
 * rest of the request is known to be good, so that a refused request does not use the code up.
 */
export type RedeemPasswordlessCode = (request: {
  readonly config: TenantConfig
  readonly client: Client
  readonly clientAuthenticated: boolean
  readonly username: string
  readonly otp: string
  readonly realm: string
  readonly origin: TokenRequestOrigin
}) => Promise<
  | { readonly ok: true; readonly user: User }
  | {
      readonly ok: false
      readonly status: number
      readonly error: string
      readonly error_description: string
    }
>

/**
 * Checks a password and finds its user. Says no in Auth0's words (contract 1.2). It is called once the rest of the
 * request is known to be good, so that nobody learns by a refused request whether a password is right.
 */
export type RedeemPassword = (request: {
  readonly config: TenantConfig
  readonly client: Client
  readonly clientAuthenticated: boolean
  readonly connection: Connection
  readonly username: string
  readonly password: string
  readonly origin: TokenRequestOrigin
}) => Promise<{ readonly ok: true; readonly user: User } | TokenRefusal>

/** Empty parameters count as absent (RFC 6749 3.2); repeated ones, and values that are no strings, are refused. */
export function readTokenParameters(body: unknown): TokenParameters | TokenRefusal {
  if (typeof body !== 'object' || body === null) return {}
  const given = new Map<string, unknown>(Object.entries(body))
  const parameters: Partial<Record<(typeof parameterNames)[number], string>> = {}
  for (const name of parameterNames) {
    const value = given.get(name)
    if (value === undefined || value === null || value === '') continue
    if (typeof value !== 'string') {
      return refuse(400, 'invalid_request', `Parameter ${name} must be a single string`)
    }
    parameters[name] = value
  }
  return parameters
}
