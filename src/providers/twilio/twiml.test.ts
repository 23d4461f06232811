import assert from 'node:assert/strict'
import { test } from 'node:test'
import { speak } from './twiml.ts'

const said = (text: string, code: string, locale?: string) => {
  const [, attributes, words, again] =
    /^<\?xml version="1\.0" encoding="UTF-8"\?><Response><Pause length="1"\/><Say([^>]*)>(.*)<\/Say><Pause length="1"\/><Say[^>]*>(.*)<\/Say><\/Response>$/s.exec(
      speak(text, code, locale),
    ) ?? []
  assert.equal(words, again, 'is said twice')
  return { attributes, words }
}

test('the code is spoken one character at a time, wherever it stands', () => {
  assert.deepEqual(said('Your code is 042917. Again: 042917', '042917'), {
    attributes: '',
    words: 'Your code is 0, 4, 2, 9, 1, 7. Again: 0, 4, 2, 9, 1, 7',
  })
  assert.equal(said('$& $1 12', '12').words, '$&amp; $1 1, 2')
  assert.equal(said('No code here', '123456').words, 'No code here')
  assert.equal(said('abc', '').words, 'abc')
})

test('the text cannot become markup', () => {
  assert.equal(
    said('</Say><Dial>+1900</Dial>&"\u0000\u0008\ud800\ufffe', '55').words,
    '&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;&amp;&quot;',
  )
})

test('the language is the locale with a region, or left out', () => {
  for (const [locale, expected] of [
    ['en', ' language="en-US"'],
    ['en-GB', ' language="en-GB"'],
    ['pt', ' language="pt-BR"'],
    ['de-AT', ' language="de-AT"'],
    ['zh-Hant', ' language="zh-TW"'],
    ['" onclick="', ''],
    ['', ''],
    [undefined, ''],
  ] as const) {
    assert.equal(said('x', '1', locale).attributes, expected, locale)
  }
})
