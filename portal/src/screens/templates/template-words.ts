import { languageWord } from '../../words/language-words.ts'
import { anyLocale, type Template } from './templates-api.ts'

export function localeWord(locale: string): string {
  return locale === anyLocale ? 'All languages' : languageWord(locale)
}

/** Where a text comes from, in words and with the badge that they have. */
export function describeSource({ source, text_locale: kept, locale, disabled }: Template) {
  if (source === 'none') return { label: 'None', look: 'neutral' } as const
  if (disabled) return { label: 'Custom, disabled', look: 'warning' } as const
  if (kept === undefined) {
    return source === 'own'
      ? ({ label: 'Custom', look: 'good' } as const)
      : ({ label: 'Built-in', look: 'neutral' } as const)
  }
  if (kept === anyLocale) return { label: 'Custom, all languages', look: 'good' } as const
  const whose = source === 'own' ? 'Custom' : 'Built-in'
  return isSameLanguage(kept, locale)
    ? ({ label: `${whose}, ${kept}`, look: source === 'own' ? 'good' : 'neutral' } as const)
    : ({ label: `Falls back to ${kept}`, look: 'warning' } as const)
}

/** What messages get, and what saving would do. */
export function describeUse({ source, text_locale: kept, disabled }: Template): string {
  if (source === 'none')
    return 'No template applies to all languages. Each language uses its own template or the built-in one.'
  if (disabled) return "Messages don't use this template because its phone template is disabled."
  if (kept !== undefined) {
    const from = kept === anyLocale ? 'the template for all languages' : `the ${languageWord(kept)} template`
    return `Messages use ${from}. Saving creates a separate template.`
  }
  return source === 'own'
    ? 'This is your custom template.'
    : 'This is the built-in template. Saving replaces it with a custom template.'
}

/** Only this key's own text can be reset. */
export function isOwnText({ source, text_locale: kept }: Template): boolean {
  return source === 'own' && kept === undefined
}

function isSameLanguage(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0]
}
