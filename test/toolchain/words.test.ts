import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
const isUnitTest = /\.test\.ts$/

/** The first cells of the table under the line that ends in a colon. */
function oldWords(heading: string): string[] {
  const table = contributing.split(`\n${heading}\n\n`)[1]?.split('\n\n')[0] ?? ''
  const cells = table.split('\n').slice(2)
  return cells.map((row) => row.split('|')[1]?.trim() ?? '')
}

function withoutComments(source: string): string {
  return source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '').replace(/\s\/\/ .*$/gm, '')
}

function findIn(
  files: readonly string[],
  patterns: readonly RegExp[],
  read: (file: string) => string,
): string[] {
  return files.flatMap((file) => {
    const text = read(file)
    return patterns.flatMap((pattern) => {
      const found = pattern.exec(text)
      return found ? [`${file}: ${found[0]}`] : []
    })
  })
}

test('names that CONTRIBUTING replaced do not come back', () => {
  const names = oldWords('In names:').flatMap((cell) =>
    [...cell.replace(/\(.*\)/, '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  )
  assert.ok(names.length >= 14, `${names.length} names in the table`)
  // The word where it names something, and any name that begins with it: `mostOpen`, but not "at most once".
  const patterns = names.map(
    (name) =>
      new RegExp(`\\b(${name}|${name[0]?.toUpperCase()}${name.slice(1)})([A-Z]\\w*|\\(|\\.\\w| =|: [A-Z])`),
  )
  const files = globSync(['{src,portal/src,bench,scripts,sandbox-runner}/**/*.{ts,tsx}'])
  assert.ok(files.length > 500, 'run it in the folder of the repository')
  const read = (file: string) =>
    withoutComments(readFileSync(file, 'utf8')).replace(/'[^'\n]*'|`[^`]*`|>[^<]*</g, '')
  assert.deepEqual(findIn(files, patterns, read), [])
})

test('phrases that CONTRIBUTING replaced do not come back in what users read', () => {
  const phrases = oldWords('In sentences that users read:')
  assert.ok(phrases.length >= 14, `${phrases.length} phrases in the table`)
  const patterns = phrases.map((phrase) => new RegExp(`\\b${phrase.replace('.', '\\.')}\\b`, 'i'))
  const code = globSync('{src,portal/src}/**/*.{ts,tsx}').filter((file) => !isUnitTest.test(file))
  const pages = globSync(['README.md', 'docs/*.md', 'docs/guides/*.md'])
  assert.ok(code.length > 500 && pages.length > 10, 'run it in the folder of the repository')
  assert.deepEqual(
    [
      ...findIn(code, patterns, (file) => withoutComments(readFileSync(file, 'utf8'))),
      ...findIn(pages, patterns, (file) => readFileSync(file, 'utf8').replaceAll('\n', ' ')),
    ],
    [],
  )
})
