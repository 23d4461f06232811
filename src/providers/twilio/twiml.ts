/**
 * The call's script: a pause for the ear, the text, and the text again. The code is spoken one character at a time,
 * as "forty-two thousand" is hard to type.
 */
export function speak(text: string, code: string, locale: string | undefined): string {
  const spoken = code === '' ? text : text.replaceAll(code, () => [...code].join(', '))
  const language = sayLanguage(locale)
  const attribute = language === undefined ? '' : ` language="${language}"`
  const say = `<Say${attribute}>${escapeXml(spoken)}</Say>`
  const pause = '<Pause length="1"/>'
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${pause}${say}${pause}${say}</Response>`
}

/** Twilio knows languages with a region only: `en` becomes `en-US`. A tag that is none is left to Twilio's default. */
function sayLanguage(locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined
  try {
    const { language, region } = new Intl.Locale(locale).maximize()
    return region === undefined ? undefined : `${language}-${region}`
  } catch {
    return undefined
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '') // What XML cannot hold at all.
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
