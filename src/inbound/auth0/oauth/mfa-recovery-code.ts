// The grant of a recovery code (contract 6.4). The code is exchanged for another, which the answer carries.

import { createRecoveryCode, hashRecoveryCode } from '#src/identity/second-factors/recovery-code.ts'
import { missingParameter, refuse } from '#src/identity/tokens/refusal.ts'
import { completeLogin, type MfaGrantDeps, readHalfLogin } from './mfa-grant.ts'
import type { GrantRequest, TokenResult } from './token-request.ts'

export async function grantMfaRecoveryCode(request: GrantRequest, deps: MfaGrantDeps): Promise<TokenResult> {
  const { recovery_code: typed } = request.parameters
  const login = await readHalfLogin(request, deps)
  if (!login.ok) return login
  const wrong = refuse(403, 'invalid_grant', 'Invalid recovery code')
  if (login.bearer.kind !== 'mfa_token') return wrong
  if (typed === undefined) return missingParameter('recovery_code')
  const owner = { tenantId: request.config.tenant.id, userId: login.bearer.user.userId }
  const judge = async () => {
    const next = createRecoveryCode(owner, deps.hashCode)
    const used = hashRecoveryCode(owner, typed, deps.hashCode)
    const hashes = { used, next: next.hash }
    const exchanged = await deps.authenticators.exchangeRecoveryCode(owner.tenantId, owner.userId, hashes)
    return exchanged ? ({ ok: true, recoveryCode: next.code } as const) : wrong
  }
  return completeLogin(login, judge, deps)
}
