// Which languages a tenant may have, and how a tag is written. One rule for every way in which they are set.

import { builtInTexts } from './built-in-texts/index.ts'
import { ChangeRefused } from './errors.ts'

/** What Auth0 takes (contract 11). */
const auth0Locales =
  'am ar ar-EG ar-SA az bg bn bs ca-ES cnr cs cy da de el en en-CA es es-419 es-AR es-MX et eu-ES fa fi fr fr-CA ' +
  'fr-FR gl-ES gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb nl nn no pa pl pt pt-BR pt-PT ' +
  'ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi zgh zh-CN zh-HK zh-MO zh-TW'

/** Auth0's, and those that have built-in texts. */
export const knownLocales: readonly string[] = [
  ...new Set([...auth0Locales.split(' '), ...builtInTexts.keys()]),
].sort()

const spellings = new Map(knownLocales.map((locale) => [locale.toLowerCase(), locale]))

/**
 * A tenant's languages, the default first, as they are to be kept: `PT-br` is `pt-BR`.
 *
 * @throws ChangeRefused `locales_invalid` when there is none, one twice, or one that nobody knows
 */
export function checkLocales(given: readonly string[]): readonly string[] {
  if (given.length === 0) throw refused('At least one language is required')
  const locales = given.map((tag) => spellings.get(tag.toLowerCase()))
  const unknown = given.find((_tag, index) => locales[index] === undefined)
  if (unknown !== undefined) throw refused(`The language ${JSON.stringify(unknown)} is not supported`)
  const kept = locales.filter((locale) => locale !== undefined)
  const twice = kept.find((locale, index) => kept.indexOf(locale) !== index)
  if (twice !== undefined) throw refused(`The language ${JSON.stringify(twice)} is listed twice`)
  return kept
}

/** Whether it is a BCP 47 tag, written as such tags are: what texts may be kept under. */
export function isLocale(tag: string): boolean {
  if (spellings.get(tag.toLowerCase()) === tag) return true
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}

function refused(why: string): ChangeRefused {
  return new ChangeRefused('locales_invalid', why)
}
