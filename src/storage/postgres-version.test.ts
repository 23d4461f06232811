import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeOldPostgres } from './postgres-version.ts'

test('PostgreSQL 15 and later will do; an older one is refused with its version and what to do', () => {
  for (const version of [150_000, 150_018, 160_009, 180_004]) {
    assert.equal(describeOldPostgres(version), undefined, String(version))
  }
  assert.equal(
    describeOldPostgres(140_023),
    'The database server is PostgreSQL 14.23. Otpost requires PostgreSQL 15 or later. Upgrade the server, or set ' +
      'DATABASE_URL to a newer one.',
  )
  assert.match(describeOldPostgres(90_624) ?? '', /^The database server is PostgreSQL 9\.6\. /)
})
