// Administrators for tests of the portal: one who is there from the start, and others whom that one makes.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { owner } from './first-start.ts'
import { type Answer, type CallOptions, startTestServer, type TestServer } from './server.ts'

export { owner } from './first-start.ts'

export function startPortalServer(t: TestContext, settings: Readonly<Record<string, string>> = {}) {
  return startTestServer(t, settings)
}

export interface SignedInBrowser {
  /** The cookie's value: the session. */
  readonly session: string
  readonly csrfToken: string
  readonly administrator: { readonly id: string; readonly email: string; readonly role: string }
  /** As the portal's own page calls: with the cookie, and with what shows that it is the page. */
  call(path: string, options?: CallOptions): Promise<Answer>
}

type Caller = Pick<TestServer, 'url' | 'call'>

export async function signIn(
  server: Caller,
  { email, password }: { readonly email: string; readonly password: string } = owner,
): Promise<SignedInBrowser> {
  const answer = await server.call('/portal/api/session', { body: { email, password } })
  assert.equal(answer.status, 200, answer.text)
  return browserOf(server, answer)
}

export function browserOf(server: Caller, answer: Answer): SignedInBrowser {
  const session = sessionIn(answer)
  const { csrf_token: csrfToken, administrator } = answer.body
  return {
    session,
    csrfToken,
    administrator,
    call: (path, options = {}) =>
      server.call(path, {
        ...options,
        headers: { ...portalHeaders(server, session, csrfToken), ...options.headers },
      }),
  }
}

export function portalHeaders(server: Pick<TestServer, 'url'>, session: string, csrfToken: string) {
  return {
    cookie: `otpost_session=${session}`,
    'x-csrf-token': csrfToken,
    origin: server.url,
    'sec-fetch-site': 'same-origin',
  }
}

export function sessionIn(answer: Answer): string {
  const session = /^otpost_session=([^;]*);/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
  assert.ok(session !== undefined, 'a session cookie')
  return session
}

/** Another administrator, signed in. */
export async function addAdministrator(
  server: Caller,
  by: SignedInBrowser,
  role: 'owner' | 'editor' | 'viewer',
  email = `${role}-${crypto.randomUUID()}@example.com`,
): Promise<SignedInBrowser & { readonly password: string }> {
  const password = `password of ${email}`
  const made = await by.call('/v1/administrators', { body: { email, role, password } })
  assert.equal(made.status, 201, made.text)
  return { ...(await signIn(server, { email, password })), password }
}
