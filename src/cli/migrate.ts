import type { Config } from '#src/config/config.ts'
import { migrateToLatest } from '#src/storage/migrate.ts'
import { withStorage } from './with-storage.ts'

export async function migrateDatabase(config: Config): Promise<void> {
  const applied = await withStorage(config, ({ pool }) => migrateToLatest(pool), { migrates: false })
  const text = applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`
  process.stdout.write(`${text}\n`)
}
