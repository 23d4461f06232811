import { languageWord } from '../../words/language-words.ts'

/** Those that a tenant may have: Auth0's, and those with built-in texts. The server judges. */
export const knownLocales: readonly string[] = (
  'am ar ar-EG ar-SA az bg bn bs ca-ES cnr cs cy da de el en en-CA es es-419 es-AR es-ES es-MX et eu-ES fa fi fil fr ' +
  'fr-CA fr-FR gl-ES gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb nl nn no pa pl pt pt-BR ' +
  'pt-PT ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi zgh zh-CN zh-HK zh-MO zh-TW'
).split(' ')

export function localeWord(locale: string): string {
  const name = languageWord(locale)
  return name === locale ? locale : `${name} (${locale})`
}
