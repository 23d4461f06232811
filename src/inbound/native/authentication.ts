// Who calls the native API: a confidential client by HTTP Basic, or whoever holds an access token for the tenant's
// Management audience, or an administrator with a session. Either way the caller belongs to the tenant of the request, and to no other.

import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { authenticateClient } from '#src/identity/clients/authenticate-client.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { ManagementScope } from '#src/identity/clients/scopes.ts'
import { managementAudience, type TenantConfig } from '#src/identity/records.ts'
import { verifyAccessToken } from '#src/identity/tokens/verify-access-token.ts'
import { setActor } from '../http/actor.ts'
import { tenantOf } from '../http/server.ts'
import { maySeeSecrets, type SessionRefusal, type SignedIn, sessionOf } from '../http/session.ts'
import { ProblemError } from './errors.ts'

export interface NativeCaller {
  /** An administrator's own id for one with a session. */
  readonly clientId: string
  readonly scopes: ReadonlySet<string>
  readonly session?: SignedIn
}

/** What every confidential client may do with its own credentials, without a grant. */
const scopesOfClients: readonly ManagementScope[] = ['create:verifications', 'create:password_resets']

/** A hook that lets a request pass when its caller has the scope, and remembers the caller. */
export function requireScope(
  scope: ManagementScope,
  { replayStore }: { readonly replayStore: AssertionReplayStore },
): onRequestAsyncHookHandler {
  return async (request: FastifyRequest, _reply: FastifyReply) => {
    const caller = readSession(request) ?? (await authenticate(tenantOf(request), request, replayStore))
    refuseWithout(scope, caller)
    request.setDecorator<NativeCaller>('caller', caller)
  }
}

/** @throws ProblemError `insufficient-scope` */
export function refuseWithout(scope: ManagementScope, caller: NativeCaller): void {
  if (!caller.scopes.has(scope)) {
    throw new ProblemError('insufficient-scope', `This request requires the scope ${scope}.`)
  }
}

export function callerOf(request: FastifyRequest): NativeCaller {
  return request.getDecorator<NativeCaller>('caller')
}

/**
 * What is shown masked in the portal is for a session whose password was given again a short time ago. Clients have it by
 * their scopes alone.
 *
 * @throws ProblemError `confirmation-required`
 */
export function requireConfirmation(request: FastifyRequest): void {
  if (maySeeSecrets(request)) return
  throw new ProblemError('confirmation-required', 'Enter your password again to see secrets.')
}

function readSession(request: FastifyRequest): NativeCaller | undefined {
  const verdict = sessionOf(request)
  if (!verdict) return undefined
  if (!verdict.ok) throw refusedSession(verdict.reason)
  const { session } = verdict
  return { clientId: session.administrator.id, scopes: session.scopes, session }
}

function refusedSession(reason: SessionRefusal): ProblemError {
  switch (reason) {
    case 'expired':
      return new ProblemError('unauthenticated', 'The session has ended. Sign in again.')
    case 'forged':
      return new ProblemError('csrf', 'The request was not verified as coming from the portal.')
    case 'read_only':
      return new ProblemError('insufficient-scope', 'Viewers cannot make changes.')
  }
}

async function authenticate(
  config: TenantConfig,
  request: FastifyRequest,
  replayStore: AssertionReplayStore,
): Promise<NativeCaller> {
  const caller = await authenticateClientOf(config, request, replayStore)
  setActor(request, { kind: 'client', id: caller.clientId })
  return caller
}

async function authenticateClientOf(
  config: TenantConfig,
  { headers }: FastifyRequest,
  replayStore: AssertionReplayStore,
): Promise<NativeCaller> {
  const { authorization: header } = headers
  const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (token !== undefined) return authenticateToken(config, token)
  if (!/^basic(?: |$)/i.test(header ?? '')) {
    // Asked for a password in this way, a browser would open a window of its own over the portal.
    if (headers['sec-fetch-site'] !== undefined)
      throw new ProblemError('unauthenticated', 'You are not signed in.')
    throw unauthenticated('Send client credentials with HTTP Basic, or an access token.')
  }
  const known = await authenticateClient({
    config,
    body: undefined,
    authorizationHeader: header,
    replayStore,
  })
  if (!known.ok || !known.authenticated) throw unauthenticated('The client ID or the client secret is wrong.')
  const { clientId } = known.client
  const grant = config.clientGrants.find(
    (candidate) => candidate.clientId === clientId && candidate.audience === managementAudience(config),
  )
  return { clientId, scopes: new Set([...scopesOfClients, ...(grant?.scope ?? [])]) }
}

async function authenticateToken(config: TenantConfig, token: string): Promise<NativeCaller> {
  const verdict = await verifyAccessToken(token, config, { audience: managementAudience(config) })
  if (!verdict.ok) {
    throw unauthenticated(
      verdict.kind === 'expired' ? 'The access token has expired.' : 'The access token is not valid.',
    )
  }
  return verdict.claims
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError(
    'unauthenticated',
    detail,
    {},
    { 'www-authenticate': 'Basic realm="otpost", Bearer' },
  )
}
