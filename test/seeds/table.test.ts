// docs/seeds.md says which test keeps each statement of the five documents. A test that is renamed, moved or removed fails
// here until its rows name what keeps them now.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const page = new URL('../../docs/seeds.md', import.meta.url)

const documents = [
  'Authgear: Webhook/Custom Script',
  'Auth0: Set Up Custom SMS Gateway for Passwordless Connections',
  'Auth0: Send Phone Message',
  'Auth0: Configure a Custom Phone Provider',
]

interface Row {
  readonly statement: string
  readonly testedBy: string
}

const reference = /^\[[^\]]+\]\(([^)]+)\) “([^”]+)”$/

test('each document has its table', () => {
  assert.deepEqual(
    readSections(readFileSync(page, 'utf8')).map(({ title }) => title),
    documents,
  )
  for (const { title, rows } of readSections(readFileSync(page, 'utf8'))) assert.ok(rows.length > 10, title)
})

test('each statement links the tests that keep it, by files that are there and names that are in them', () => {
  const problems = findProblems(readFileSync(page, 'utf8'))
  assert.deepEqual(problems, [])
})

test('a row without a link, with a file that is not there, or with a name that is not in it is a problem', () => {
  const problemsOf = (testedBy: string) =>
    findProblems(`## Any\n\n| statement | tested by |\n| --- | --- |\n| One. | ${testedBy} |\n`)
  const name = 'each document has its table'
  assert.deepEqual(problemsOf(`[a](../test/seeds/table.test.ts) “${name}”`), [])
  assert.deepEqual(problemsOf(''), ['One.: no test'])
  assert.deepEqual(problemsOf('[a](../test/seeds/table.test.ts)'), [
    'One.: not a link and a name: [a](../test/seeds/table.test.ts)',
  ])
  assert.deepEqual(problemsOf(`[a](../test/none.test.ts) “${name}”`), [
    'One.: there is no ../test/none.test.ts',
  ])
  assert.deepEqual(problemsOf('[a](../test/seeds/table.test.ts) “another”'), [
    'One.: “another” is no test of ../test/seeds/table.test.ts',
  ])
  assert.deepEqual(problemsOf('[a](../test/contract/sms-gateway/request.json) “sms”'), [
    'One.: “sms” is no test of ../test/contract/sms-gateway/request.json',
  ])
})

function readSections(
  markdown: string,
): readonly { readonly title: string; readonly rows: readonly Row[] }[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n')
      const [, , ...table] = lines.filter((line) => line.startsWith('|'))
      return {
        title,
        rows: table.map((line) => {
          const [, statement = '', testedBy = ''] = line.split('|').map((cell) => cell.trim())
          return { statement, testedBy }
        }),
      }
    })
}

function findProblems(markdown: string): string[] {
  const rows = readSections(markdown).flatMap(({ rows }) => rows)
  return rows.flatMap(({ statement, testedBy }) => {
    if (testedBy === '') return [`${statement}: no test`]
    return testedBy.split('<br>').flatMap((cell) => {
      const problem = problemOf(cell)
      return problem === undefined ? [] : [`${statement}: ${problem}`]
    })
  })
}

function problemOf(cell: string): string | undefined {
  const [, link, name] = reference.exec(cell) ?? []
  if (link === undefined || name === undefined) return `not a link and a name: ${cell}`
  const file = new URL(link, page)
  if (!existsSync(file)) return `there is no ${link}`
  return namesIn(link, readFileSync(file, 'utf8')).has(name) ? undefined : `“${name}” is no test of ${link}`
}

/** The names of a file's tests: of TypeScript as they stand in the source, of data those of its cases. */
function namesIn(link: string, content: string): ReadonlySet<string> {
  if (!link.endsWith('.json')) {
    return new Set([...content.matchAll(/\btest\(\s*(['"`])(.+?)\1,/g)].map(([, , name = '']) => name))
  }
  const data: unknown = JSON.parse(content)
  const cases: unknown = isObject(data) ? data.cases : data
  assert.ok(Array.isArray(cases), link)
  return new Set(cases.map((each: unknown) => (isObject(each) ? String(each.name) : '')))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
