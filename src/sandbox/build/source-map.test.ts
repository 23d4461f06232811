import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepOneSource } from './source-map.ts'

const map = (mappings: string) =>
  JSON.stringify({ version: 3, sources: ['a.js', 'b.js'], names: ['n'], sourcesContent: ['', ''], mappings })
const kept = (mappings: string) =>
  JSON.parse(keepOneSource(map(mappings), (source) => source === 'b.js', 'script.ts'))

test('only what maps to the source is kept, at the same places', () => {
  // Line 1: a.js 0:0 at column 0, b.js 5:2 at column 10, a.js again at column 20. Line 3: b.js 6:0 at column 4.
  assert.deepEqual(kept('AAAA,UCKE,UDLF;;ICMA'), {
    version: 3,
    sources: ['script.ts'],
    names: [],
    mappings: 'UAKE,U;;IACF',
  })
})

test('large and negative numbers survive', () => {
  assert.equal(kept('ACAA,ggvzBAghvzBg+B,gwBAjhvzBD').mappings, 'AAAA,ggvzBAghvzBg+B,gwBAjhvzBD')
})

test('a map without the source maps nothing', () => {
  assert.equal(kept('AAAA;AACA').mappings, ';')
  assert.equal(kept('').mappings, '')
})
