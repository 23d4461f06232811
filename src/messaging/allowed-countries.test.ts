import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCountryAllowed, requireAllowedCountry } from './allowed-countries.ts'
import { parsePhoneNumber } from './phone-number.ts'

const read = (text: string) => parsePhoneNumber(text) ?? assert.fail(`${text} is no number`)

for (const [text, allowed, isAllowed] of [
  ['+442079460123', undefined, true],
  ['+442079460123', [], true],
  ['+442079460123', ['GB'], true],
  ['+442079460123', ['DE', 'GB'], true],
  ['+442079460123', ['GG', 'IM', 'JE'], false],
  ['+441534000000', ['GB'], false],
  ['+441534000000', ['JE'], true],
  ['+12025550123', ['US'], true],
  ['+12025550123', ['CA'], false],
  ['+14165550123', ['CA'], true],
  ['+14165550123', ['US'], false],
  ['+12425550100', ['US'], false],
  ['+12425550100', ['BS'], true],
  ['+79160000000', ['KZ'], false],
  ['+79160000000', ['RU'], true],
  ['+77010000000', ['RU'], false],
  ['+77010000000', ['KZ'], true],
  // Nothing tells whose these are: of an area that nobody has, and of no country at all.
  ['+15555550123', ['US'], false],
  ['+15555550123', undefined, true],
  ['+80012345678', ['GB', 'US'], false],
] as const) {
  test(`${text} is ${isAllowed ? '' : 'not '}allowed by ${JSON.stringify(allowed) ?? 'no list'}`, () => {
    assert.equal(isCountryAllowed(read(text), allowed), isAllowed)
  })
}

test('a number of another country is refused with a code of its own', () => {
  assert.throws(() => requireAllowedCountry(read('+12025550123'), ['GB']), { code: 'country_not_allowed' })
  requireAllowedCountry(read('+12025550123'), ['US'])
})
