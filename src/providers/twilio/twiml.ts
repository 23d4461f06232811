import { spell } from '#src/messaging/templates/render-text.ts'

/** How a code may be written in a call's text, and how it is spoken. */
export function formsOf(code: string): readonly string[] {
  return [code, spell(code), [...code].join(', ')]
}

/**
 * The call's script. The code is spoken one character at a time, as "forty-two thousand" is hard to type; where the text
 * takes a breath (`...`), so does the voice. A text that says its code just once is said twice.
 */
export function speak(text: string, code: string, locale: string): string {
  const written =
    code === '' ? undefined : new RegExp(`${RegExp.escape(spell(code))}|${RegExp.escape(code)}`, 'g')
  const spoken = written ? text.replace(written, () => [...code].join(', ')) : text
  const language = sayLanguage(locale)
  const attribute = language === undefined ? '' : ` language="${language}"`
  const said = spoken
    .split(/\s*\.{3,}\s*/)
    .filter((part) => part !== '')
    .map((part) => `<Say${attribute}>${escapeXml(part)}</Say>`)
  const isCodeSaidOnce = written !== undefined && text.match(written)?.length === 1
  const all = isCodeSaidOnce ? [...said, ...said] : said
  const verbs = all.flatMap((say) => [pause, say]).join('')
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`
}

const pause = '<Pause length="1"/>'

// Twilio's voices have names of their own for some. https://www.twilio.com/docs/voice/twiml/say/text-speech
const twilioLanguages: ReadonlyMap<string, string> = new Map([
  ['ar', 'ar-XA'],
  ['es-419', 'es-MX'],
  ['no', 'nb-NO'],
])

/** Twilio knows languages with a region only: `en` becomes `en-US`. A tag that is none is left to Twilio's default. */
function sayLanguage(locale: string): string | undefined {
  const named = twilioLanguages.get(locale)
  if (named !== undefined) return named
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
