// Which countries a tenant can allow: those that libphonenumber tells a number's country among.

import { countries, isCountry } from '#src/messaging/phone-number.ts'

/** What people write for a country besides what ICU knows as a former code of it. */
const usualMistakes: ReadonlyMap<string, string> = new Map([['EL', 'GR']])

/** What is wrong with a country's code, in words that go on after it; undefined when nothing is. */
export function describeCountryProblem(code: string): string | undefined {
  if (isCountry(code)) return undefined
  const meant = guessCountry(code.trim())
  const problem = `${JSON.stringify(code)} is not an ISO 3166-1 country code`
  return meant === undefined ? `${problem}, such as GB` : `${problem}: write ${meant}`
}

function guessCountry(text: string): string | undefined {
  const code = text.toUpperCase()
  const known = usualMistakes.get(code) ?? (/^[A-Z]{2}$/.test(code) ? canonical(code) : codeOfName(text))
  return known !== undefined && isCountry(known) ? known : undefined
}

/** `UK` is `GB`, and what a country was called before is what it is called now. */
function canonical(code: string): string | undefined {
  return new Intl.Locale(`und-${code}`).region
}

function codeOfName(name: string): string | undefined {
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const wanted = name.toLowerCase()
  return countries.find((code) => names.of(code)?.toLowerCase() === wanted)
}
