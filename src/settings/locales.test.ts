import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTexts } from './built-in-texts/index.ts'
import { ChangeRefused } from './errors.ts'
import { checkLocales, isLocale, knownLocales } from './locales.ts'

test('every language of Auth0 and every one with built-in texts is taken', () => {
  assert.deepEqual(checkLocales(knownLocales), knownLocales)
  assert.ok([...builtInTexts.keys()].every((locale) => knownLocales.includes(locale)))
  assert.equal(knownLocales.length, new Set(knownLocales).size)
})

test('a language is kept in the spelling of its tag, and the order stays', () => {
  assert.deepEqual(checkLocales(['PT-br', 'en', 'ES-419']), ['pt-BR', 'en', 'es-419'])
})

test('none, one twice and an unknown one are refused, and the message says which', () => {
  for (const [given, message] of [
    [[], /At least one/],
    [['en', 'de', 'EN'], /"en" is listed twice/],
    [['en', 'xx'], /"xx" is not supported/],
    [[''], /"" is not supported/],
    [['*'], /"\*" is not supported/],
  ] as const) {
    assert.throws(
      () => checkLocales(given),
      (error) =>
        error instanceof ChangeRefused && error.code === 'locales_invalid' && message.test(error.message),
      given.join(),
    )
  }
})

test('texts are kept under tags as they are written', () => {
  for (const tag of [...knownLocales, 'en-GB', 'sr-Latn', 'zh-Hant-HK', 'de-CH-1996'])
    assert.ok(isLocale(tag), tag)
  for (const tag of ['EN', 'pt-br', 'en_GB', '*', '', 'e', 'not a tag', 'iw']) assert.ok(!isLocale(tag), tag)
})
