// docs/architecture.md says which file to open. One that is moved or renamed fails here.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)
const page = await readFile(new URL('docs/architecture.md', root), 'utf8')

test('every file that docs/architecture.md names is there', () => {
  const named = [...page.matchAll(/`([\w./-]+\/[\w.-]*)`/g)].map(([, path = '']) => path)
  // The text names files of src/ without it.
  const isThere = (path: string) =>
    ['', 'src/', 'src/inbound/', 'portal/src/'].some((folder) => isFile(folder + path))
  assert.ok(named.length > 40)
  assert.deepEqual(
    named.filter((path) => !path.startsWith('/') && !isThere(path)),
    [],
  )
})

test('the table of what to open has a file in every row', () => {
  const table = page.split('## I want to …')[1]?.split('\n### ')[0] ?? ''
  const rows = table.split('\n').filter((line) => /^\| (add|change)/.test(line))
  assert.ok(rows.length >= 12)
  for (const row of rows) {
    const [path = ''] = [...row.matchAll(/`((?:src|portal)\/[^`]+)`/g)].map(([, named = '']) => named)
    assert.ok(isFile(path), row)
  }
})

function isFile(path: string): boolean {
  return path !== '' && existsSync(new URL(path, root))
}
