import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Pool } from 'pg'
import { createTestDatabase } from '#test/support/database.ts'
import { backupDatabase } from './backup.ts'
import { restoreDatabase } from './restore.ts'

const schema = 'shop "one"'
const fingerprint = 'a1b2c3d4'
const options = { schema, secretKeyFingerprint: fingerprint }

/** Every table refers to one that sorts after it, so that only an order by reference loads. */
async function createTables(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE SCHEMA "shop ""one""";
    SET search_path = "shop ""one""";
    CREATE TABLE kysely_migration (name text, timestamp text);
    CREATE TABLE kysely_migration_lock (id text, is_locked int);
    INSERT INTO kysely_migration VALUES ('0001-first', ''), ('0002-second', '');
    CREATE TABLE c_tenants (id text PRIMARY KEY, parent text REFERENCES c_tenants);
    CREATE TABLE b_clients (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL REFERENCES c_tenants);
    CREATE TABLE "A Messages" (
      id bigserial PRIMARY KEY, client bigint NOT NULL REFERENCES b_clients, "body text" text, sealed bytea, options json,
      labels text[], at timestamptz, share double precision, took interval, size int GENERATED ALWAYS AS (length("body text")) STORED)`)
}

const bodies = [
  'plain',
  'tab\t line\n return\r back\\slash \\. ',
  '\\.',
  '\\N',
  '',
  'Žluťoučký 🐎',
  null,
  'x'.repeat(300_000),
]

async function fill(pool: Pool): Promise<void> {
  await pool.query(`INSERT INTO "shop ""one""".c_tenants VALUES ('child', 'parent'), ('parent', NULL)`)
  await pool.query(`INSERT INTO "shop ""one""".b_clients (tenant) VALUES ('child'), ('parent')`)
  for (const body of bodies) {
    await pool.query(
      `INSERT INTO "shop ""one"""."A Messages" (client, "body text", sealed, options, labels, at, share, took)
       VALUES (2, $1, $2, $3, $4, $5, $6, $7)`,
      [
        body,
        Buffer.from([0, 10, 92, 46, 255]),
        '{"b": 1,  "a":"true"}',
        ['a,b', '"'],
        '2026-01-31T23:59:59.123456Z',
        0.1 + 0.2,
        '1 mon 2 days',
      ],
    )
  }
}

async function contents(pool: Pool): Promise<unknown> {
  const { rows } = await pool.query(
    `SELECT (SELECT json_agg(t ORDER BY id) FROM "shop ""one""".c_tenants t) AS tenants,
       (SELECT json_agg(t ORDER BY id) FROM "shop ""one""".b_clients t) AS clients,
       (SELECT json_agg(t ORDER BY id) FROM "shop ""one"""."A Messages" t) AS messages`,
  )
  return rows
}

async function backup(pool: Pool): Promise<Buffer> {
  const out = new PassThrough()
  const [bytes] = await Promise.all([buffer(out), backupDatabase(pool, out, options)])
  return bytes
}

async function filled(t: TestContext): Promise<Pool> {
  const { pool } = await createTestDatabase(t, { content: 'empty' })
  await createTables(pool)
  await fill(pool)
  return pool
}

async function emptyTables(t: TestContext): Promise<Pool> {
  const { pool } = await createTestDatabase(t, { content: 'empty' })
  await createTables(pool)
  return pool
}

test('what was backed up is what is restored, and its sequences go on', async (t) => {
  const source = await filled(t)
  const target = await emptyTables(t)
  const restored = await restoreDatabase(target, Readable.from([await backup(source)]), options)
  assert.equal(restored.tables, 3)
  assert.deepEqual(await contents(target), await contents(source))
  for (const pool of [source, target]) {
    const next = await pool.query(
      `INSERT INTO "shop ""one"""."A Messages" (client) VALUES (1) RETURNING id::int`,
    )
    assert.equal(next.rows[0].id, bodies.length + 1)
  }
})

test('a backup is one snapshot, whatever is written meanwhile', async (t) => {
  const source = await filled(t)
  // Far more than the streams on the way hold, and nothing that gzip makes small.
  await source.query(
    `INSERT INTO "shop ""one"""."A Messages" (client, "body text")
     SELECT 1, encode(sha512(i::text::bytea), 'hex') FROM generate_series(1, 40000) i`,
  )
  const before = await contents(source)
  const out = new PassThrough()
  let isDone = false
  const running = backupDatabase(source, out, options).then(() => {
    isDone = true
  })
  await once(out, 'readable')
  await source.query(`DELETE FROM "shop ""one"""."A Messages"`)
  await source.query(`INSERT INTO "shop ""one""".c_tenants VALUES ('late', NULL)`)
  assert.equal(isDone, false)
  const [bytes] = await Promise.all([buffer(out), running])
  const target = await emptyTables(t)
  await restoreDatabase(target, Readable.from([bytes]), options)
  assert.deepEqual(await contents(target), before)
})

test('a database that holds data is refused and stays as it is', async (t) => {
  const source = await filled(t)
  const before = await contents(source)
  await assert.rejects(
    restoreDatabase(source, Readable.from([await backup(source)]), options),
    /not empty .*table/,
  )
  assert.deepEqual(await contents(source), before)
})

test('a backup under another secret key is refused with words that say what to copy', async (t) => {
  const source = await filled(t)
  const target = await emptyTables(t)
  const other = { ...options, secretKeyFingerprint: '99999999' }
  await assert.rejects(
    restoreDatabase(target, Readable.from([await backup(source)]), other),
    /copy the key file/,
  )
})

test('a backup of another schema needs a database brought to it', async (t) => {
  const source = await filled(t)
  const bytes = await backup(source)
  const target = await emptyTables(t)
  await target.query(`INSERT INTO "shop ""one""".kysely_migration VALUES ('0003-third', '')`)
  await assert.rejects(restoreDatabase(target, Readable.from([bytes]), options), /0002-second.*0003-third/)
  const migrateTo = async (migration: string) => {
    assert.equal(migration, '0002-second')
    await target.query(`DELETE FROM "shop ""one""".kysely_migration WHERE name > $1`, [migration])
  }
  await restoreDatabase(target, Readable.from([bytes]), { ...options, migrateTo })
  assert.deepEqual(await contents(target), await contents(source))
  const unknown = async () => {
    throw new Error('no such migration')
  }
  await assert.rejects(
    restoreDatabase(target, Readable.from([bytes]), { ...options, migrateTo: unknown }),
    /with the version of Otpost that wrote the backup or a later one/,
  )
})

test('a backup that is cut off, damaged or none at all restores nothing', async (t) => {
  const source = await filled(t)
  const bytes = await backup(source)
  const target = await emptyTables(t)
  const nothing = await contents(target)
  const text = gunzipSync(bytes).toString('utf8')
  const lines = text.split('\n')
  const broken: Record<string, Buffer> = {
    'cut gzip': bytes.subarray(0, bytes.length - 20),
    'cut text': gzipSync(text.slice(0, text.length - 60)),
    'no last line': gzipSync(lines.slice(0, -2).join('\n')),
    'a table less than it says': gzipSync(text.replace('"tables":3', '"tables":4')),
    'a newer format': gzipSync(text.replace('"version":1', '"version":2')),
    'other JSON': gzipSync('{"hello":"world"}\n'),
    'no gzip': Buffer.from('id,name\n1,x\n'),
    'no byte': Buffer.alloc(0),
  }
  for (const [what, content] of Object.entries(broken)) {
    await assert.rejects(restoreDatabase(target, Readable.from([content]), options), /backup/, what)
    assert.deepEqual(await contents(target), nothing, what)
  }
})

test('the migrated schema of Otpost can be backed up and restored', async (t) => {
  const ours = { schema: 'otpost', secretKeyFingerprint: fingerprint }
  const source = await createTestDatabase(t)
  const target = await createTestDatabase(t)
  await source.pool.query(
    `INSERT INTO otpost.tenants (id, name, friendly_name, locales) VALUES ('default', 'default', 'D', '{en}')`,
  )
  const out = new PassThrough()
  const [bytes] = await Promise.all([buffer(out), backupDatabase(source.pool, out, ours)])
  await restoreDatabase(target.pool, Readable.from([bytes]), ours)
  const select = 'SELECT * FROM otpost.tenants'
  assert.deepEqual((await target.pool.query(select)).rows, (await source.pool.query(select)).rows)
})
