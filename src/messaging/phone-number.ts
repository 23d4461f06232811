import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { PhoneNumber } from './types.ts'

/**
 * Reads a number in international form (`+` first; spaces, dots and brackets are dropped).
 *
 * A number counts when its country exists and its length is possible there. Whether its block is assigned today is
 * not asked: numbering plans change faster than servers are updated, and a user must not be locked out by that.
 */
export function parsePhoneNumber(text: string): PhoneNumber | undefined {
  if (northAmerican.test(text)) return toPhoneNumber(text)
  if (!text.startsWith('+') || text.length > 32) return undefined
  const parsed = parsePhoneNumberFromString(text)
  if (!parsed?.isPossible() || parsed.ext) return undefined
  // `+95 00…` loses a zero each time that it is read: a form that does not stay as it is can name nobody.
  const isStable =
    parsed.number === text || parsePhoneNumberFromString(parsed.number)?.number === parsed.number
  return isStable ? toPhoneNumber(parsed.number) : undefined
}

// The 25 countries behind +1 share one plan: ten digits, the first of them not 0 or 1. The library comes to the same
// verdict (a test compares them), but telling the countries apart takes it five times as long as any other number.
const northAmerican = /^\+1[2-9]\d{9}$/

/** For logs: the country's digits and the last two stay, `+44********23`. */
export function maskPhoneNumber(phoneNumber: string): string {
  if (phoneNumber.length < 7) return '*'.repeat(phoneNumber.length)
  const head = phoneNumber.slice(0, 3)
  const tail = phoneNumber.slice(-2)
  return head + '*'.repeat(phoneNumber.length - 5) + tail
}

/** ISO 3166. Undefined where nothing says whose number it is, as with areas of shared calling codes that nobody has. */
export function ownCountryOf(phoneNumber: PhoneNumber): string | undefined {
  return parsePhoneNumberFromString(phoneNumber)?.country
}

/** Every country that a number can be of. */
export const countries: readonly string[] = getCountries()

const knownCountries: ReadonlySet<string> = new Set(countries)

export function isCountry(code: string): boolean {
  return knownCountries.has(code)
}

/** ISO 3166; of a calling code that several share, the main one's where nothing says whose the number is. */
export function countryOf(phoneNumber: string): string {
  const parsed = parsePhoneNumberFromString(phoneNumber)
  const [main] = parsed?.getPossibleCountries() ?? []
  return parsed?.country ?? main ?? (parsed ? `+${parsed.countryCallingCode}` : '?')
}

function toPhoneNumber(text: string): PhoneNumber {
  return text as PhoneNumber // the one place that makes the brand
}
