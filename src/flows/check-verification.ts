import type { TenantConfig } from '#src/identity/records.ts'
import {
  checkVerification as check,
  type Verification,
  type VerificationStore,
} from '#src/messaging/check-verification.ts'
import type { VerifyCodeDeps } from '#src/messaging/verify-code.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import type { NotifyBlocked } from './notify-blocked.ts'

export interface CheckVerificationDeps {
  readonly verify: VerifyCodeDeps
  readonly verifications: VerificationStore
  readonly notifyBlocked: NotifyBlocked
}

/**
 * Checks one try at a verification's code. Undefined when there is no such verification.
 *
 * @throws MessagingError as `checkVerification` of the core does
 */
export function checkVerification(
  config: TenantConfig,
  { id, code }: { readonly id: string; readonly code: string },
  { verify, verifications, notifyBlocked }: CheckVerificationDeps,
): Promise<Verification | undefined> {
  return check(
    {
      tenantId: config.tenant.id,
      id,
      code,
      guardOf: (ip) => guardOf(config.settings.attackProtection.bruteForce, ip),
    },
    {
      ...verify,
      verifications,
      onBlocked: ({ recipient }, ip) => notifyBlocked({ config, phoneNumber: recipient, ip }),
    },
  )
}
