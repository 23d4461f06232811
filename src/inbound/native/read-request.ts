// What several requests ask for in the same words.

import { isIP } from 'node:net'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { AuthorizationParameters, PhoneNumber, RequestOrigin } from '#src/messaging/types.ts'
import { invalidFields, ProblemError } from './errors.ts'

interface PersonRequest {
  readonly ip?: string
  readonly user_agent?: string
  readonly state?: string
  readonly x_state?: string
  readonly ui_locales?: string
}

/**
 * @param language the language asked for, as it was sent
 * @throws ProblemError `invalid-request`
 */
export function readOrigin(
  { ip, user_agent: userAgent }: PersonRequest = {},
  language?: string,
): Pick<RequestOrigin, 'ip' | 'userAgent' | 'language'> {
  if (ip !== undefined && isIP(ip) === 0) {
    throw invalidFields([{ field: 'request.ip', detail: 'must be an IPv4 or IPv6 address' }])
  }
  return {
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(language !== undefined && { language }),
  }
}

export function readAuthorization({
  state,
  x_state: xState,
  ui_locales: uiLocales,
}: PersonRequest = {}): AuthorizationParameters {
  return {
    ...(state !== undefined && { state }),
    ...(xState !== undefined && { xState }),
    ...(uiLocales !== undefined && { uiLocales }),
  }
}

/**
 * The application that something is for: the named one, else the caller itself.
 *
 * @throws ProblemError `invalid-request` when there is none of that name
 */
export function readClient(
  config: TenantConfig,
  named: string | undefined,
  callerId: string,
): Client | undefined {
  if (named !== undefined && !config.clients.has(named)) {
    throw invalidFields([{ field: 'client_id', detail: 'must be a client of this tenant' }])
  }
  return config.clients.get(named ?? callerId)
}

/** @throws ProblemError `invalid-phone-number` */
export function parseRecipient(text: string, field = 'to'): PhoneNumber {
  const recipient = parsePhoneNumber(text)
  if (recipient !== undefined) return recipient
  throw new ProblemError('invalid-phone-number', 'Use the E.164 format, such as +442079460123.', {
    errors: [{ field, detail: 'must be a phone number' }],
  })
}
