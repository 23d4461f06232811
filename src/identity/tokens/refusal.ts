// A refused token request, as OAuth states it. Status, `error` and text are Auth0's (contract 1.2), because clients
// tell them apart by all three; the endpoint writes them down and adds nothing.

import type { MessagingError } from '#src/messaging/errors.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { Client } from '../records.ts'

export interface TokenRefusal {
  readonly ok: false
  readonly status: number
  readonly error: string
  readonly description: string
  /** What the answer holds besides: how to go on. */
  readonly details?: JsonObject
  readonly retryAfterSeconds?: number
  /** Why a code was not sent, for the log. */
  readonly cause?: MessagingError
}

export function refuse(status: number, error: string, description: string): TokenRefusal {
  return { ok: false, status, error, description }
}

/** What is said of a number that the tenant's list of countries leaves out. */
export const countryNotAllowedText = 'Messages to phone numbers of this country are not allowed.'

export function missingParameter(name: string): TokenRefusal {
  return refuse(400, 'invalid_request', `Missing required parameter: ${name}`)
}

/** Undefined when the client may use the grant. */
export function refuseGrantType(
  { grantTypes }: Pick<Client, 'grantTypes'>,
  grantType: string,
): TokenRefusal | undefined {
  if (grantTypes.includes(grantType)) return undefined
  return refuse(403, 'unauthorized_client', `Grant type '${grantType}' not allowed for the client.`)
}

export function unknownRefreshToken(): TokenRefusal {
  return refuse(403, 'invalid_grant', 'Unknown or invalid refresh token.')
}
