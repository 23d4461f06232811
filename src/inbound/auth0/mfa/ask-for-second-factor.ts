// How a login that wants a second factor is answered (contract 6.1): not with tokens, but with an mfa_token to go on by.

import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { findRequirements } from '#src/identity/second-factors/requirements.ts'
import type { MessageOrganization } from '#src/messaging/types.ts'
import { OAuthError } from '../errors.ts'
import { sealMfaToken } from './mfa-token.ts'

export type AskDeps = Pick<MfaDeps, 'authenticators' | 'sealedTokens'>

const typeNames = { otp: 'otp', phone: 'phone', recovery_code: 'recovery-code' } as const

/** @throws OAuthError `mfa_required` unless the first factor is enough */
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
): Promise<void> {
  const { config, client, user, audience, scope, organization } = login
  const required = await findRequirements({ config, user, audience }, deps)
  if (!required) return
  const mfa_token = await sealMfaToken(
    config,
    {
      clientId: client.clientId,
      user,
      audience,
      scope,
      ...(organization && { organizationId: organization.id }),
    },
    deps,
  )
  const mfa_requirements = { [required.step]: required.kinds.map((kind) => ({ type: typeNames[kind] })) }
  throw new OAuthError(403, 'mfa_required', 'Multifactor authentication required', {
    details: { mfa_token, mfa_requirements },
  })
}
