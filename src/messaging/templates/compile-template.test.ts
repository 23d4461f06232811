import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileTemplate } from './compile-template.ts'
import { TemplateError } from './liquid.ts'

const variables = {
  code: '123456',
  phoneNumber: '+442079460123',
  applicationName: 'App @@code@@ {{ code }}',
  requestLanguage: 'fr',
  tenantName: 'Tenant',
}
const values = {
  '@@password@@': variables.code,
  '@@code@@': variables.code,
  '@@phone_number@@': variables.phoneNumber,
  '@@application.name@@': variables.applicationName,
  '@@request_language@@': variables.requestLanguage,
}
const macro = fc.constantFrom(...(Object.keys(values) as (keyof typeof values)[]))
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 40 })
/** Text that is no macro, but has what macros are made of. */
const text = fc
  .oneof(
    fc.string(),
    fc.constantFrom(' (code) ', '  toString  ', '@ code @', '..constructor..', 'xxpasswordxx', '$&', '短信'),
  )
  .map((part) => part.replaceAll('@', 'a'))

test('macros are replaced, all else stays as it is, and what was put in is not read again', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, macro), { maxLength: 8 }), (parts) => {
      const expected = parts.map((part) => new Map<string, string>(Object.entries(values)).get(part) ?? part)
      assert.equal(compileTemplate(parts.join(''), 'md_with_macros')(variables), expected.join(''))
    }),
    { numRuns: 1_000, examples: [[['@@application.name@@', ' (code) ', '@@code@@']]] },
  )
})

test('a code is never cut, whatever stands around it', () => {
  fc.assert(
    fc.property(text, digits, text, fc.boolean(), (before, code, after, isLiquid) => {
      const plain = (part: string) => part.replaceAll(/[{%]/g, '')
      const source = isLiquid ? `${plain(before)}{{ code }}${plain(after)}` : `${before}@@password@@${after}`
      const render = compileTemplate(source, isLiquid ? 'liquid' : 'md_with_macros')
      assert.ok(render({ ...variables, code }).includes(code))
    }),
  )
})

test('what is no macro stays as it is, names that every object has included', () => {
  for (const source of [
    '@@unknown@@',
    '@@constructor@@',
    '@@hasownproperty@@',
    '@@code@',
    '@@@@',
    '@@ code @@',
    'a@@b',
  ])
    assert.equal(compileTemplate(source, 'md_with_macros')(variables), source)
})

test('liquid: names, conditions and filters of the contract', () => {
  const render = compileTemplate(
    "{% if request_language == 'fr' %}Code : {{ code }}{% else %}{{ password }}{% endif %} {{ tenant.friendly_name | upcase }} {{ constructor }}{{ code.constructor }}",
    'liquid',
  )
  assert.equal(render(variables), 'Code : 123456 TENANT ')
})

test('a template that does not parse is refused in one line, and none can hold the server', () => {
  for (const source of ['{{ code', '{% if %}', '{% nothing %}', '{% for x in (1..3) %}'])
    assert.throws(
      () => compileTemplate(source, 'liquid'),
      (error) => error instanceof TemplateError && !error.message.includes('\n'),
    )
  const endless = compileTemplate(
    '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}',
    'liquid',
  )
  const startedAt = performance.now()
  assert.throws(() => endless(variables))
  assert.ok(performance.now() - startedAt < 2_000)
})
