// Which of a tenant's languages a message is written in (contracts auth0.md 5.4, authgear.md 4.3). Whatever was asked
// for, the answer is one of the languages that the tenant has: the first of them when nothing fits.

import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'

/** How many answers are remembered: matching costs more than a send may. */
const remembered = 1_000
const maxHeaderLength = 500
const answers = new Map<string, string>()

/**
 * The best fit for the first of `asked` that names any language. Each is a header's value: one tag, a list as in
 * `Accept-Language`, or tags between spaces as in `ui_locales`. Of a list, the first that fits anything decides.
 */
export function negotiateLocale(
  enabled: readonly string[],
  ...asked: readonly (string | undefined)[]
): string {
  const fallback = enabled[0] ?? 'en'
  const given = asked.find((value) => value !== undefined && value.trim() !== '')?.slice(0, maxHeaderLength)
  if (given === undefined || enabled.length < 2) return fallback
  const key = `${enabled.join(' ')}\n${given}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = firstOf(readTags(given), (tag) => findFittingLocale(tag, enabled)) ?? fallback
  if (answers.size >= remembered) answers.clear()
  answers.set(key, answer)
  return answer
}

/** The best fit among what there is, or undefined when none of it is a language that this one's readers read. */
export function findFittingLocale(wanted: string, available: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase()
  const same = available.find((locale) => locale.toLowerCase() === lower)
  if (same !== undefined) return same
  const none = 'und'
  const [canonical] = canonicalOf(wanted)
  const found = canonical && match([canonical], available, none, { algorithm: 'best fit' })
  return found === none ? undefined : found
}

/** Whether who reads one reads the other: the same language in the same script. */
export function isSameLanguage(one: string, other: string): boolean {
  return one === other || languageAndScript(one) === languageAndScript(other)
}

function readTags(given: string): string[] {
  const list = given.includes(',') || given.includes(';') ? given : given.trim().split(/\s+/).join(',')
  return new Negotiator({ headers: { 'accept-language': list.replaceAll('_', '-') } })
    .languages()
    .filter((tag) => tag !== '*')
}

function canonicalOf(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag)
  } catch {
    return []
  }
}

function languageAndScript(tag: string): string {
  const [canonical] = canonicalOf(tag)
  if (canonical === undefined) return tag
  const { language, script } = new Intl.Locale(canonical).maximize()
  return `${language}-${script}`
}

function firstOf<From, To>(values: readonly From[], find: (value: From) => To | undefined): To | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}
