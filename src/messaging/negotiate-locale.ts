// Which of a tenant's languages a message is written in (contracts auth0.md 5.4, authgear.md 4.3). Whatever was asked
// for, the answer is one of the languages that the tenant has: the first of them when nothing fits.

import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'

/** How many answers are remembered: matching costs more than a send may. */
const remembered = 1_000
const longestAsked = 500
const answers = new Map<string, string>()

/**
 * The best fit for the first of `asked` that names any language. Each is a header's value: one tag, a list as in
 * `Accept-Language`, or tags between spaces as in `ui_locales`.
 */
export function negotiateLocale(
  enabled: readonly string[],
  ...asked: readonly (string | undefined)[]
): string {
  const fallback = enabled[0] ?? 'en'
  const given = asked.find((value) => value !== undefined && value.trim() !== '')?.slice(0, longestAsked)
  if (given === undefined || enabled.length < 2) return fallback
  const key = `${enabled.join(' ')}\n${given}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = bestFit(readTags(given), enabled, fallback)
  if (answers.size >= remembered) answers.clear()
  answers.set(key, answer)
  return answer
}

/** The best fit among what there is, or undefined when none of it is a language that this one's readers read. */
export function findFittingLocale(wanted: string, available: readonly string[]): string | undefined {
  if (available.includes(wanted)) return wanted
  const none = 'und'
  const found = bestFit([wanted], available, none)
  return found === none ? undefined : found
}

function readTags(given: string): string[] {
  const list = given.includes(',') || given.includes(';') ? given : given.trim().split(/\s+/).join(',')
  return new Negotiator({ headers: { 'accept-language': list.replaceAll('_', '-') } })
    .languages()
    .filter((tag) => tag !== '*')
    .flatMap(canonical)
}

function canonical(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag)
  } catch {
    return []
  }
}

function bestFit(tags: readonly string[], available: readonly string[], fallback: string): string {
  return tags.length === 0 ? fallback : match(tags, available, fallback, { algorithm: 'best fit' })
}
