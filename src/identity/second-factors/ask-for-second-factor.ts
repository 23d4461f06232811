// Whether a login goes on with a second factor (contract 6.1). Asked when the tenant's policy says so and the user can
// give one: with what they have enrolled, whatever is switched on now, or by enrolling what is switched on.
// `confidence-score` asks as `all-applications` does: nothing here tells a familiar login from an odd one.

import type { MessageOrganization } from '#src/messaging/types.ts'
import { enrollableFactors, isFactorEnabled } from '#src/settings/mfa-settings.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { type Authenticator, type Client, mfaAudience, type TenantConfig, type User } from '../records.ts'
import { refuse, type TokenRefusal } from '../tokens/refusal.ts'
import type { MfaDeps } from './mfa-deps.ts'
import { sealMfaToken } from './mfa-token.ts'

export type AskDeps = Pick<MfaDeps, 'authenticators' | 'sealedTokens'>

const typeNames = { otp: 'otp', phone: 'phone', recovery_code: 'recovery-code' } as const
const order = ['otp', 'phone', 'recovery_code'] as const

/** The refusal that asks for a second factor, or undefined when the first is enough. */
export async function askForSecondFactor(
  login: {
    readonly config: TenantConfig
    readonly client: Client
    readonly user: User
    readonly audience: string
    readonly scope: string | undefined
    readonly organization?: MessageOrganization
  },
  deps: AskDeps,
): Promise<TokenRefusal | undefined> {
  const { config, client, user, audience, scope, organization } = login
  const { mfa } = config.settings
  // Whoever has a second factor gives it before they change it, whatever the policy says.
  const isAsked = mfa.policy !== undefined
  if (!isAsked && audience !== mfaAudience(config)) return undefined
  const requirements = requirementsOf(
    await deps.authenticators.list(config.tenant.id, user.userId),
    isAsked ? enrollableFactors.filter((factor) => isFactorEnabled(mfa, factor)) : [],
  )
  if (!requirements) return undefined
  return {
    ...refuse(403, 'mfa_required', 'Multifactor authentication required'),
    details: {
      mfa_token: await sealMfaToken(
        config,
        {
          clientId: client.clientId,
          user,
          audience,
          scope,
          ...(organization && { organizationId: organization.id }),
        },
        deps,
      ),
      mfa_requirements: requirements,
    },
  }
}

function requirementsOf(
  authenticators: readonly Authenticator[],
  enrollable: readonly Authenticator['kind'][],
): JsonObject | undefined {
  const active = authenticators.filter((authenticator) => authenticator.active).map(({ kind }) => kind)
  if (active.length > 0) return { challenge: typesOf(active) }
  return enrollable.length > 0 ? { enroll: typesOf(enrollable) } : undefined
}

function typesOf(kinds: readonly Authenticator['kind'][]) {
  return order.filter((kind) => kinds.includes(kind)).map((kind) => ({ type: typeNames[kind] }))
}
