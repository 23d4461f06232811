import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertProblem, openPool } from '#test/support/native.ts'
import { freePort } from '#test/support/otpost-process.ts'
import {
  browserOf,
  owner,
  portalHeaders,
  sessionIn,
  signIn,
  startPortalServer,
} from '#test/support/portal.ts'
import { callServer } from '#test/support/server.ts'

test('an administrator signs in, is known, and signs out', async (t) => {
  const server = await startPortalServer(t)
  const answer = await server.call('/portal/api/session', {
    body: { ...owner, email: ' Owner@Example.com ' },
  })
  assert.equal(answer.status, 200, answer.text)
  assert.match(answer.headers.get('set-cookie') ?? '', /; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store|^$/)
  const { administrator, csrf_token, tenant } = answer.body
  assert.match(administrator.id, /^adm_/)
  assert.deepEqual(administrator, { id: administrator.id, email: owner.email, role: 'owner' })
  assert.deepEqual(tenant, { name: 'default', friendly_name: 'Otpost' })

  const browser = browserOf(server, answer)
  const known = await browser.call('/portal/api/session')
  assert.deepEqual(known.body, answer.body)
  assert.ok(csrf_token.length > 30)

  const out = await browser.call('/portal/api/session', { method: 'DELETE' })
  assert.equal(out.status, 204)
  assert.equal(sessionIn(out), '')
  assertProblem(await browser.call('/portal/api/session'), 401, 'unauthenticated')
  assertProblem(await browser.call('/v1/messages'), 401, 'unauthenticated')
  assert.equal((await browser.call('/api/v2/clients')).status, 401)
})

test('over https the cookie is sent over https only', async (t) => {
  const port = await freePort()
  await startPortalServer(t, { PORT: port, OTPOST_PUBLIC_URL: 'https://otp.example.com' })
  const { headers } = await callServer(new URL(`http://127.0.0.1:${port}/portal/api/session`), {
    body: owner,
  })
  assert.match(headers.get('set-cookie') ?? '', /; Secure/)
})

test('a wrong password and an unknown address are refused alike', async (t) => {
  const server = await startPortalServer(t)
  const wrong = await server.call('/portal/api/session', { body: { ...owner, password: 'wrong' } })
  const unknown = await server.call('/portal/api/session', {
    body: { email: 'nobody@example.com', password: 'wrong' },
  })
  assertProblem(wrong, 401, 'wrong-password')
  assertProblem(unknown, 401, 'wrong-password')
  assert.equal(wrong.body.detail, unknown.body.detail)
  assert.equal(wrong.headers.get('set-cookie'), null)
})

test('a body that is not two texts, or no JSON, is refused', async (t) => {
  const server = await startPortalServer(t)
  const missing = await server.call('/portal/api/session', { body: { email: owner.email } })
  assertProblem(missing, 400, 'invalid-request')
  assert.deepEqual(missing.body.errors, [{ field: 'password', detail: 'is required' }])
  assertProblem(
    await server.call('/portal/api/session', { body: { email: 1, password: {} } }),
    400,
    'invalid-request',
  )
  assertProblem(await server.call('/portal/api/session', { form: owner }), 415, 'unsupported-media-type')
  assertProblem(
    await server.call('/portal/api/session', { body: '{', headers: { 'content-type': 'application/json' } }),
    400,
    'malformed-request',
  )
  assertProblem(await server.call('/portal/api/nothing'), 404, 'not-found')
})

test('a page of another site cannot sign anybody in', async (t) => {
  const server = await startPortalServer(t)
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    assertProblem(await server.call('/portal/api/session', { body: owner, headers }), 403, 'csrf')
  }
})

test('signing in again gives another session and ends the one before', async (t) => {
  const server = await startPortalServer(t)
  const first = await signIn(server)
  const again = await server.call('/portal/api/session', {
    body: owner,
    headers: portalHeaders(server, first.session, first.csrfToken),
  })
  const second = browserOf(server, again)
  assert.notEqual(second.session, first.session)
  assert.notEqual(second.csrfToken, first.csrfToken)
  assert.equal((await first.call('/portal/api/session')).status, 401)
  assert.equal((await second.call('/portal/api/session')).status, 200)
})

test('after ten wrong passwords even the right one is refused, and so it is for an address that is nobody', async (t) => {
  const server = await startPortalServer(t)
  for (const email of [owner.email, 'nobody@example.com']) {
    const tries = await Promise.all(
      Array.from({ length: 14 }, () =>
        server.call('/portal/api/session', { body: { email, password: 'wrong' } }),
      ),
    )
    assert.equal(tries.filter(({ status }) => status === 401).length, 10, email)
    const locked = await server.call('/portal/api/session', { body: { email, password: owner.password } })
    assertProblem(locked, 429, 'locked-out')
    assert.ok(Number(locked.headers.get('retry-after')) > 60)
  }
})

test('one address that tries many administrators is locked out of all', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const attempt = (email: string) =>
    server.call('/portal/api/session', { body: { email, password: 'wrong' } })
  for (let index = 0; index < 30; index += 1)
    assert.equal((await attempt(`nobody-${index}@example.com`)).status, 401)
  assertProblem(await attempt('nobody-31@example.com'), 429, 'locked-out')
  assertProblem(await server.call('/portal/api/session', { body: owner }), 429, 'locked-out')
  const { rows } = await pool.query('select key from otpost.buckets')
  assert.ok(rows.length > 30)
  assert.ok(!JSON.stringify(rows).includes('nobody'), 'what was typed is not kept')
})

