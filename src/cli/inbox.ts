import type { Config } from '#src/config/config.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { createInbox } from '#src/storage/inbox-store.ts'
import { withStorage } from './with-storage.ts'

export async function showInbox(
  config: Config,
  options: { readonly limit: string; readonly to?: string; readonly json?: boolean },
): Promise<void> {
  const limit = Math.min(Math.max(Number.parseInt(options.limit, 10) || 20, 1), 500)
  const query = { limit, ...(options.to !== undefined && { recipient: options.to }) }
  const messages = await withStorage(config, ({ pool, db, seal }) =>
    createInbox(pool, db, seal).list(defaultTenantId, query),
  )
  for (const message of messages.toReversed()) {
    const { createdAt, recipient, deliveryMethod, text } = message
    const line = options.json
      ? JSON.stringify(message)
      : `${createdAt.toISOString()}  ${recipient}  ${deliveryMethod}\n  ${text.replaceAll('\n', '\n  ')}`
    process.stdout.write(`${line}\n`)
  }
  if (!options.json) {
    const note = 'The inbox is for development: anyone who can run this command can read codes.'
    process.stdout.write(messages.length === 0 ? 'The inbox is empty.\n' : `\n${note}\n`)
  }
}
