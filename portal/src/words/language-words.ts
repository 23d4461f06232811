const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

/** A language in words, or as its tag where there are none. */
export function languageWord(locale: string): string {
  try {
    return names.of(locale) ?? locale
  } catch {
    return locale
  }
}
