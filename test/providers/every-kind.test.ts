import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { providerKinds } from '#src/providers/registry.ts'

test('every registered kind has a folder of its own, whose tests run the provider contract', () => {
  for (const { kind } of providerKinds) {
    const files = globSync(`src/providers/${kind.replaceAll('_', '-')}/*.test.ts`)
    const suites = files.filter((file) => readFileSync(file, 'utf8').includes('providerContract('))
    assert.ok(suites.length > 0, kind)
  }
})

test('kinds have names and titles that tell them apart', () => {
  for (const key of ['kind', 'title'] as const) {
    const words = providerKinds.map((definition) => definition[key])
    assert.equal(new Set(words).size, words.length)
  }
  for (const { kind } of providerKinds) assert.match(kind, /^[a-z][a-z0-9_]*$/)
})
