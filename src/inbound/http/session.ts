// What a request may do that comes with an administrator's session: the one place that decides it, for every dialect.
// Credentials in the Authorization header win over a cookie. Whatever changes something must show that it comes from the
// portal itself: by the session's own token in a header that only its page can set, and by what the browser says of the
// request's origin. Neither the cookie nor the token may reach a log.

import { fastifyCookie } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { scopesOfRole, seesSecrets } from '#src/identity/administrators/role-scopes.ts'
import { isCsrfTokenOf, type Session, type Sessions } from '#src/identity/administrators/sessions.ts'
import { hideSecrets } from '#src/settings/named-secrets.ts'
import { setActor } from './actor.ts'
import { tenantOf } from './server.ts'

export interface SignedIn extends Session {
  readonly scopes: ReadonlySet<string>
  readonly seesSecrets: boolean
}

/** `expired`: there is no such session (any more). `forged`: nothing shows that the portal sent it. */
export type SessionRefusal = 'expired' | 'forged' | 'read_only'

export type SessionVerdict =
  | { readonly ok: true; readonly session: SignedIn }
  | { readonly ok: false; readonly reason: SessionRefusal }

export interface SessionOptions {
  readonly sessions: Sessions
  /** Whether a viewer may change nothing, whatever scope a route asks for. */
  readonly viewersOnlyRead: boolean
}

const cookieName = 'otpost_session'
const csrfHeader = 'x-csrf-token'
const key = 'sessionVerdict'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Checks the session of every request of this scope before its routes' own hooks ask for it, and masks the secrets in what
 * a session is answered. Clients see secrets in clear, as on Auth0: deployment tools carry them over.
 */
export function acceptSessions(app: FastifyInstance, options: SessionOptions): void {
  // Cookies are read where there is one of ours, and not for every request.
  app.register(fastifyCookie, { hook: false })
  app.decorateRequest(key)
  app.addHook('onRequest', async (request, reply) => {
    const id = readCookie(request)
    if (id === undefined) return
    const verdict = await check(request, id, options)
    request.setDecorator<SessionVerdict>(key, verdict)
    if (!verdict.ok) return
    const { id: administratorId, email } = verdict.session.administrator
    setActor(request, { kind: 'administrator', id: administratorId, email })
    // What a person sees in a browser is not kept by the browser.
    reply.header('cache-control', 'no-store')
  })
  app.addHook('preSerialization', async (request, reply, payload) => {
    const { unmasked } = request.routeOptions.config
    if (unmasked === 'all' || reply.statusCode >= 300 || maySeeSecrets(request)) return payload
    return hideSecrets(payload, unmasked)
  })
}

/** Undefined where the request has no session, or credentials besides it. */
export function sessionOf(request: FastifyRequest): SessionVerdict | undefined {
  return key in request ? request.getDecorator<SessionVerdict | undefined>(key) : undefined
}

/** Clients do by their scopes alone. */
export function maySeeSecrets(request: FastifyRequest): boolean {
  const verdict = sessionOf(request)
  return verdict === undefined || (verdict.ok && verdict.session.seesSecrets)
}

/** Whether a page of another origin made the browser send this. A caller that is no browser says nothing of it. */
export function isCrossSite(request: FastifyRequest): boolean {
  return originVerdict(request) === 'other'
}

export function setSessionCookie(reply: FastifyReply, id: string, maxAge: number): void {
  const { issuer } = tenantOf(reply.request)
  reply.header(
    'set-cookie',
    fastifyCookie.serialize(cookieName, id, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure: issuer.startsWith('https:'),
      maxAge,
    }),
  )
}

export function clearSessionCookie(reply: FastifyReply): void {
  setSessionCookie(reply, '', 0)
}

function readCookie({ headers }: FastifyRequest): string | undefined {
  const { cookie, authorization } = headers
  if (authorization !== undefined || !cookie?.includes(cookieName)) return undefined
  const id = fastifyCookie.parse(cookie)[cookieName]
  return id === '' ? undefined : id
}

async function check(
  request: FastifyRequest,
  id: string,
  { sessions, viewersOnlyRead }: SessionOptions,
): Promise<SessionVerdict> {
  // A stream that reconnects by itself is not somebody who works.
  const isUse = request.headers.accept !== 'text/event-stream'
  const session = await sessions.find(tenantOf(request).tenant.id, id, { isUse })
  if (!session) return { ok: false, reason: 'expired' }
  if (!safeMethods.has(request.method)) {
    const token = request.headers[csrfHeader]
    const isProven = typeof token === 'string' && isCsrfTokenOf(session, token)
    if (!isProven || originVerdict(request) !== 'own') return { ok: false, reason: 'forged' }
    const isViewer = session.administrator.role === 'viewer'
    if (isViewer && viewersOnlyRead && !request.routeOptions.config.onlyReads) {
      return { ok: false, reason: 'read_only' }
    }
  }
  const { role } = session.administrator
  const confirmation = { confirmed: session.confirmedUntil !== undefined }
  return {
    ok: true,
    session: {
      ...session,
      scopes: scopesOfRole(role, confirmation),
      seesSecrets: seesSecrets(role, confirmation),
    },
  }
}

function originVerdict(request: FastifyRequest): 'own' | 'other' | 'untold' {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request)) return 'other'
  if (site !== undefined && site !== 'same-origin') return 'other'
  return origin === undefined && site === undefined ? 'untold' : 'own'
}

// A proxy may speak another scheme or host to us than browsers speak to it: the public URL counts as well.
function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  if (`${origin}/` === tenantOf(request).issuer) return true
  const host = URL.parse(origin)?.host
  return host !== undefined && host === request.headers.host
}
