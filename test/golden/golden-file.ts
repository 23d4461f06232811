// A file of what was sent once and was right, an entry below each title.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { diff } from 'node:util'

const folder = 'test/golden'
const isUpdate = process.env.UPDATE_GOLDEN === '1'
const titleMark = '=== '

export type Entries = ReadonlyMap<string, string>

/** Fails with every difference; under `UPDATE_GOLDEN=1` writes the file instead. */
export function assertGolden(name: string, actual: Entries): void {
  const file = `${folder}/${name}.txt`
  if (isUpdate) {
    writeFileSync(file, print(actual))
    return
  }
  const expected = existsSync(file) ? parse(readFileSync(file, 'utf8')) : new Map<string, string>()
  const titles = new Set([...expected.keys(), ...actual.keys()])
  const differences = [...titles].flatMap((title) => compare(title, expected.get(title), actual.get(title)))
  if (differences.length === 0) return
  const about = `${file} is not what was sent (-expected +sent; UPDATE_GOLDEN=1 accepts it)`
  assert.fail([about, ...differences].join('\n\n'))
}

function compare(title: string, expected: string | undefined, actual: string | undefined): string[] {
  if (expected === actual) return []
  if (actual === undefined) return [`${titleMark}${title}\nis expected and was not sent`]
  if (expected === undefined) return [`${titleMark}${title}\nwas sent and is not expected\n${actual}`]
  const lines = diff(expected.split('\n'), actual.split('\n')).map(([operation, line]) => {
    const mark = operation === 0 ? ' ' : operation > 0 ? '-' : '+'
    return `${mark} ${line}`
  })
  return [[`${titleMark}${title}`, ...lines].join('\n')]
}

function print(entries: Entries): string {
  return [...entries].map(([title, text]) => `${titleMark}${title}\n${text}\n`).join('\n')
}

function parse(content: string): Entries {
  const entries = content.split(new RegExp(`^${titleMark}`, 'm')).slice(1)
  const parsed = entries.map((entry) => {
    const end = entry.indexOf('\n')
    return [entry.slice(0, end), entry.slice(end + 1).replace(/\n+$/, '')] as const
  })
  assert.equal(new Set(parsed.map(([title]) => title)).size, parsed.length, 'a title stands there twice')
  return new Map(parsed)
}
