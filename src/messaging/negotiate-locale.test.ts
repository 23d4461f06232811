import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findFittingLocale, isSameLanguage, negotiateLocale } from './negotiate-locale.ts'

const enabled = ['en', 'de', 'fr-CA', 'pt-BR', 'zh-TW', 'cnr']

test('the language that fits best is found, in whatever form it is asked for', () => {
  for (const [asked, locale] of [
    ['de', 'de'],
    ['DE', 'de'],
    ['de_AT', 'de'],
    ['de-AT,en;q=0.9', 'de'],
    ['en;q=0.3, de;q=0.8', 'de'],
    ['de;q=0, fr', 'fr-CA'],
    ['fr-FR', 'fr-CA'],
    ['pt', 'pt-BR'],
    ['pt-PT de', 'pt-BR'],
    ['ui en', 'en'],
    ['zh-HK', 'zh-TW'],
    ['zh-CN, de', 'de'],
    ['cnr', 'cnr'],
    // The first that fits anything decides, however well a later one would fit.
    ['gsw, fr-CA', 'de'],
    ['xx, yy;q=0.5, de;q=0.1', 'de'],
    ['*', 'en'],
    ['*, de', 'de'],
    ['xx', 'en'],
    ['not a header ;;; at all', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ] as const) {
    assert.equal(negotiateLocale(enabled, asked), locale, asked)
  }
})

test('the first who names a language is asked, and the others are not', () => {
  assert.equal(negotiateLocale(enabled, undefined, ' ', 'de', 'pt'), 'de')
  assert.equal(negotiateLocale(enabled, 'xx', 'de'), 'en')
})

test('whatever is asked for, the answer is a language of the tenant', () => {
  const tags = fc.uniqueArray(fc.constantFrom(...enabled, 'es-419', 'sr', 'he'), { minLength: 1 })
  const asked = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'denfr-;q=0.8,_*') }))
  fc.assert(
    fc.property(tags, asked, (locales, text) => {
      assert.ok(locales.includes(negotiateLocale(locales, text)))
    }),
  )
})

test('what fits is a language that its readers read, or nothing', () => {
  for (const [wanted, available, found] of [
    ['fr', ['en'], undefined],
    ['pt', ['pt-PT', 'pt-BR'], 'pt-BR'],
    ['es-MX', ['es', 'es-419'], 'es-419'],
    ['zh-TW', ['zh-CN'], undefined],
    ['tl', ['fil'], 'fil'],
    ['iw', ['he'], 'he'],
    ['pt-BR', ['pt-br'], 'pt-br'],
    ['', ['en'], undefined],
    ['e_n', ['en'], undefined],
    ['en', [], undefined],
  ] as const) {
    assert.equal(findFittingLocale(wanted, available), found, wanted)
  }
})

test('the same language is the same script as well', () => {
  for (const [one, other, same] of [
    ['pt', 'pt-PT', true],
    ['zh', 'zh-CN', true],
    ['zh-HK', 'zh-TW', true],
    ['zh-HK', 'zh-CN', false],
    ['sr', 'sr-Latn', false],
    ['uk', 'ru', false],
    ['?', '?', true],
    ['?', '!', false],
  ] as const) {
    assert.equal(isSameLanguage(one, other), same, `${one} ${other}`)
  }
})
