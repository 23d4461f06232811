// Refresh tokens: the one thing of a login that is stored, and only `offline_access` asks for it. How long one lives
// and whether it is replaced on use is the client's setting, in Auth0's words (`refresh_token` of a client).

import { randomBytes } from 'node:crypto'
import { fieldsOf } from '#src/values/json.ts'
import type { Client, TenantConfig } from '../records.ts'
import { mfaMethod } from './issue-user-tokens.ts'
import { neverExpiresSeconds } from './oidc-adapter.ts'
import type { OidcProviders } from './oidc-providers.ts'

/** Writes a refresh token and returns its value, which is not kept. One family shares a grant id. */
export async function issueRefreshToken(
  grant: {
    readonly config: TenantConfig
    readonly client: Client
    readonly userId: string
    readonly audience: string
    readonly scope: string
    /** Whether the login had a second factor: then none is asked for again. */
    readonly hasSecondFactor: boolean
    /** Of the token that this one replaces. */
    readonly family?: { readonly grantId: string; readonly since: number; readonly rotations: number }
  },
  { oidcProviders }: { readonly oidcProviders: OidcProviders },
): Promise<string | undefined> {
  const provider = await oidcProviders.providerFor(grant.config)
  const oidcClient = await provider.Client.find(grant.client.clientId)
  if (!oidcClient) return undefined
  const since = grant.family?.since ?? Math.floor(Date.now() / 1000)
  const expiresIn = refreshTokenLifetimeSeconds(readRefreshTokenPolicy(grant.client), since)
  if (expiresIn <= 0) return undefined
  return new provider.RefreshToken({
    client: oidcClient,
    accountId: grant.userId,
    grantId: grant.family?.grantId ?? randomBytes(16).toString('base64url'),
    gty: '',
    resource: grant.audience,
    scope: grant.scope,
    ...(grant.hasSecondFactor && { amr: [mfaMethod] }),
    iiat: since,
    rotations: grant.family ? grant.family.rotations + 1 : 0,
    expiresIn,
  }).save()
}

/** A client's `refresh_token` object in Auth0's terms. The default: a token stays the same and does not expire. */
export interface RefreshTokenPolicy {
  readonly rotating: boolean
  /** How long after its use a rotated token may still be used, so that a lost answer can be asked for again. */
  readonly leewaySeconds: number
  readonly lifetimeSeconds: number | undefined
  /** Only rotation renews a row, so only rotating tokens can notice that they were idle. */
  readonly idleLifetimeSeconds: number | undefined
}

const defaultLifetimeSeconds = 2_592_000
const defaultIdleLifetimeSeconds = 1_296_000

export function readRefreshTokenPolicy(client: Pick<Client, 'extra'>): RefreshTokenPolicy {
  const policy = fieldsOf(client.extra.refresh_token)
  const rotating = policy.rotation_type === 'rotating'
  const expiring = policy.expiration_type === 'expiring' || rotating
  const seconds = (value: unknown, fallback: number) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : fallback
  return {
    rotating,
    leewaySeconds: seconds(policy.leeway, 0),
    lifetimeSeconds:
      expiring && policy.infinite_token_lifetime !== true
        ? seconds(policy.token_lifetime, defaultLifetimeSeconds)
        : undefined,
    idleLifetimeSeconds:
      rotating && policy.infinite_idle_token_lifetime !== true
        ? seconds(policy.idle_token_lifetime, defaultIdleLifetimeSeconds)
        : undefined,
  }
}

function refreshTokenLifetimeSeconds(policy: RefreshTokenPolicy, since: number): number {
  const age = Math.floor(Date.now() / 1000) - since
  return Math.min(
    neverExpiresSeconds,
    policy.idleLifetimeSeconds ?? neverExpiresSeconds,
    policy.lifetimeSeconds === undefined ? neverExpiresSeconds : policy.lifetimeSeconds - age,
  )
}
