// Parameters of an authorization request in the body of /passwordless/start: by themselves, or in `authParams` as Auth0's
// SDKs send them (contract 3.1; what becomes of them, authgear.md 1.2).

import { type AuthorizationParameters, maxAuthorizationParameterLength } from '#src/messaging/types.ts'
import { OAuthError, wrongType } from './errors.ts'

const parameters = [
  ['state', 'state'],
  ['x_state', 'xState'],
  ['ui_locales', 'uiLocales'],
] as const

/** @throws OAuthError */
export function readAuthorization(body: Readonly<Record<string, unknown>>): AuthorizationParameters {
  const inParams = Object.entries(body.authParams ?? {})
  const found: { -readonly [Name in keyof AuthorizationParameters]: AuthorizationParameters[Name] } = {}
  for (const [name, member] of parameters) {
    const own = body[name]
    if (own !== undefined && typeof own !== 'string') throw wrongType(name, own, 'string')
    const value: unknown = own ?? inParams.find(([key]) => key === name)?.[1]
    // What is no text in `authParams` was never looked at.
    if (typeof value !== 'string') continue
    if (value.length > maxAuthorizationParameterLength) throw tooLong(name, value.length)
    found[member] = value
  }
  return found
}

function tooLong(name: string, length: number): OAuthError {
  return new OAuthError(
    400,
    `bad.${name}`,
    `error in ${name} - String is too long (${length} chars), maximum ${maxAuthorizationParameterLength}`,
  )
}
