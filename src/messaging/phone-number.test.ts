import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { maskPhoneNumber, parsePhoneNumber } from './phone-number.ts'

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength })
const calling = fc.constantFrom('44', '1', '49', '380', '99', '7', '')
const nearlyNumber = fc
  .tuple(calling, fc.string({ unit: fc.constantFrom(...'0123456789 -.()/x;=ext'), maxLength: 20 }))
  .map(([country, rest]) => `+${country}${rest}`)

test('reading a number that was read changes nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        nearlyNumber,
        digits(1, 16).map((text) => `+${text}`),
        fc.string(),
      ),
      (text) => {
        const parsed = parsePhoneNumber(text)
        if (parsed === undefined) return
        assert.match(parsed, /^\+[1-9]\d{3,14}$/)
        assert.equal(parsePhoneNumber(parsed), parsed)
      },
    ),
    { numRuns: 2_000, examples: [['+9500000000'], ['+44 (0)20 7946 0123']] },
  )
})

test('a North American number is read as the library reads it', () => {
  fc.assert(
    fc.property(digits(9, 11), (rest) => {
      const text = `+1${rest}`
      const parsed = parsePhoneNumberFromString(text)
      assert.equal(parsePhoneNumber(text), parsed?.isPossible() ? parsed.number : undefined)
    }),
    { numRuns: 20_000 },
  )
})

for (const [text, expected] of [
  ['+442079460123', '+442079460123'],
  ['+44 (20) 7946-0123', '+442079460123'],
  ['442079460123', undefined],
  ['00442079460123', undefined],
  ['+1', undefined],
  ['+999999999999999', undefined],
  ['+442079460123;ext=1', undefined],
  ['+4420794601231234567', undefined],
  ['+\u0664\u0664', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} is ${expected ?? 'no number'}`, () => {
    assert.equal(parsePhoneNumber(text), expected)
  })
}

test('a masked number shows three characters in front and two behind, and how long it is', () => {
  fc.assert(
    fc.property(digits(6, 15), (text) => {
      const masked = maskPhoneNumber(`+${text}`)
      assert.equal(masked.length, text.length + 1)
      assert.equal(masked, `+${text.slice(0, 2)}${'*'.repeat(text.length - 4)}${text.slice(-2)}`)
    }),
  )
})

test('of a text too short to be a number the mask shows nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), (text) => {
      assert.equal(maskPhoneNumber(text), '*'.repeat(text.length))
    }),
  )
})
