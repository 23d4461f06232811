// Who may call the Management API: a machine-to-machine client with an access token for it (contract 1.3), or an
// administrator with a session, who may what http/session.ts says. A token
// alone is not enough: its client must still exist and still be granted the scope, so that taking a client or a grant
// away works at once and not when the last token has expired.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ManagementScope } from '#src/identity/clients/scopes.ts'
import { managementAudience, type TenantConfig } from '#src/identity/records.ts'
import {
  type AccessTokenClaims,
  type AccessTokenFailure,
  verifyAccessToken,
} from '#src/identity/tokens/verify-access-token.ts'
import { setActor } from '../../http/actor.ts'
import { tenantOf } from '../../http/server.ts'
import { type SessionRefusal, sessionOf } from '../../http/session.ts'
import { ManagementError } from './errors.ts'

const scopesKey = 'managementScopes'

/** Asks every request of this scope for a valid token, before its body is read. */
export function authenticateCallers(app: FastifyInstance): void {
  app.decorateRequest(scopesKey)
  app.addHook('onRequest', async (request) => {
    request.setDecorator<ReadonlySet<string>>(scopesKey, await readScopes(request))
  })
}

/** A hook that lets a request pass when its token has one of these scopes. */
export function requireScope(...anyOf: readonly [ManagementScope, ...ManagementScope[]]) {
  return async (request: FastifyRequest): Promise<void> => {
    if (anyOf.some((scope) => hasScope(request, scope))) return
    // Deployment tools split this text to say which scope is missing.
    throw new ManagementError(`Insufficient scope, expected any of: ${anyOf.join(',')}`, {
      status: 403,
      errorCode: 'insufficient_scope',
    })
  }
}

export function hasScope(request: FastifyRequest, scope: ManagementScope): boolean {
  return request.getDecorator<ReadonlySet<string>>(scopesKey).has(scope)
}

async function readScopes(request: FastifyRequest): Promise<ReadonlySet<string>> {
  const verdict = sessionOf(request)
  if (verdict) return verdict.ok ? verdict.session.scopes : refuseSession(verdict.reason)
  return readTokenScopes(request)
}

async function readTokenScopes(request: FastifyRequest): Promise<ReadonlySet<string>> {
  const config = tenantOf(request)
  const audience = managementAudience(config)
  const verdict = await verifyAccessToken(readToken(request.headers.authorization), config, { audience })
  if (!verdict.ok) throw tokenRefused(verdict)
  setActor(request, { kind: 'client', id: verdict.claims.clientId })
  return grantedScopes(verdict.claims, config, audience)
}

function refuseSession(reason: SessionRefusal): never {
  switch (reason) {
    case 'expired':
      throw new ManagementError('The session has ended. Sign in again', { status: 401 })
    case 'forged':
      throw new ManagementError('The request was not verified as coming from the portal', {
        status: 403,
        errorCode: 'forged_request',
      })
    case 'read_only':
      throw new ManagementError('Insufficient scope, viewers cannot make changes', {
        status: 403,
        errorCode: 'insufficient_scope',
      })
  }
}

function readToken(header: string | undefined): string {
  if (header === undefined || header === '')
    throw new ManagementError('Missing authentication', { status: 401 })
  const token = /^bearer +(\S+) *$/i.exec(header)?.[1]
  if (token === undefined) throw malformedHeader()
  return token
}

function grantedScopes(
  { clientId, scopes, gty }: AccessTokenClaims,
  config: TenantConfig,
  audience: string,
): ReadonlySet<string> {
  if (gty !== 'client-credentials' || !config.clients.has(clientId)) throw invalidToken('Invalid token')
  const grant = config.clientGrants.find((it) => it.clientId === clientId && it.audience === audience)
  return new Set(grant?.scope.filter((scope) => scopes.has(scope)))
}

function tokenRefused(failure: AccessTokenFailure): ManagementError {
  switch (failure.kind) {
    case 'malformed':
      return malformedHeader()
    case 'invalid':
      return invalidToken('Invalid token')
    case 'bad_signature':
      return invalidToken('Invalid signature received for JSON Web Token validation')
    case 'expired':
      return invalidToken('Expired token received for JSON Web Token validation')
    case 'bad_audience':
      return invalidToken(`Bad audience: ${failure.audience}`)
  }
}

function malformedHeader(): ManagementError {
  return new ManagementError('Bad HTTP authentication header format', { status: 400, errorCode: 'Bearer' })
}

function invalidToken(message: string): ManagementError {
  return new ManagementError(message, { status: 401, isAboutToken: true })
}
