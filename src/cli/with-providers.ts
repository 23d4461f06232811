import { openScripts } from '#src/compose.ts'
import type { Config } from '#src/config/config.ts'
import { createEgress } from '#src/egress/create-egress.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { ProviderTools } from '#src/providers/define-provider.ts'
import { createInbox } from '#src/storage/inbox-store.ts'
import type { Storage } from '#src/storage/open-storage.ts'
import { withDirectory } from './with-storage.ts'

/**
 * Like `withDirectory`, with all that providers need, which is everything a send does. Apart from it because it loads
 * the whole server, for which commands that send nothing must not wait.
 */
export async function withProviders<Result>(
  config: Config,
  run: (directory: Directory, storage: Storage, tools: ProviderTools) => Promise<Result>,
): Promise<Result> {
  return withDirectory(config, async (directory, storage, log) => {
    const { pool, db, seal } = storage
    const egress = createEgress({ allow: config.egressAllow })
    const { scripts, close } = openScripts({ config, storage, egress, log })
    try {
      const { keep } = createInbox(pool, db, seal)
      return await run(directory, storage, { sendHttp: egress.sendHttp, keepMessage: keep, scripts })
    } finally {
      await close()
      await egress.close()
    }
  })
}
