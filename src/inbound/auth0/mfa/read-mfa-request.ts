// Bodies of /mfa/*, JSON or form, and what a request tells of who will read the message.

import type { FastifyRequest } from 'fastify'
import type { FactorCodeOrigin } from '#src/flows/send-factor-code.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { type AuthorizationParameters, maxAuthorizationParameterLength } from '#src/messaging/types.ts'
import { isObject } from '#src/values/json.ts'
import { requestOrigin } from '../../http/request-origin.ts'
import { OAuthError } from '../errors.ts'
import { type Caller, headerOf, originIp } from '../origin.ts'
import { readOrganization } from '../read-organization.ts'
import type { MfaBearer } from './bearer.ts'

export type Fields = ReadonlyMap<string, unknown>

/** @throws OAuthError */
export function readFields({ body }: FastifyRequest): Fields {
  if (body === undefined || body === null) return new Map()
  if (!isObject(body)) {
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
  {
    bearer,
    caller,
    fields,
    config,
  }: {
    readonly bearer: MfaBearer
    readonly caller: Caller
    readonly fields: Fields
    readonly config: TenantConfig
  },
): FactorCodeOrigin {
  const { headers } = request
  const authorization = readAuthorization(fields)
  // Without one, the message is for whom the first factor was given.
  const organization = readOrganization(config, readText(fields, 'organization')) ?? bearer.organization
  const languages = [
    headerOf(headers, 'x-request-language'),
    authorization.uiLocales,
    headerOf(headers, 'accept-language'),
  ]
  const language = languages.find((value) => value !== undefined)
  return {
    languages,
    organization,
    authorization,
    origin: requestOrigin(request, { ip: originIp(request.ip, headers, caller), language }),
  }
}

/** @throws OAuthError when one of them is no text, or too long */
function readAuthorization(fields: Fields): AuthorizationParameters {
  const [state, xState, uiLocales] = ['state', 'x_state', 'ui_locales'].map((name) => {
    const value = readText(fields, name)
    if (value === undefined || value.length <= maxAuthorizationParameterLength) return value
    throw invalid(`Parameter ${name} must not be longer than ${maxAuthorizationParameterLength} characters`)
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
