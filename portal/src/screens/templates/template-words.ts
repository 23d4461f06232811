import { languageWord } from '../../words/language-words.ts'
import { anyLocale, type Template } from './templates-api.ts'

export function localeWord(locale: string): string {
  return locale === anyLocale ? 'All languages' : languageWord(locale)
}

/** Where a text comes from, in words and with the badge that they have. */
export function describeSource({ source, text_locale: kept, locale, disabled }: Template) {
  if (source === 'none') return { label: 'None', look: 'neutral' } as const
  if (disabled) return { label: 'Own, switched off', look: 'warning' } as const
  if (kept === undefined) {
    return source === 'own'
      ? ({ label: 'Own', look: 'good' } as const)
      : ({ label: 'Built-in', look: 'neutral' } as const)
  }
  if (kept === anyLocale) return { label: 'Own, of all languages', look: 'good' } as const
  const whose = source === 'own' ? 'Own' : 'Built-in'
  return isSameLanguage(kept, locale)
    ? ({ label: `${whose}, ${kept}`, look: source === 'own' ? 'good' : 'neutral' } as const)
    : ({ label: `Falls back to ${kept}`, look: 'warning' } as const)
}

/** What messages get, and what saving would do. */
export function describeUse({ source, text_locale: kept, disabled }: Template): string {
  if (source === 'none')
    return 'There is no text that serves every language. Languages have their own, or the built-in one.'
  if (disabled) return 'This text is kept and not used: its phone template is switched off.'
  if (kept !== undefined) {
    const from = kept === anyLocale ? 'the text for all languages' : `the text in ${languageWord(kept)}`
    return `Messages get ${from}. What you save here becomes a text of its own.`
  }
  return source === 'own'
    ? 'This is your own text.'
    : 'This is the built-in text. What you save here takes its place.'
}

/** Only this key's own text can be reset. */
export function isOwnText({ source, text_locale: kept }: Template): boolean {
  return source === 'own' && kept === undefined
}

function isSameLanguage(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0]
}
