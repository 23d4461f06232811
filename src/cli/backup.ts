import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import type { Config } from '#src/config/config.ts'
import { backupDatabase } from '#src/storage/backup.ts'
import { migrateTo, migrateToLatest } from '#src/storage/migrate.ts'
import { restoreDatabase } from '#src/storage/restore.ts'
import { withStorage } from './with-storage.ts'

const schema = 'otpost'

export async function backupTo(config: Config, file: string): Promise<void> {
  await withStorage(config, async ({ pool, seal }) => {
    // A backup holds phone numbers and sealed secrets: it is for its owner, and replaces no other file.
    const handle = await open(file, 'wx', 0o600)
    try {
      const meta = { schema, secretKeyFingerprint: seal.fingerprint }
      await backupDatabase(pool, handle.createWriteStream({ flush: true }), meta)
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
  })
  process.stdout.write(
    `Wrote ${file}. Its secrets can be read only with the same OTPOST_SECRET_KEY. Keep the key in a different place.\n`,
  )
}

export async function restoreFrom(config: Config, file: string): Promise<void> {
  const restored = await withStorage(
    config,
    async ({ pool, seal }) => {
      const result = await restoreDatabase(pool, createReadStream(file), {
        schema,
        secretKeyFingerprint: seal.fingerprint,
        migrateTo: (migration) => migrateTo(pool, migration),
      })
      await migrateToLatest(pool)
      return result
    },
    { migrates: false },
  )
  process.stdout.write(`Restored the backup of ${restored.createdAt} (${restored.tables} tables).\n`)
}
