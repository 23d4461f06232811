import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const maxLinesWithout = 100

test(`a module of src/ with more than ${maxLinesWithout} lines begins with what it is for`, () => {
  const modules = globSync('src/**/*.ts').filter(
    (file) => !/\.test\.ts$|\/migrations\/|\/built-in-texts\//.test(file),
  )
  assert.ok(modules.length > 100, 'run it in the folder of the repository')
  const without = modules.filter((file) => {
    const text = readFileSync(file, 'utf8')
    return text.split('\n').length > maxLinesWithout && !beginsWithComment(text)
  })
  assert.deepEqual(without, [])
})

/** Before its imports or right after them. */
function beginsWithComment(text: string): boolean {
  const afterImports = text.replace(/^(import\s[\s\S]*?from '[^']*'\n)*\s*/, '')
  return [text, afterImports].some((start) => /^(\/\/|\/\*\*)/.test(start))
}
