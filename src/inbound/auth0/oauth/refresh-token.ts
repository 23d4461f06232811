// The refresh token grant (contract 3.7). As with Auth0, a refresh token stays the same by default; a client whose
// `refresh_token.rotation_type` is `rotating` gets a new one each time, and using an old one again revokes all that
// came from the same login: then somebody else has a copy. A user who was removed or blocked gets nothing more, and one
// who gave no second factor is asked for it where the policy now wants one.

import type { RefreshToken } from 'oidc-provider'
import type { TokenRecordStore, UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { askForSecondFactor } from '#src/identity/second-factors/ask-for-second-factor.ts'
import {
  issueRefreshToken,
  type RefreshTokenPolicy,
  readRefreshTokenPolicy,
} from '#src/identity/tokens/issue-refresh-token.ts'
import { issueUserTokens, mfaMethod } from '#src/identity/tokens/issue-user-tokens.ts'
import { hashTokenId, refreshTokenModel } from '#src/identity/tokens/oidc-adapter.ts'
import { missingParameter, refuse, unknownRefreshToken } from '#src/identity/tokens/refusal.ts'
import { joinScopes, resolveUserAccess, splitScope } from '#src/identity/tokens/user-access.ts'
import type { LogInDeps } from './log-in-user.ts'
import type { GrantRequest, TokenResult } from './token-request.ts'

interface Deps extends LogInDeps {
  readonly tokenRecords: TokenRecordStore
  readonly users: Pick<UserStore, 'findById'>
}

export async function grantRefreshToken(
  { config, client, parameters }: GrantRequest,
  deps: Deps,
): Promise<TokenResult> {
  const value = parameters.refresh_token
  if (value === undefined) return missingParameter('refresh_token')
  const provider = await deps.oidcProviders.providerFor(config)
  const token = await provider.RefreshToken.find(value)
  if (!token?.grantId || token.clientId !== client.clientId) return unknownRefreshToken()
  const policy = readRefreshTokenPolicy(client)
  if (wasReused(token, policy)) {
    await deps.tokenRecords.destroyByGrant(config.tenant.id, token.grantId)
    return unknownRefreshToken()
  }

  const original = splitScope(token.scope)
  const requested = parameters.scope === undefined ? original : splitScope(parameters.scope)
  const excess = requested.filter((scope) => !original.includes(scope))
  if (excess.length > 0) return refuse(400, 'invalid_scope', `Scopes not granted before: ${excess.join(' ')}`)
  const audience = typeof token.resource === 'string' ? token.resource : undefined
  const access = resolveUserAccess({ config, client, audience, scope: joinScopes(requested) })
  if (!access.ok) return access

  const user = await deps.users.findById(config.tenant.id, token.accountId)
  if (!user) return unknownRefreshToken()
  if (user.blocked) return refuse(403, 'unauthorized', 'user is blocked')
  const hasSecondFactor = token.amr?.includes(mfaMethod) === true
  const login = { config, client, user, audience: access.audience, scope: joinScopes(requested) }
  const asked = hasSecondFactor ? undefined : await askForSecondFactor(login, deps)
  if (asked) return asked

  const refresh_token = policy.rotating ? await rotate({ config, client, token, value }, deps) : value
  if (refresh_token === undefined) return unknownRefreshToken()
  const issued = await issueUserTokens(
    { config, client, user, access, gty: 'refresh_token', hasSecondFactor },
    deps,
  )
  if (!issued.ok) return issued
  const { access_token, id_token, ...rest } = issued.tokens
  return {
    ok: true,
    response: {
      access_token,
      refresh_token,
      ...(id_token !== undefined && { id_token }),
      scope: joinScopes(access.scopes),
      ...rest,
    },
  }
}

function wasReused(token: RefreshToken, { leewaySeconds }: RefreshTokenPolicy): boolean {
  const consumedAt: unknown = token.consumed
  return typeof consumedAt === 'number' && Date.now() / 1000 - consumedAt > leewaySeconds
}

/**
 * The successor is written before its predecessor is marked as used: of two that race, the one that comes second
 * then finds both successors and removes them with the family, instead of missing one that is not written yet.
 */
async function rotate(
  old: {
    readonly config: TenantConfig
    readonly client: Client
    readonly token: RefreshToken
    readonly value: string
  },
  deps: Deps,
): Promise<string | undefined> {
  const { config, client, token, value } = old
  if (!token.grantId) return undefined
  const successor = await issueRefreshToken(
    {
      config,
      client,
      userId: token.accountId,
      audience: typeof token.resource === 'string' ? token.resource : '',
      scope: token.scope ?? '',
      hasSecondFactor: token.amr?.includes(mfaMethod) === true,
      family: {
        grantId: token.grantId,
        since: token.iiat ?? token.iat,
        rotations: token.rotations ?? 0,
      },
    },
    deps,
  )
  if (successor === undefined) return undefined
  const tenantId = config.tenant.id
  const idHash = hashTokenId(value)
  if (await deps.tokenRecords.consume(tenantId, refreshTokenModel, idHash)) return successor
  // Used by another request a moment ago, which the leeway forgives, unless the family was revoked in between.
  const { leewaySeconds } = readRefreshTokenPolicy(client)
  const stillThere = leewaySeconds > 0 && (await deps.tokenRecords.find(tenantId, refreshTokenModel, idHash))
  if (stillThere) return successor
  await deps.tokenRecords.destroyByGrant(tenantId, token.grantId)
  return undefined
}