test('a right password forgives the wrong ones before it', async (t) => {
  const server = await startPortalServer(t)
  const attempt = (password: string) => server.call('/portal/api/session', { body: { ...owner, password } })
  for (let round = 0; round < 2; round += 1) {
    for (let index = 0; index < 8; index += 1) assert.equal((await attempt('wrong')).status, 401)
    assert.equal((await attempt(owner.password)).status, 200)
  }
})

test('a session ends after twelve hours, and after an hour without use', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const idle = await signIn(server)
  await pool.query(`update otpost.admin_sessions set seen_at = now() - interval '59 minutes'`)
  assert.equal((await idle.call('/portal/api/session')).status, 200)
  const { rows } = await pool.query(
    `select 1 from otpost.admin_sessions where seen_at > now() - interval '1 minute'`,
  )
  assert.equal(rows.length, 1, 'its use was noted')
  await pool.query(`update otpost.admin_sessions set seen_at = now() - interval '61 minutes'`)
  assertProblem(await idle.call('/v1/messages'), 401, 'unauthenticated')

  await pool.query('delete from otpost.admin_sessions')
  const old = await signIn(server)
  const lifetime = await pool.query(
    `select 1 from otpost.admin_sessions where expires_at between now() + interval '719 minutes' and now() + interval '12 hours'`,
  )
  assert.equal(lifetime.rows.length, 1)
  await pool.query(`update otpost.admin_sessions set expires_at = now()`)
  assertProblem(await old.call('/v1/messages'), 401, 'unauthenticated')
})

test('a changed password ends every other session and this one goes on under another id', async (t) => {
  const server = await startPortalServer(t)
  const [here, elsewhere] = [await signIn(server), await signIn(server)]
  const next = 'another long-enough password'
  const wrong = await here.call('/portal/api/session/password', {
    body: { current_password: 'wrong', new_password: next },
  })
  assertProblem(wrong, 403, 'wrong-password')
  const short = await here.call('/portal/api/session/password', {
    body: { current_password: owner.password, new_password: 'short' },
  })
  assertProblem(short, 400, 'invalid-request')
  assert.equal(short.body.errors[0].field, 'new_password')

  const changed = await here.call('/portal/api/session/password', {
    body: { current_password: owner.password, new_password: next },
  })
  assert.equal(changed.status, 200, changed.text)
  const renewed = browserOf(server, changed)
  assert.equal((await here.call('/portal/api/session')).status, 401)
  assert.equal((await elsewhere.call('/portal/api/session')).status, 401)
  assert.equal((await renewed.call('/portal/api/session')).status, 200)
  assertProblem(await server.call('/portal/api/session', { body: owner }), 401, 'wrong-password')
  await signIn(server, { ...owner, password: next })
})

test('whatever changes something needs the token of its session and an origin that is the portal', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const other = await signIn(server)
  const cookie = `otpost_session=${browser.session}`
  const good = portalHeaders(server, browser.session, browser.csrfToken)
  const refused: Readonly<Record<string, string>>[] = [
    { cookie },
    { cookie, origin: server.url },
    { cookie, 'x-csrf-token': browser.csrfToken },
    { ...good, 'x-csrf-token': other.csrfToken },
    { ...good, 'x-csrf-token': '' },
    { ...good, origin: 'https://evil.example' },
    { ...good, origin: 'null' },
    { ...good, 'sec-fetch-site': 'same-site' },
    { ...good, 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of refused) {
    const native = await server.call('/v1/inbox', { method: 'DELETE', headers })
    assertProblem(native, 403, 'csrf')
    const management = await server.call('/api/v2/clients', { body: { name: 'x' }, headers })
    assert.equal(management.status, 403)
    assert.equal(management.body.errorCode, 'forged_request')
    assertProblem(await server.call('/portal/api/session', { method: 'DELETE', headers }), 403, 'csrf')
  }
  assert.equal((await server.call('/v1/inbox', { headers: { cookie } })).status, 200, 'reading needs none')
  assert.equal((await server.call('/v1/inbox', { method: 'DELETE', headers: good })).status, 204)
  const { 'sec-fetch-site': _, ...byOrigin } = good
  assert.equal((await server.call('/v1/inbox', { method: 'DELETE', headers: byOrigin })).status, 204)
})

test('a bearer token wins over a cookie, and a wrong one is refused whatever the cookie says', async (t) => {
  const server = await startPortalServer(t)
  const { session } = await signIn(server)
  const headers = { cookie: `otpost_session=${session}` }
  const token = await server.managementToken('read:messages')
  assert.equal((await server.call('/v1/messages', { token, headers })).status, 200)
  assertProblem(await server.call('/v1/inbox', { token, headers }), 403, 'insufficient-scope')
  assert.equal((await server.call('/v1/messages', { token: 'nonsense', headers })).status, 401)
  assert.equal((await server.call('/api/v2/clients', { token: 'nonsense', headers })).status, 400)
})

test('a browser that is signed out is not asked for a password by a window of its own', async (t) => {
  const server = await startPortalServer(t)
  const browser = await server.call('/v1/messages', { headers: { 'sec-fetch-site': 'same-origin' } })
  assertProblem(browser, 401, 'unauthenticated')
  assert.equal(browser.headers.get('www-authenticate'), null)
  assert.match((await server.call('/v1/messages')).headers.get('www-authenticate') ?? '', /Basic/)
})
