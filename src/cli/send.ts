import type { Config } from '#src/config/config.ts'
import { sendTestCode } from '#src/flows/send-test.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { deliveryMethods } from '#src/messaging/types.ts'
import { createCandidates } from '#src/providers/candidates.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import { withProviders } from './with-providers.ts'

/** Sends a real code on the real path, through the default tenant's phone provider, and says what came of it. */
export async function sendTestMessage(config: Config, to: string, by: string): Promise<void> {
  const recipient = parsePhoneNumber(to)
  if (recipient === undefined)
    throw new Error(`${to} is not a phone number in E.164 format, such as +442079460123.`)
  const deliveryMethod = deliveryMethods.find((method) => method === by) ?? 'text'
  try {
    await withProviders(config, async (directory, { pool, db, seal }, tools) => {
      const tenant = directory.byId(defaultTenantId)
      const candidates = createCandidates({
        tools,
        onProblem: (_where, problems) => {
          const list = problems.map(({ path, message }) => `${path} ${message}`).join(', ')
          process.stderr.write(
            `The phone provider (${tenant.phoneProvider.kind}) is not configured correctly: ${list}\n`,
          )
        },
        // A test code is no second factor.
        onUnreadyMfa: () => {},
      })
      const { messageId } = await sendTestCode(
        { recipient, deliveryMethod, candidates: candidates.forTenant(tenant) },
        tenant,
        {
          users: createUserStore(db),
          send: {
            store: createSendStore(pool, seal),
            hashCode: seal.hashCode,
            observer: { messageSettled: () => {} },
            now: Date.now,
          },
        },
      )
      process.stdout.write(`${tenant.phoneProvider.kind} accepted the message ${messageId}.\n`)
    })
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error
    const { outcome } = error.detail
    const code = outcome?.providerErrorCode === undefined ? '' : ` (${outcome.providerErrorCode})`
    throw new Error(`Not sent: ${outcome?.kind ?? error.code}${code}. ${error.message}`)
  }
}
