/**
 * Loads a backup (backup.ts has its format) into an empty database, all or nothing: one transaction that commits
 * after the backup's last line was seen. It never adds to data that is there, and never loads rows whose secrets the
 * present key cannot open.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { escapeIdentifier, type Pool, type PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import {
  backupFormat,
  backupVersion,
  endOfRows,
  latestMigration,
  listTables,
  setTextFormat,
  tableWithColumns,
} from './backup.ts'

export interface RestoreOptions {
  schema: string
  secretKeyFingerprint: string
  /**
   * Brings the empty database to exactly this migration, so that a backup of an earlier Otpost loads as it was
   * written; whoever calls migrates to the latest afterwards. Without it the database must be there already.
   */
  migrateTo?: (migration: string) => Promise<void>
}

const Header = Type.Object({
  format: Type.Literal(backupFormat),
  version: Type.Number(),
  schema_migration: Type.String(),
  secret_key_fingerprint: Type.String(),
  created_at: Type.String(),
})
const TablePart = Type.Object({ table: Type.String(), columns: Type.Array(Type.String()) })
const SequencePart = Type.Object({
  sequence: Type.String(),
  last_value: Type.String(),
  is_called: Type.Boolean(),
})
const EndPart = Type.Object({ end: Type.Literal(true), tables: Type.Number() })

export interface RestoredBackup {
  createdAt: string
  tables: number
}

export async function restoreDatabase(
  pool: Pool,
  backup: Readable,
  options: RestoreOptions,
): Promise<RestoredBackup> {
  const lines = linesOf(backup)
  try {
    const header = await readHeader(lines)
    refuseOtherKey(header, options)
    await migrate(header.schema_migration, options)
    const tables = await inTransaction(pool, async (client) => {
      await refuseOtherMigration(client, header.schema_migration, options.schema)
      await refuseData(client, options.schema)
      return load(client, lines, options.schema)
    })
    return { createdAt: header.created_at, tables }
  } finally {
    await lines.return(undefined)
  }
}

async function readHeader(lines: AsyncGenerator<Buffer>): Promise<Static<typeof Header>> {
  const header = parse((await lines.next()).value)
  if (!matches(Header, header)) throw new Error('this file is not a backup of Otpost')
  if (header.version !== backupVersion) {
    throw new Error(
      `this backup has format version ${header.version}, and this Otpost reads version ${backupVersion}: ` +
        'restore it with the version of Otpost that wrote it',
    )
  }
  return header
}

function refuseOtherKey(header: Static<typeof Header>, options: RestoreOptions): void {
  if (header.secret_key_fingerprint === options.secretKeyFingerprint) return
  throw new Error(
    `this backup was written under the secret key ${header.secret_key_fingerprint}, but the present one is ` +
      `${options.secretKeyFingerprint}, which cannot open its secrets: copy the key file of the data folder that ` +
      'was backed up into this one, or set OTPOST_SECRET_KEY to that key, and restore again',
  )
}

async function migrate(migration: string, options: RestoreOptions): Promise<void> {
  try {
    await options.migrateTo?.(migration)
  } catch (cause) {
    throw new Error(
      `this backup is of the schema ${migration}, to which this database cannot be brought: ` +
        'restore into an empty database, with the version of Otpost that wrote the backup or a later one',
      { cause },
    )
  }
}

async function refuseOtherMigration(client: PoolClient, migration: string, schema: string): Promise<void> {
  const present = await latestMigration(client, schema)
  if (present === migration) return
  throw new Error(
    `this backup is of the schema ${migration}, but the tables of this database are of ${present}: ` +
      'restore into an empty database',
  )
}

/** Also keeps an Otpost that starts meanwhile from writing. */
async function refuseData(client: PoolClient, schema: string): Promise<void> {
  for (const { table } of await listTables(client, schema)) {
    const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`
    await client.query(`LOCK TABLE ${name} IN SHARE ROW EXCLUSIVE MODE`)
    const { rows } = await client.query(`SELECT 1 FROM ${name} LIMIT 1`)
    if (rows.length > 0) {
      throw new Error(
        `the database is not empty (table ${table} has rows): restore into a new data folder or database`,
      )
    }
  }
}

async function load(client: PoolClient, lines: AsyncGenerator<Buffer>, schema: string): Promise<number> {
  let tables = 0
  for (;;) {
    const part = parse((await lines.next()).value)
    if (matches(TablePart, part)) {
      await loadTable(client, lines, tableWithColumns(schema, part.table, part.columns))
      tables += 1
    } else if (matches(SequencePart, part)) {
      const name = `${escapeIdentifier(schema)}.${escapeIdentifier(part.sequence)}`
      await client.query('SELECT setval($1::regclass, $2, $3)', [name, part.last_value, part.is_called])
    } else if (matches(EndPart, part) && part.tables === tables) {
      return tables
    } else {
      throw new Error('this backup is damaged or cut off; nothing was restored')
    }
  }
}

async function loadTable(client: PoolClient, lines: AsyncGenerator<Buffer>, target: string): Promise<void> {
  const rows = Readable.from(batchesOfRows(lines), { objectMode: false })
  await pipeline(rows, client.query(copyFrom(`COPY ${target} FROM STDIN`)))
}

const batchBytes = 64 * 1024

async function* batchesOfRows(lines: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const newline = Buffer.from('\n')
  let batch: Buffer[] = []
  let size = 0
  for (;;) {
    const { value: line, done } = await lines.next()
    if (done) throw new Error('this backup is damaged or cut off; nothing was restored')
    const isEnd = line.length === endOfRows.length && line.toString('latin1') === endOfRows
    if (!isEnd) {
      batch.push(line, newline)
      size += line.length + 1
    }
    if (size > 0 && (isEnd || size >= batchBytes)) {
      yield Buffer.concat(batch)
      batch = []
      size = 0
    }
    if (isEnd) return
  }
}

async function* linesOf(backup: Readable): AsyncGenerator<Buffer> {
  const unzipped = createGunzip()
  // Its error reaches the loop below through the destroyed stream.
  const copied = pipeline(backup, unzipped).catch(() => undefined)
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of unzipped) {
      const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let start = 0
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
  } catch (cause) {
    throw new Error('this backup is damaged or cut off, or not a backup of Otpost; nothing was restored', {
      cause,
    })
  } finally {
    backup.destroy()
    await copied
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await setTextFormat(client)
    await client.query('SET CONSTRAINTS ALL DEFERRED')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // Dropping the connection rolls back, whatever state a COPY left it in.
    client.release(true)
    throw error
  }
}

function parse(line: Buffer | undefined): unknown {
  try {
    return line && JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

const matches = <T extends TSchema>(schema: T, value: unknown): value is Static<T> => Check(schema, value)
