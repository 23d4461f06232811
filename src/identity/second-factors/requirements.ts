// Whether a login goes on with a second factor, and with which. It does when the tenant's policy says so and the user can
// give one: with what they have enrolled, whatever is switched on now, or by enrolling what is switched on.
// `confidence-score` asks as `all-applications` does: nothing here tells a familiar login from an odd one.

import { enrollableFactors, isFactorEnabled } from '#src/settings/mfa-settings.ts'
import type { AuthenticatorStore } from '../ports.ts'
import { type Authenticator, mfaAudience, type TenantConfig, type User } from '../records.ts'

export interface SecondFactorRequirements {
  /** Whether the user has a second factor to give, or has to enrol one. */
  readonly step: 'challenge' | 'enroll'
  /** Each kind once, in the order in which they are offered. */
  readonly kinds: readonly Authenticator['kind'][]
}

const order = ['otp', 'phone', 'recovery_code'] as const

/** Undefined when the first factor is enough. */
export async function findRequirements(
  login: { readonly config: TenantConfig; readonly user: User; readonly audience: string },
  { authenticators }: { readonly authenticators: Pick<AuthenticatorStore, 'list'> },
): Promise<SecondFactorRequirements | undefined> {
  const { config, user, audience } = login
  const { mfa } = config.settings
  // Whoever has a second factor gives it before they change it, whatever the policy says.
  const isAsked = mfa.policy !== undefined
  if (!isAsked && audience !== mfaAudience(config)) return undefined
  const all = await authenticators.list(config.tenant.id, user.userId)
  const active = inOrder(all.filter((one) => one.active).map(({ kind }) => kind))
  if (active.length > 0) return { step: 'challenge', kinds: active }
  const enrollable = isAsked ? enrollableFactors.filter((factor) => isFactorEnabled(mfa, factor)) : []
  return enrollable.length > 0 ? { step: 'enroll', kinds: inOrder(enrollable) } : undefined
}

function inOrder(kinds: readonly Authenticator['kind'][]): Authenticator['kind'][] {
  return order.filter((kind) => kinds.includes(kind))
}
