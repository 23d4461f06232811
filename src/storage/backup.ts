/**
 * A logical backup of one schema over any PostgreSQL connection: a gzip stream of lines, read back by restore.ts.
 *
 *   {"format":"otpost-backup","version":1,"schema_migration":…,"secret_key_fingerprint":…,"created_at":…}
 *   {"table":"messages","columns":["id",…]}     then PostgreSQL's COPY text of its rows, then a line of \.
 *   {"sequence":"events_id_seq","last_value":"17","is_called":true}
 *   {"end":true,"tables":12}                    without this line the backup is cut off
 *
 * All of it is one snapshot. Secrets stay sealed as they are in their rows, so the key file is not part of it; the
 * fingerprint says which key opens them. Whoever calls this makes the file appear only when it is complete.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { escapeIdentifier, type Pool, type PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

export interface BackupMeta {
  /** The schema that holds the tables. */
  schema: string
  /** Tells secret keys apart without revealing them. */
  secretKeyFingerprint: string
}

export const backupFormat = 'otpost-backup'
export const backupVersion = 1
/** Ends a table's rows: COPY escapes every backslash in data, so no row looks like it. */
export const endOfRows = '\\.'

/** Writes the backup and ends the stream. Runs beside a working Otpost: it reads one snapshot and locks nothing out. */
export async function backupDatabase(
  pool: Pool,
  out: NodeJS.WritableStream,
  meta: BackupMeta,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await setTextFormat(client)
    await pipeline(Readable.from(backupLines(client, meta)), createGzip(), out)
    await client.query('COMMIT')
    client.release()
  } catch (error) {
    // A connection in the middle of a COPY is of no use to anybody else.
    client.release(true)
    throw error
  }
}

async function* backupLines(client: PoolClient, meta: BackupMeta): AsyncGenerator<string | Buffer> {
  const line = (value: object) => `${JSON.stringify(value)}\n`
  yield line({
    format: backupFormat,
    version: backupVersion,
    schema_migration: await latestMigration(client, meta.schema),
    secret_key_fingerprint: meta.secretKeyFingerprint,
    created_at: new Date().toISOString(),
  })
  const tables = await listTables(client, meta.schema)
  for (const { table, columns } of tables) {
    yield line({ table, columns })
    yield* client.query(copyTo(`COPY ${tableWithColumns(meta.schema, table, columns)} TO STDOUT`))
    yield `${endOfRows}\n`
  }
  for (const sequence of await listSequences(client, meta.schema)) yield line(sequence)
  yield line({ end: true, tables: tables.length })
}

/** How values look in COPY's text must not depend on the settings of either server. */
export async function setTextFormat(client: PoolClient): Promise<void> {
  await client.query(
    `SET LOCAL client_encoding = 'UTF8'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';
     SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0`,
  )
}

export async function latestMigration(client: PoolClient, schema: string): Promise<string> {
  const table = `${escapeIdentifier(schema)}.kysely_migration`
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${table} ORDER BY name DESC LIMIT 1`,
  )
  const [latest] = rows
  if (!latest) throw new Error(`the schema ${schema} has no tables of Otpost yet: run "otpost migrate"`)
  return latest.name
}

export interface TableColumns {
  table: string
  columns: string[]
}

/** The tables that hold data, each after those that it refers to. Computed columns are left out. */
export async function listTables(client: PoolClient, schema: string): Promise<TableColumns[]> {
  const tables = await client.query<TableColumns>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r'
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND c.relname NOT IN ('kysely_migration', 'kysely_migration_lock')
     GROUP BY c.relname ORDER BY c.relname`,
    [schema],
  )
  const references = await client.query<{ table: string; refers_to: string }>(
    `SELECT child.relname AS "table", parent.relname AS refers_to
     FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
     WHERE k.contype = 'f' AND NOT k.condeferrable AND child.oid <> parent.oid
       AND child.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`,
    [schema],
  )
  return inOrderOfReference(tables.rows, references.rows)
}

function inOrderOfReference(tables: TableColumns[], references: { table: string; refers_to: string }[]) {
  const ordered: TableColumns[] = []
  let waiting = tables
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ table }) => table))
    const blocked = new Set(references.filter((one) => names.has(one.refers_to)).map((one) => one.table))
    const free = waiting.filter(({ table }) => !blocked.has(table))
    if (free.length === 0)
      throw new Error(`these tables refer to each other in a circle: ${[...names].join(', ')}`)
    ordered.push(...free)
    waiting = waiting.filter(({ table }) => blocked.has(table))
  }
  return ordered
}

interface SequencePosition {
  sequence: string
  last_value: string
  is_called: boolean
}

async function listSequences(client: PoolClient, schema: string): Promise<SequencePosition[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT sequencename AS name FROM pg_sequences WHERE schemaname = $1 ORDER BY sequencename',
    [schema],
  )
  const positions: SequencePosition[] = []
  for (const { name } of rows) {
    const position = await client.query<Omit<SequencePosition, 'sequence'>>(
      `SELECT last_value::text, is_called FROM ${escapeIdentifier(schema)}.${escapeIdentifier(name)}`,
    )
    for (const row of position.rows) positions.push({ sequence: name, ...row })
  }
  return positions
}

export function tableWithColumns(schema: string, table: string, columns: string[]): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(table)} (${columns.map(escapeIdentifier).join(', ')})`
}
