// Who calls the native API: a confidential client by HTTP Basic, or whoever holds an access token for the tenant's
// Management audience. Either way the caller belongs to the tenant of the request, and to no other.

import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { authenticateClient } from '#src/identity/authenticate-client.ts'
import type { AssertionReplayStore } from '#src/identity/client-assertion.ts'
import { managementAudience, type TenantConfig } from '#src/identity/records.ts'
import type { ManagementScope } from '#src/identity/scopes.ts'
import { verifyAccessToken } from '#src/identity/tokens/verify-access-token.ts'
import { tenantOf } from '../http/server.ts'
import { ProblemError } from './errors.ts'

export interface NativeCaller {
  readonly clientId: string
  readonly scopes: ReadonlySet<string>
}

/** What every confidential client may do with its own credentials, without a grant. */
const scopesOfClients: readonly ManagementScope[] = ['create:verifications', 'create:password_resets']

/** A hook that lets a request pass when its caller has the scope, and remembers the caller. */
export function requireScope(
  scope: ManagementScope,
  { replayStore }: { readonly replayStore: AssertionReplayStore },
): onRequestAsyncHookHandler {
  return async (request: FastifyRequest, _reply: FastifyReply) => {
    const caller = await authenticate(tenantOf(request), request.headers.authorization, replayStore)
    refuseWithout(scope, caller)
    request.setDecorator<NativeCaller>('caller', caller)
  }
}

/** @throws ProblemError `insufficient-scope` */
export function refuseWithout(scope: ManagementScope, caller: NativeCaller): void {
  if (!caller.scopes.has(scope)) {
    throw new ProblemError('insufficient-scope', `This needs the scope ${scope}.`)
  }
}

export function callerOf(request: FastifyRequest): NativeCaller {
  return request.getDecorator<NativeCaller>('caller')
}

async function authenticate(
  config: TenantConfig,
  header: string | undefined,
  replayStore: AssertionReplayStore,
): Promise<NativeCaller> {
  const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (token !== undefined) return authenticateToken(config, token)
  if (!/^basic(?: |$)/i.test(header ?? '')) {
    throw unauthenticated('Send the credentials of a client by HTTP Basic, or an access token.')
  }
  const known = await authenticateClient({
    config,
    body: undefined,
    authorizationHeader: header,
    replayStore,
  })
  if (!known.ok || !known.authenticated) throw unauthenticated('The client or its secret is wrong.')
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
      verdict.kind === 'expired' ? 'The access token has expired.' : 'The access token is not valid here.',
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
