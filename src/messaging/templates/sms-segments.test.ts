import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countSegments } from './sms-segments.ts'

/** 3GPP TS 23.038, 6.2.1 and 6.2.1.1, by code point. */
const gsmBasic = new Set([
  0x0040,
  0x00a3,
  0x0024,
  0x00a5,
  0x00e8,
  0x00e9,
  0x00f9,
  0x00ec,
  0x00f2,
  0x00c7,
  0x000a,
  0x00d8,
  0x00f8,
  0x000d,
  0x00c5,
  0x00e5,
  0x0394,
  0x005f,
  0x03a6,
  0x0393,
  0x039b,
  0x03a9,
  0x03a0,
  0x03a8,
  0x03a3,
  0x0398,
  0x039e,
  0x00c6,
  0x00e6,
  0x00df,
  0x00c9,
  0x0020,
  0x0021,
  0x0022,
  0x0023,
  0x00a4,
  0x00a1,
  0x00c4,
  0x00d6,
  0x00d1,
  0x00dc,
  0x00a7,
  0x00bf,
  0x00e4,
  0x00f6,
  0x00f1,
  0x00fc,
  0x00e0,
  ...range(0x25, 0x3f),
  ...range(0x41, 0x5a),
  ...range(0x61, 0x7a),
])
const gsmExtended = new Set([0x0c, 0x5e, 0x7b, 0x7d, 0x5c, 0x5b, 0x7e, 0x5d, 0x7c, 0x20ac])

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_unused, index) => first + index)
}

/** Slow and plain: writes the units into segments one character at a time, and looks at what came of it. */
function referenceSegments(text: string): { encoding: string; units: number; segments: string[][] } {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const isGsm = points.every((point) => gsmBasic.has(point) || gsmExtended.has(point))
  const unitsOf = (part: string): string[] =>
    isGsm
      ? Array.from(part).flatMap((one) =>
          gsmExtended.has(one.codePointAt(0) ?? 0) ? ['escape', one] : [one],
        )
      : part.split('')
  const all = unitsOf(text)
  const [single, concatenated] = isGsm ? [160, 153] : [70, 67]
  if (all.length <= single) {
    return { encoding: isGsm ? 'GSM-7' : 'UCS-2', units: all.length, segments: all.length > 0 ? [all] : [] }
  }
  const whole = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
  const pieces = whole.flatMap((one) => (unitsOf(one).length > concatenated ? Array.from(one) : [one]))
  const segments: string[][] = [[]]
  for (const piece of pieces) {
    const last = segments.at(-1) ?? []
    const grown = [...last, ...unitsOf(piece)]
    if (grown.length > concatenated) segments.push(unitsOf(piece))
    else segments[segments.length - 1] = grown
  }
  return { encoding: isGsm ? 'GSM-7' : 'UCS-2', units: all.length, segments }
}

const parts = fc.oneof(
  fc.constantFrom(
    ...[
      'a',
      '€',
      '[',
      '\f',
      '@',
      '\r\n',
      'ç',
      'Ç',
      '`',
      '😀',
      '👩‍👩‍👧‍👦',
      'é',
      'น้ำ',
      '\ud800',
      '\u{1b}',
      '中',
      ' ',
    ],
    'x'.repeat(66),
    'x'.repeat(152),
    `e${'\u0301'.repeat(80)}`,
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const text = fc.oneof(
  fc.array(parts, { maxLength: 40 }).map((some) => some.join('')),
  fc.string({ unit: fc.constantFrom(...'ab€[1é\n'), maxLength: 400 }),
)

test('segments are counted as a slow and plain reference does', () => {
  fc.assert(
    fc.property(text, (given) => {
      const { encoding, units, segments } = referenceSegments(given)
      const [single, concatenated] = encoding === 'GSM-7' ? [160, 153] : [70, 67]
      const left = (segments.length > 1 ? concatenated : single) - (segments.at(-1)?.length ?? 0)
      assert.deepEqual(countSegments(given), { encoding, units, segments: segments.length, unitsLeft: left })
    }),
    { numRuns: 2_000 },
  )
})

test('segments: the boundaries, and what is never torn apart', () => {
  for (const [given, encoding, units, segments, unitsLeft] of [
    ['', 'GSM-7', 0, 0, 160],
    ['a'.repeat(160), 'GSM-7', 160, 1, 0],
    ['a'.repeat(161), 'GSM-7', 161, 2, 145],
    ['a'.repeat(306), 'GSM-7', 306, 2, 0],
    ['a'.repeat(307), 'GSM-7', 307, 3, 152],
    ['€'.repeat(80), 'GSM-7', 160, 1, 0],
    // The escape and what it escapes stay together: the last septet of the first segment is empty.
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3, 152],
    ['ç', 'UCS-2', 1, 1, 69],
    ['中'.repeat(70), 'UCS-2', 70, 1, 0],
    ['中'.repeat(71), 'UCS-2', 71, 2, 63],
    [`${'中'.repeat(66)}😀${'中'.repeat(66)}`, 'UCS-2', 134, 3, 66],
    [`${'中'.repeat(60)}👩‍👩‍👧‍👦`, 'UCS-2', 71, 2, 56],
    [`e${'\u0301'.repeat(200)}`, 'UCS-2', 201, 3, 0],
  ] as const) {
    assert.deepEqual(countSegments(given), { encoding, units, segments, unitsLeft }, given.slice(0, 20))
  }
})
