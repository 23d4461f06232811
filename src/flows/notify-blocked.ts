// Tells a person that somebody guessed at their account until the address was blocked. Whoever counts the guesses says
// so once per block; the person is told when the tenant's brute-force protection has `user_notification`. A number that
// is guessed at is told whether or not it has a user: codes have been sent to it.

import type { TenantConfig, User } from '#src/identity/records.ts'
import { blockedNotices } from '#src/messaging/limits.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { BucketStore } from '#src/messaging/ports.ts'
import type { Connection } from '#src/settings/records.ts'
import { type SendNoticeDeps, sendNotice } from './send-notice.ts'

export interface Blocked {
  readonly config: TenantConfig
  /** The address that guessed. */
  readonly ip: string
  /** Where codes went; of a user with a password it is the user's own. */
  readonly phoneNumber: string | undefined
  readonly connection?: Connection
  readonly user?: User
}

/** Never fails: whoever guessed is answered whatever becomes of the notice. */
export type NotifyBlocked = (blocked: Blocked) => Promise<void>

export interface NotifyBlockedDeps extends SendNoticeDeps {
  readonly buckets: Pick<BucketStore, 'take'>
  readonly onProblem: (error: unknown) => void
}

export function createNotifyBlocked(deps: NotifyBlockedDeps): NotifyBlocked {
  return async (blocked) => {
    try {
      await notifyBlocked(blocked, deps)
    } catch (error) {
      deps.onProblem(error)
    }
  }
}

async function notifyBlocked(
  { config, ip, phoneNumber, connection, user }: Blocked,
  deps: NotifyBlockedDeps,
): Promise<void> {
  const { enabled, shields } = config.settings.attackProtection.bruteForce
  const recipient = phoneNumber === undefined ? undefined : parsePhoneNumber(phoneNumber)
  if (!enabled || !shields.includes('user_notification') || recipient === undefined) return
  const isTooMany = await deps.buckets.take(config.tenant.id, `blocked_notice:${recipient}`, blockedNotices)
  if (isTooMany !== undefined) return
  await sendNotice(
    { config, purpose: 'blocked_account', recipient, languages: [], origin: { ip }, connection, user },
    deps,
  )
}
