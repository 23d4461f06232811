import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spell } from '#src/messaging/templates/render-text.ts'
import { speak } from './twiml.ts'

const head = '<?xml version="1.0" encoding="UTF-8"?><Response>'
const pause = '<Pause length="1"/>'
const say = (words: string, attributes = '') => `${pause}<Say${attributes}>${words}</Say>`

/** What is said, one text for each <Say>; everything around is as it must be. */
function said(text: string, code: string, locale = '') {
  const script = speak(text, code, locale)
  assert.match(
    script,
    /^<\?xml version="1\.0" encoding="UTF-8"\?><Response>(<Pause length="1"\/><Say( language="[A-Za-z0-9-]+")?>[^<>]*<\/Say>)*<\/Response>$/,
  )
  return [...script.matchAll(/<Say[^>]*>([^<]*)<\/Say>/g)].map(([, words]) => words ?? '')
}

test('the code is spoken one character at a time, wherever it stands and however it is written', () => {
  assert.deepEqual(said('Your code is 042917. Again: 0.4.2.9.1.7.', '042917'), [
    'Your code is 0, 4, 2, 9, 1, 7. Again: 0, 4, 2, 9, 1, 7.',
  ])
  assert.deepEqual(said('$& $1 1.2 12', '12'), ['$&amp; $1 1, 2 1, 2'])
  assert.deepEqual(said('a.b 1x2', 'a.b'), ['a, ., b 1x2', 'a, ., b 1x2'])
})

test('a text that says its code once is said twice, and one without a code is not', () => {
  assert.deepEqual(said('Code 1.2', '12'), ['Code 1, 2', 'Code 1, 2'])
  assert.deepEqual(said('Code 1.2, I repeat 1.2', '12'), ['Code 1, 2, I repeat 1, 2'])
  assert.deepEqual(said('Your account is blocked', ''), ['Your account is blocked'])
  assert.deepEqual(said('No code here', '123456'), ['No code here'])
})

test('where the text takes a breath, the voice does', () => {
  assert.equal(
    speak('Your code is ... 4.2. I repeat ... 4.2', '42', 'en'),
    `${head}${['Your code is', '4, 2. I repeat', '4, 2'].map((words) => say(words, ' language="en-US"')).join('')}</Response>`,
  )
  assert.equal(speak('', '42', 'en'), `${head}</Response>`)
})

test('the text cannot become markup', () => {
  assert.deepEqual(said('</Say><Dial>+1900</Dial>&"\u0000\u0008\ud800\ufffe', '55'), [
    '&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;&amp;&quot;',
  ])
  const unescaped = (words: string) =>
    words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  const text = fc
    .string({ unit: fc.constantFrom(...'ab<>&"\'/; .é中1') })
    .map((given) => given.replaceAll(/\s*\.{3,}\s*/g, ' '))
  fc.assert(
    fc.property(text, fc.string(), (given, locale) => {
      assert.equal(unescaped(said(given, '', locale).join('')), given)
    }),
  )
})

test('every digit of a code is said by itself', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 12 })
  fc.assert(
    fc.property(digits, fc.boolean(), (code, isSpelled) => {
      const words = said(`Code: ${isSpelled ? spell(code) : code}!`, code)
      assert.deepEqual(words, Array(2).fill(`Code: ${[...code].join(', ')}!`))
    }),
  )
})

test('the language is the locale with a region, or left out', () => {
  for (const [locale, expected] of [
    ['en', ' language="en-US"'],
    ['en-GB', ' language="en-GB"'],
    ['pt', ' language="pt-BR"'],
    ['de-AT', ' language="de-AT"'],
    ['zh-Hant', ' language="zh-TW"'],
    ['es-419', ' language="es-MX"'],
    ['ar', ' language="ar-XA"'],
    ['fil', ' language="fil-PH"'],
    ['" onclick="', ''],
    ['', ''],
  ] as const) {
    assert.equal(speak('x', '', locale), `${head}${say('x', expected)}</Response>`, locale)
  }
})
