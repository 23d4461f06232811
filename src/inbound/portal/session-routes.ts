// /portal/api/session: signing in and out, and giving the password again. Passwords are checked in
// identity/administrators; what a session may do besides is decided in http/session.ts.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type AdministratorDeps,
  changeAdministrator,
  isAcceptablePassword,
  maxPasswordLength,
  minPasswordLength,
} from '#src/identity/administrators/change-administrators.ts'
import type { CheckPassword, PasswordRefusal } from '#src/identity/administrators/check-password.ts'
import type { Administrator } from '#src/identity/administrators/records.ts'
import {
  type Sessions,
  type StartedSession,
  sessionLifetimeSeconds,
} from '#src/identity/administrators/sessions.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { maxEmailLength } from '#src/values/email.ts'
import { fieldsOf } from '#src/values/json.ts'
import { setActor } from '../http/actor.ts'
import { networkOf } from '../http/network-of.ts'
import { tenantOf } from '../http/server.ts'
import {
  clearSessionCookie,
  isCrossSite,
  type SignedIn,
  sessionOf,
  setSessionCookie,
} from '../http/session.ts'
import { PortalProblem } from './problems.ts'

export interface SessionRouteDeps extends AdministratorDeps {
  readonly sessions: Sessions
  readonly checkPassword: CheckPassword
}

// The portal's page needs the token to change anything.
const unmasked = ['csrf_token']

export function sessionRoutes(app: FastifyInstance, deps: SessionRouteDeps): void {
  const { sessions, administrators, checkPassword } = deps

  app.post('/api/session', { config: { audit: 'sign_in', unmasked } }, async (request, reply) => {
    if (isCrossSite(request)) throw new PortalProblem('csrf')
    const { email, password } = readFields(request, 'email', 'password')
    const { tenant } = tenantOf(request)
    if (email.length > maxEmailLength) throw new PortalProblem('wrong-password')
    const administrator = await check(request, email, password)
    const before = sessionOf(request)
    // What the browser held before is of no use to anybody from here on.
    if (before?.ok) await sessions.end(tenant.id, before.session.id)
    const { id, email: name } = administrator
    setActor(request, { kind: 'administrator', id, email: name })
    await administrators.recordSignIn(tenant.id, id)
    const session = await sessions.start(tenant.id, id)
    setSessionCookie(reply, session.id, sessionLifetimeSeconds)
    return show(request, administrator, session)
  })

  // For whoever is not signed in yet: where a password may be found. It tells strangers that a generated one is in use,
  // which helps nobody guess it.
  app.get('/api/sign-in', async (request) => {
    const { id } = tenantOf(request).tenant
    const [first, ...others] = id === defaultTenantId ? await administrators.list(id) : []
    const isUntouched = first?.passwordChangedAt === undefined && first?.lastSignInAt === undefined
    return { is_first_password_printed: first !== undefined && others.length === 0 && isUntouched }
  })

  app.get('/api/session', { config: { unmasked } }, async (request) => {
    const session = requireSession(request)
    return show(request, session.administrator, session)
  })

  app.delete('/api/session', { config: { audit: 'sign_out' } }, async (request, reply) => {
    const session = requireSession(request)
    await sessions.end(tenantOf(request).tenant.id, session.id)
    clearSessionCookie(reply)
    return reply.code(204).send()
  })

  // Every session ends, this one as well: it goes on under another id.
  app.post(
    '/api/session/password',
    { config: { audit: 'change_password', unmasked } },
    async (request, reply) => {
      const { administrator } = requireSession(request)
      const { current_password, new_password } = readFields(request, 'current_password', 'new_password')
      if (!isAcceptablePassword(new_password)) {
        const detail = `must have ${minPasswordLength} to ${maxPasswordLength} characters`
        throw new PortalProblem('invalid-request', 'The new password is invalid.', {
          errors: [{ field: 'new_password', detail }],
        })
      }
      const { tenant } = tenantOf(request)
      await check(request, administrator.email, current_password)
      const change = { tenantId: tenant.id, id: administrator.id, password: new_password, isOwnChoice: true }
      await changeAdministrator(change, deps)
      const session = await sessions.start(tenant.id, administrator.id)
      setSessionCookie(reply, session.id, sessionLifetimeSeconds)
      return show(request, administrator, session)
    },
  )

  app.post('/api/session/confirm', { config: { audit: 'confirm', unmasked } }, async (request) => {
    const session = requireSession(request)
    const { password } = readFields(request, 'password')
    await check(request, session.administrator.email, password)
    const confirmedUntil = await sessions.confirm(tenantOf(request).tenant.id, session.id)
    return show(request, session.administrator, { ...session, confirmedUntil })
  })

  async function check(request: FastifyRequest, email: string, password: string): Promise<Administrator> {
    const { tenant } = tenantOf(request)
    const from = networkOf(request.ip)
    // No password is longer, and hashing one would only cost.
    const isSignedIn = sessionOf(request)?.ok === true && request.routeOptions.config.audit !== 'sign_in'
    if (password.length > maxPasswordLength) throw wrongPassword(isSignedIn)
    const verdict = await checkPassword({ tenantId: tenant.id, email, password, from })
    if (!verdict.ok) throw refused(verdict, isSignedIn)
    return verdict.administrator
  }
}

function refused(refusal: PasswordRefusal, isSignedIn: boolean): PortalProblem {
  switch (refusal.reason) {
    case 'wrong':
      return wrongPassword(isSignedIn)
    case 'overloaded':
      return new PortalProblem('overloaded', undefined, { retryAfterSeconds: 5 })
    case 'locked_out': {
      const { retryAfterSeconds } = refusal
      return new PortalProblem('locked-out', undefined, { retryAfterSeconds })
    }
  }
}

// Within a session, 401 would say that the session has ended.
function wrongPassword(isSignedIn: boolean): PortalProblem {
  return isSignedIn
    ? new PortalProblem('wrong-password', 'The password is incorrect.', { status: 403 })
    : new PortalProblem('wrong-password')
}

function requireSession(request: FastifyRequest): SignedIn {
  const verdict = sessionOf(request)
  if (verdict?.ok) return verdict.session
  throw new PortalProblem(verdict?.reason === 'forged' ? 'csrf' : 'unauthenticated')
}

function show(
  request: FastifyRequest,
  { id, email, role }: Administrator,
  { csrfToken, confirmedUntil }: StartedSession & { readonly confirmedUntil?: Date },
) {
  const { name, friendlyName } = tenantOf(request).tenant
  return {
    administrator: { id, email, role },
    csrf_token: csrfToken,
    tenant: { name, friendly_name: friendlyName },
    ...(confirmedUntil && { confirmed_until: confirmedUntil.toISOString() }),
  }
}

function readFields<Name extends string>(
  request: FastifyRequest,
  ...names: readonly Name[]
): Record<Name, string>
function readFields({ body }: FastifyRequest, ...names: readonly string[]): Record<string, string> {
  const given = new Map(Object.entries(fieldsOf(body)))
  const errors = names
    .filter((name) => typeof given.get(name) !== 'string' || given.get(name) === '')
    .map((field) => ({ field, detail: given.has(field) ? 'must be a string' : 'is required' }))
  if (errors.length > 0) {
    const fields = errors.map(({ field }) => field).join(', ')
    throw new PortalProblem('invalid-request', `Invalid: ${fields}.`, { errors })
  }
  return Object.fromEntries(names.map((name) => [name, String(given.get(name))]))
}
