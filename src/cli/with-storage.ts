import type { Config } from '#src/config/config.ts'
import { loadSecretKey } from '#src/config/secret-key.ts'
import { type Directory, openDirectory } from '#src/identity/tenants/directory.ts'
import {
  ensureDefaultTenant,
  givenManagementClient,
  prepareDefaultTenant,
} from '#src/identity/tenants/first-start.ts'
import { createLog, type Log } from '#src/observability/log.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { joinStorage, type Storage } from '#src/storage/open-storage.ts'
import { describeFirstCredentials } from './first-credentials.ts'

/** Runs a command beside a running Otpost, or alone, and closes what it opened. Logs only what needs attention. */
export async function withStorage<Result>(
  config: Config,
  run: (storage: Storage, log: Log) => Promise<Result>,
  { migrates = true } = {},
): Promise<Result> {
  const log = createLog('warn')
  const { key } = await loadSecretKey(config)
  const storage = await joinStorage({ config, secretKey: key, log, migrates })
  try {
    return await run(storage, log)
  } finally {
    await storage.close()
  }
}

/** The same with the tenants' configuration in memory; an empty database is filled first. */
export async function withDirectory<Result>(
  config: Config,
  run: (directory: Directory, storage: Storage, log: Log) => Promise<Result>,
): Promise<Result> {
  return withStorage(config, async (storage, log) => {
    const store = createDirectoryStore(storage.db, storage.pool, storage.seal)
    await ensureDefaultTenant(store)
    const publicUrl = config.publicUrl ?? `http${config.tls ? 's' : ''}://localhost:${config.port}`
    const directory = await openDirectory({ store, publicUrl, onError: (error) => log.error({ err: error }) })
    try {
      const firstStart = await prepareDefaultTenant(directory, givenManagementClient(config))
      for (const line of describeFirstCredentials(firstStart)) process.stderr.write(`${line}\n`)
      return await run(directory, storage, log)
    } finally {
      await directory.close()
    }
  })
}
