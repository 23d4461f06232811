// The refresh token grant (contract 3.7). As with Auth0, a refresh token stays the same by default; a client whose
// `refresh_token.rotation_type` is `rotating` gets a new one each time, and using an old one again revokes all that
// came from the same login: then somebody else has a copy. A user who was removed or blocked gets nothing more, and one
// who gave no second factor is asked for it where the policy now wants one.

import type { RefreshToken } from 'oidc-provider'
import type { TokenRecordStore, UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import {
  issueRefreshToken,
  type RefreshTokenPolicy,
  readRefreshTokenPolicy,
} from '#src/identity/tokens/issue-refresh-token.ts'
import { issueUserTokens, mfaMethod } from '#src/identity/tokens/issue-user-tokens.ts'
import { hashTokenId, refreshTokenModel } from '#src/identity/tokens/oidc-adapter.ts'
import { joinScopes, splitScope } from '#src/identity/tokens/user-access.ts'
import { missingParameter, OAuthError } from '../errors.ts'
import { askForSecondFactor } from '../mfa/ask-for-second-factor.ts'
import { userBlocked } from '../mfa/mfa-token.ts'
import { clientGone, type LogInDeps } from './log-in-user.ts'
import { readUserAccess } from './read-user-access.ts'
import type { GrantRequest, TokenResponse } from './token-request.ts'

interface Deps extends LogInDeps {
  readonly tokenRecords: TokenRecordStore
  readonly users: Pick<UserStore, 'findById'>
}

export async function grantRefreshToken(
  { config, client, parameters }: GrantRequest,
  deps: Deps,
): Promise<TokenResponse> {
  const value = parameters.refresh_token
  if (value === undefined) throw missingParameter('refresh_token')
  const provider = await deps.oidcProviders.providerFor(config)
  const token = await provider.RefreshToken.find(value)
  if (!token?.grantId || token.clientId !== client.clientId) throw unknownRefreshToken()
  const policy = readRefreshTokenPolicy(client)
  if (wasReused(token, policy)) {
    await deps.tokenRecords.destroyByGrant(config.tenant.id, token.grantId)
    throw unknownRefreshToken()
  }

  const original = splitScope(token.scope)
  const requested = parameters.scope === undefined ? original : splitScope(parameters.scope)
  const excess = requested.filter((scope) => !original.includes(scope))
  if (excess.length > 0) {
    throw new OAuthError(400, 'invalid_scope', `Scopes not granted before: ${excess.join(' ')}`)
  }
  const audience = typeof token.resource === 'string' ? token.resource : undefined
  const access = readUserAccess({ config, client, audience, scope: joinScopes(requested) })

  const user = await deps.users.findById(config.tenant.id, token.accountId)
  if (!user) throw unknownRefreshToken()
  if (user.blocked) throw userBlocked()
  const hasSecondFactor = token.amr?.includes(mfaMethod) === true
  const login = { config, client, user, audience: access.audience, scope: joinScopes(requested) }
  if (!hasSecondFactor) await askForSecondFactor(login, deps)

  const refresh_token = policy.rotating ? await rotate({ config, client, token, value }, deps) : value
  if (refresh_token === undefined) throw unknownRefreshToken()
  const issued = await issueUserTokens(
    { config, client, user, access, gty: 'refresh_token', hasSecondFactor },
    deps,
  )
  if (!issued) throw clientGone()
  const { access_token, id_token, ...rest } = issued
  return {
    access_token,
    refresh_token,
    ...(id_token !== undefined && { id_token }),
    scope: joinScopes(access.scopes),
    ...rest,
  }
}

function unknownRefreshToken(): OAuthError {
  return new OAuthError(403, 'invalid_grant', 'Unknown or invalid refresh token.')
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
