import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base32Alphabet } from '../otp/issue-code.ts'
import { deliveryMethods } from '../types.ts'
import { compileTemplate } from './compile-template.ts'
import { compileMessageTemplate } from './message-template.ts'
import { type MessageText, renderMasked, renderText, spell } from './render-text.ts'

const context = { tenant: { name: 't', friendlyName: 'T', host: 'localhost' } }

function textOf(source: string, more: Partial<MessageText> = {}): MessageText {
  const template = compileMessageTemplate(source)
  const about = { phoneNumber: '+442079460123', deliveryMethod: 'text', locale: 'en', context } as const
  return { locale: 'en', render: (values) => template({ ...about, ...values }), ...more }
}

function macrosOf(source: string): MessageText {
  const template = compileTemplate(source, 'md_with_macros')
  const about = { phoneNumber: '', applicationName: 'A', requestLanguage: 'en', tenantName: 'T' }
  return { locale: 'en', render: ({ code }) => template({ ...about, code }) }
}

// No digit and no capital letter in them: what is found of a code is the code's.
const words = fc.stringMatching(/^[a-z ,.:!?()äß\n-]{0,12}$/)
const places = fc.constantFrom(
  '{{ code }}',
  '{{ link }}',
  '{{ code | slice: 0, 3 }}-{{ code | slice: 3, 40 }}',
  '{{ code | split: "" | join: " " }}',
  '{{ code | split: "" | reverse | join: "" }}',
  '{{ code | append: code }}',
  '{{ code | url_encode }}',
  '{{ code | base64_encode }}',
  '{% for sign in (0..3) %}{{ code | slice: sign }}.{% endfor %}',
  '{% capture kept %}{{ code }}{% endcapture %}{{ kept | downcase }}',
  '{% if code %}{{ code }}{% else %}none{% endif %}',
  '{{ code | times: 1 }}',
)
const sources = fc
  .array(fc.tuple(words, places), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.flat().join(''))
const digits = fc.stringMatching(/^[0-9]{6,12}$/)
const letters = fc.stringMatching(new RegExp(`^[${base32Alphabet}]{32}$`))
const subjects = fc.record({
  source: sources,
  code: fc.oneof(digits, letters),
  method: fc.constantFrom(...deliveryMethods),
  isLink: fc.boolean(),
  hasAutofill: fc.boolean(),
})

const linkOf = (code: string) => `https://app.example/reset?id=rst&code=${code}#step`
/** Ways in which a code could be there all the same. */
const formsOf = (code: string) => [
  code,
  code.toLowerCase(),
  spell(code),
  [...code].join(' '),
  [...code].reverse().join(''),
  code.slice(3),
  Buffer.from(code).toString('base64'),
]

test('whatever the code and the template, the text that is kept holds nothing of the code', () => {
  fc.assert(
    fc.property(subjects, ({ source, code, method, isLink, hasAutofill }) => {
      const text = textOf(source, {
        ...(isLink && { linkOf }),
        ...(hasAutofill && { autofillDomain: 'app.example' }),
      })
      const kept = renderMasked(text, code.length, method)
      // A template that counts on digits has none to count on.
      if (kept === undefined) return
      for (const form of formsOf(code)) assert.ok(!kept.includes(form), `${kept} holds ${form}`)
    }),
    { numRuns: 400 },
  )
})

test('the text that is kept reads as the one that was sent, with a mask in the place of the code', () => {
  for (const [text, method, sent, kept] of [
    [textOf('{{ code }} is your code.'), 'text', '123456 is your code.', '•••••• is your code.'],
    [textOf('Say {{ code }}'), 'voice', 'Say 1.2.3.4.5.6', 'Say •.•.•.•.•.•'],
    [macrosOf('@@password@@ for @@application.name@@'), 'text', '123456 for A', '•••••• for A'],
    [
      textOf('{{ code }}', { autofillDomain: 'app.example' }),
      'text',
      '123456\n\n@app.example #123456',
      '••••••\n\n@app.example #••••••',
    ],
    [
      textOf('Go to {{ link }}', { linkOf }),
      'text',
      'Go to https://app.example/reset?id=rst&code=123456#step',
      'Go to https://app.example/reset?••••••••',
    ],
  ] as const) {
    assert.equal(renderText(text, '123456', method).body, sent)
    assert.equal(renderMasked(text, 6, method), kept)
  }
})

test('a template that makes what no row can hold, or needs real digits, does not keep its message from being sent', () => {
  const unstorable = textOf('{{ "a%00b" | url_decode }}{{ "😀" | slice: 0 }}{{ code }}')
  const kept = renderMasked(unstorable, 4, 'text') ?? assert.fail()
  assert.ok(!kept.includes('\u0000') && kept.isWellFormed(), JSON.stringify(kept))
  const picky: MessageText = {
    locale: 'en',
    render: ({ code }) => {
      if (!/^\d+$/.test(code)) throw new TypeError('digits, please')
      return code
    },
  }
  assert.equal(renderText(picky, '123456', 'text').body, '123456')
  assert.equal(renderMasked(picky, 6, 'text'), undefined)
})

test('the text for another way of delivery is made when it is asked for, and is the body where it fails', async () => {
  let made = 0
  const spoken: MessageText = { locale: 'en', render: ({ code }) => `Hear ${code}` }
  const textFor = async () => {
    made += 1
    return spoken
  }
  const text: MessageText = { locale: 'en', render: ({ code }) => `Read ${code}`, textFor }
  const { bodyFor } = renderText(text, '42', 'text')
  assert.equal(await bodyFor('text'), 'Read 42')
  assert.equal(made, 0)
  assert.equal(await bodyFor('voice'), 'Hear 4.2')

  const render = () => {
    throw new Error('no such filter')
  }
  const failing = [async () => ({ ...spoken, render }), () => Promise.reject(new Error('gone')), undefined]
  for (const textFor of failing) {
    const { textFor: _, ...alone } = text
    const rendered = renderText({ ...alone, ...(textFor && { textFor }) }, '42', 'text')
    assert.equal(await rendered.bodyFor('voice'), 'Read 42')
  }
})
