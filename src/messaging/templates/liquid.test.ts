import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxTemplateLength, parseLiquid, TemplateError } from './liquid.ts'

const doubled = (seed: string, times: number) =>
  `{% assign s = '${seed}' %}${'{% assign s = s | append: s %}'.repeat(times)}`

test('no template can hold the server, or fill its memory', () => {
  for (const source of [
    '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}',
    '{% for a in (1..99999999999) %}x{% endfor %}',
    '{% tablerow a in (1..900000) %}x{% endtablerow %}',
    '{% for a in (1..500000) %}{% cycle "a", "b" %}{% endfor %}',
    doubled('x', 40),
    `${doubled('<script', 16)}{{ s | strip_html }}`,
    `${doubled(' ', 18)}{{ s | split: "" | sort | reverse | join: s }}`,
    "{{ 'now' | date: '%999999999d' }}",
    ...['where_exp', 'reject_exp', 'group_by_exp', 'find_exp', 'find_index_exp', 'has_exp'].map(
      (filter) => `{% assign a = (1..9000) %}{{ a | ${filter}: "x", "a contains x" | size }}`,
    ),
    '{% capture s %}{% for a in (1..900) %}{{ s }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endcapture %}{{ s }}',
  ]) {
    const startedAt = performance.now()
    assert.throws(() => parseLiquid(source)({}), TemplateError, source.slice(0, 80))
    assert.ok(performance.now() - startedAt < 5_000, source.slice(0, 80))
  }
})

test('a text that becomes longer than any message is refused, and so is a longer template', () => {
  const fits = 'x'.repeat(maxTemplateLength)
  assert.equal(parseLiquid(fits)({}), fits)
  assert.throws(() => parseLiquid(`${fits}x`), TemplateError)
  assert.throws(() => parseLiquid('{{ text }}x')({ text: fits }), TemplateError)
})

test('a template reads no file and includes nothing', () => {
  for (const tag of ['include', 'render', 'layout'])
    for (const name of ['/etc/passwd', 'package.json', './liquid.ts', 'file:///etc/passwd'])
      assert.throws(() => parseLiquid(`{% ${tag} '${name}' %}`)({}), TemplateError, `${tag} ${name}`)
})

test('what goes wrong while a text is filled in has a line and a column too', () => {
  const render = parseLiquid("a\n\n  {{ text | date: '%999999999d' }}")
  assert.throws(() => render({ text: 'now' }), { line: 3, column: 3 })
  assert.throws(() => parseLiquid('x'.repeat(maxTemplateLength + 1)), { line: undefined })
})

test('a template reads nothing but what it is given', () => {
  const render = parseLiquid(
    '{{ a.constructor }}{{ a.__proto__ }}{{ constructor }}{{ process.env.HOME }}{{ a.toString }}',
  )
  assert.equal(render({ a: {} }), '')
})
