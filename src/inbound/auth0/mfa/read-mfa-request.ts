// Bodies of /mfa/*, JSON or form, and what a request tells of who will read the message.

import type { FastifyRequest } from 'fastify'
import type { FactorCodeOrigin } from '#src/flows/send-factor-code.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { readOrganization } from '#src/identity/tenants/organizations.ts'
import { type AuthorizationParameters, longestAuthorizationParameter } from '#src/messaging/types.ts'
import { userAgentOf } from '../../http/user-agent.ts'
import { OAuthError } from '../errors.ts'
import { type Caller, headerOf, originIp } from '../origin.ts'

export type Fields = ReadonlyMap<string, unknown>

/** @throws OAuthError */
export function readFields({ body }: FastifyRequest): Fields {
  if (body === undefined || body === null) return new Map()
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalid('The body must be an object, as JSON or as a form.')
  }
  return new Map(Object.entries(body).filter(([, value]) => value !== null && value !== ''))
}

/** @throws OAuthError when it is there and no text */
export function readText(fields: Fields, name: string): string | undefined {
  const value = fields.get(name)
  if (value === undefined || typeof value === 'string') return value
  throw invalid(`Parameter ${name} must be a single string`)
}

/** @throws OAuthError when it is missing, or no list of texts. In a form, one text is a list of one. */
export function readList(fields: Fields, name: string): readonly string[] {
  const value = fields.get(name)
  if (value === undefined) throw invalid(`Missing required parameter: ${name}`)
  const list = typeof value === 'string' ? [value] : value
  if (Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === 'string')) return list
  throw invalid(`Parameter ${name} must be an array of strings`)
}

/**
 * Languages in the order in which they count (contract 5.4). `ui_locales` is said on purpose; `Accept-Language` is what
 * many a client sends without being told, if only `*`.
 */
export function askedOf(
  request: FastifyRequest,
  caller: Caller,
  fields: Fields,
  config: TenantConfig,
): FactorCodeOrigin {
  const { headers, hostname, method } = request
  const authorization = readAuthorization(fields)
  const named = readOrganization(config, readText(fields, 'organization'))
  if (!named.ok) throw invalid(named.description)
  const { organization } = named
  const languages = [
    headerOf(headers, 'x-request-language'),
    authorization.uiLocales,
    headerOf(headers, 'accept-language'),
  ]
  const language = languages.find((value) => value !== undefined)
  const userAgent = userAgentOf(request)
  return {
    languages,
    ...(organization && { organization }),
    authorization,
    origin: {
      ip: originIp(request.ip, headers, caller),
      hostname,
      method,
      ...(userAgent !== undefined && { userAgent }),
      ...(language !== undefined && { language }),
    },
  }
}

/** @throws OAuthError when one of them is no text, or too long */
function readAuthorization(fields: Fields): AuthorizationParameters {
  const [state, xState, uiLocales] = ['state', 'x_state', 'ui_locales'].map((name) => {
    const value = readText(fields, name)
    if (value === undefined || value.length <= longestAuthorizationParameter) return value
    throw invalid(`Parameter ${name} must not be longer than ${longestAuthorizationParameter} characters`)
  })
  return {
    ...(state !== undefined && { state }),
    ...(xState !== undefined && { xState }),
    ...(uiLocales !== undefined && { uiLocales }),
  }
}

export function invalid(description: string): OAuthError {
  return new OAuthError(400, 'invalid_request', description)
}
