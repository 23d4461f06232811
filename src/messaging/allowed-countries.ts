// The one rule of where messages may go: whoever pumps messages to expensive numbers does so in countries that the
// tenant has no users in.

import { MessagingError } from './errors.ts'
import { ownCountryOf } from './phone-number.ts'
import { refusalTexts } from './refusals.ts'
import type { PhoneNumber } from './types.ts'

/** ISO 3166-1 alpha-2. Undefined and empty: every country. */
export type AllowedCountries = readonly string[] | undefined

/** A number whose country nothing tells may be anybody's: it is refused like one of another country. */
export function isCountryAllowed(recipient: PhoneNumber, allowed: AllowedCountries): boolean {
  if (allowed === undefined || allowed.length === 0) return true
  const country = ownCountryOf(recipient)
  return country !== undefined && allowed.includes(country)
}

/** @throws MessagingError `country_not_allowed` */
export function requireAllowedCountry(recipient: PhoneNumber, allowed: AllowedCountries): void {
  if (isCountryAllowed(recipient, allowed)) return
  throw new MessagingError('country_not_allowed', refusalTexts.country_not_allowed)
}
