// How many segments a text takes on its way, which is what carriers bill. GSM 7-bit (3GPP TS 23.038 6.2.1) when every
// character is in it, else UCS-2. What one reads as a character is not torn apart, unless it is too long for a segment.

export interface SmsSegments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Septets or 16-bit units: what counts against a segment. */
  readonly units: number
  readonly segments: number
  /** Units that the last segment still takes. */
  readonly unitsLeft: number
}

// In the order of the standard's table, without the escape at 0x1B.
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Each is an escape and a septet. */
const extension = '\f^{}\\[~]|€'

const septets: ReadonlyMap<string, number> = new Map([
  ...[...basic].map((character) => [character, 1] as const),
  ...[...extension].map((character) => [character, 2] as const),
])

/** A text that is longer than one segment loses six octets of each to a header. */
const capacities = {
  'GSM-7': { single: 160, concatenated: 153 },
  'UCS-2': { single: 70, concatenated: 67 },
} as const

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function countSegments(text: string): SmsSegments {
  const encoding = [...text].every((character) => septets.has(character)) ? 'GSM-7' : 'UCS-2'
  const unitsOf = (part: string) =>
    encoding === 'UCS-2' ? part.length : [...part].reduce((sum, one) => sum + (septets.get(one) ?? 0), 0)
  const { single, concatenated } = capacities[encoding]
  const units = unitsOf(text)
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1, unitsLeft: single - units }

  let segments = 1
  let used = 0
  const put = (size: number) => {
    if (used + size > concatenated) {
      segments += 1
      used = 0
    }
    used += size
  }
  for (const { segment } of characters.segment(text)) {
    if (unitsOf(segment) <= concatenated) put(unitsOf(segment))
    else for (const part of segment) put(unitsOf(part))
  }
  return { encoding, units, segments, unitsLeft: concatenated - used }
}
