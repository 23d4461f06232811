// Signing in and out in a browser, and what the session is safe from there. What the endpoints themselves refuse is in
// test/portal/sign-in.test.ts.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startGateway } from '#test/support/gateway.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal, portalUrl } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const hint = (page: Page) => page.getByText(/^First time here\?/)

const refusals = ['401 (Unauthorized)', '403 (Forbidden)', '429 (Too Many Requests)']

test('signing in and out', async (t) => {
  const server = await startPortalServer(t)
  await t.test('a deep link asks who it is, and opens after sign-in', (t) => checkDeepLink(t, server))
  await t.test('no link to the sign-in leads out of the portal', (t) => checkRedirects(t, server))
  await t.test('too many wrong passwords are told, with the time to wait', (t) => checkLockOut(t, server))
  await t.test('who is signed out in another tab signs in over the page, and what was typed is saved', (t) =>
    checkEndedSession(t, server),
  )
  await t.test('a changed password signs other browsers out', (t) => checkNewPassword(t, server))
  await t.test('a page of another origin can do nothing with the session of the browser', (t) =>
    checkForgery(t, server),
  )
  await t.test('no script reads the session, and a script that got into the page does not run', (t) =>
    checkPolicy(t, server),
  )
})

test('a first password that was printed is told of where one signs in', async (t) => {
  const server = await startPortalServer(t, {
    OTPOST_ADMIN_EMAIL: '',
    OTPOST_ADMIN_PASSWORD: '',
    OTPOST_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
  })
  const page = await openPortal(t, server, '/', { as: null, expectedErrors: refusals })
  await hint(page).waitFor()
  await assertAccessible(page)
})

async function checkDeepLink(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/messages?status=failed', { as: null, expectedErrors: refusals })
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.waitForLoadState('networkidle')
  assert.equal(await hint(page).count(), 0, 'the password of the settings was not printed')
  await assertAccessible(page)
  const [email, password] = [emailField(page), passwordField(page)]

  await signInButton(page).click()
  assert.equal(await email.getAttribute('aria-invalid'), 'true', 'what is missing is told at its field')
  assert.equal(await focused(page), 'Email address')
  await assertAccessible(page)

  await email.fill(owner.email)
  await password.fill('wrong')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'The email address or password is incorrect' }).waitFor()
  assert.equal(await email.inputValue(), owner.email, 'the address stays')
  assert.equal(await password.inputValue(), '')
  assert.equal(await focused(page), 'Password')
  await assertAccessible(page)

  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
  assert.equal(new URL(page.url()).search, '?status=failed')

  await page.goto(portalUrl(server, '/sign-in'))
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
}

async function checkRedirects(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/sign-in?redirect=/users', {})
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) foreign.push(request.url())
  })
  for (const target of [
    '//evil.example',
    '///evil.example/x',
    'https://evil.example',
    'https:evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%09/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
  ]) {
    await page.goto(portalUrl(server, `/sign-in?${new URLSearchParams({ redirect: target })}`))
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    const { origin, pathname } = new URL(page.url())
    assert.equal(origin, server.url, target)
    assert.match(pathname, /^\/portal(\/|$)/, target)
    assert.ok(!pathname.startsWith('/portal/sign-in'), target)
  }
  assert.deepEqual(foreign, [], 'nothing is asked of another host')
}

async function checkLockOut(t: TestContext, server: TestServer) {
  const { administrator, password } = await addAdministrator(server, await signIn(server), 'viewer')
  const page = await openPortal(t, server, '/sign-in', { as: null, expectedErrors: refusals })
  await emailField(page).fill(administrator.email)
  for (let tried = 0; tried < 10; tried++) {
    await server.call('/portal/api/session', { body: { email: administrator.email, password: 'wrong' } })
  }
  await passwordField(page).fill(password)
  await signInButton(page).click()
  const alert = page.getByRole('alert').filter({ hasText: 'Too many incorrect passwords' })
  await alert.getByText(/Try again in \d+ min\./).waitFor()
  await alert.getByText(/^Request ID [\w-]+$/).waitFor()
  assert.equal(await emailField(page).inputValue(), administrator.email)
}

async function checkEndedSession(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/settings', { expectedErrors: refusals })
  const name = page.getByRole('textbox', { name: 'Friendly name' })
  await name.fill('Acme phones')

  const otherTab = await page.context().newPage()
  await otherTab.goto(portalUrl(server, '/inbox'))
  await otherTab.getByRole('button', { name: 'Account' }).click()
  await otherTab.getByRole('menuitem', { name: 'Sign out' }).click()
  await otherTab.getByRole('heading', { name: 'Sign in' }).waitFor()
  await otherTab.goBack()
  await otherTab.getByRole('heading', { name: 'Sign in' }).waitFor()
  await otherTab.close()

  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'You have been signed out' })
  await dialog.waitFor()
  await assertAccessible(page)
  await page.keyboard.press('Escape')
  await dialog.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').filter({ hasText: 'password is incorrect' }).waitFor()
  await dialog.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await name.inputValue(), 'Acme phones', 'what was typed is still there')

  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved').waitFor()
  await page.reload()
  await waitFor('the saved name', async () => (await name.inputValue()) === 'Acme phones')
}

async function checkNewPassword(t: TestContext, server: TestServer) {
  const editor = await addAdministrator(server, await signIn(server), 'editor')
  const who = { email: editor.administrator.email, password: editor.password }
  const page = await openPortal(t, server, '/', { as: who, expectedErrors: refusals })
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  const field = (name: string) => dialog.getByRole('textbox', { name, exact: true })
  const submit = dialog.getByRole('button', { name: 'Change password' })

  await field('Current password').fill('wrong')
  await field('New password').fill('short')
  await field('Confirm new password').fill('other')
  await submit.click()
  await dialog.getByText('Use at least 10 characters').waitFor()
  await dialog.getByText("The passwords don't match").waitFor()
  await assertAccessible(page)

  const password = 'another long-enough password'
  await field('New password').fill(password)
  await field('Confirm new password').fill(password)
  await submit.click()
  await dialog.getByText('The password is incorrect.').waitFor()
  assert.equal(await field('Current password').getAttribute('aria-invalid'), 'true')
  assert.equal(await field('New password').inputValue(), password)

  await field('Current password').fill(who.password)
  await submit.click()
  await notification(page, 'Password changed').waitFor()
  await page.getByRole('link', { name: 'Messages', exact: true }).click()
  await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
  const { status } = await editor.call('/portal/api/session')
  assert.equal(status, 401, 'the other browser is signed out')
  await signIn(server, { email: who.email, password })
}

async function checkForgery(t: TestContext, server: TestServer) {
  const evil = await startGateway(t)
  evil.answer({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Evil</title>' })
  const page = await openPortal(t, server, '/', { expectedErrors: [/CORS|Failed to load resource|403/] })
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  const [{ csrf_token: token = '' } = {}] = await page.evaluate<{ readonly csrf_token?: string }[]>(
    "fetch('/portal/api/session').then(async (answer) => [await answer.json()])",
  )
  assert.notEqual(token, '')

  // The portal's own page without its token is refused as well.
  const refused = await page.evaluate<string>(
    "fetch('/portal/api/session', { method: 'DELETE' }).then((answer) => answer.text())",
  )
  assert.match(refused, /"type":"\/problems\/csrf","title":"[^"]*","status":403/)

  // Another port is the same site to a browser: the cookie goes along, and only the origin tells them apart.
  const other = await page.context().newPage()
  await other.goto(evil.url.replace('127.0.0.1', 'localhost'))
  const headers = { 'content-type': 'application/json', 'x-csrf-token': token }
  for (const [path, method] of [
    ['/portal/api/session', 'DELETE'],
    ['/api/v2/tenants/settings', 'PATCH'],
    ['/v1/administrators', 'POST'],
  ]) {
    const init = JSON.stringify({
      method,
      headers,
      credentials: 'include',
      ...(method !== 'DELETE' && { body: '{}' }),
    })
    await assert.rejects(other.evaluate(`fetch('${server.url}${path}', ${init})`), /Failed to fetch/, path)
  }
  await other.evaluate(`fetch('${server.url}/portal/api/session', { credentials: 'include' })`).then(
    () => assert.fail('another origin read the session'),
    () => undefined,
  )
  const form = `<form method="post" enctype="text/plain" action="${server.url}/v1/administrators"><input name='{"email":"' value='evil@example.com"}'></form>`
  await other.evaluate(`document.body.innerHTML = ${JSON.stringify(form)}; 0`)
  const [answer] = await Promise.all([
    other.waitForResponse(`${server.url}/v1/administrators`),
    other.evaluate("document.querySelector('form').submit()"),
  ])
  assert.equal(answer.status(), 403)
  await page.reload()
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
}

async function checkPolicy(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/', {
    expectedErrors: [/Content Security Policy/, /Refused to/],
  })
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  const [cookie] = await page.context().cookies()
  assert.equal(cookie?.name, 'otpost_session')
  assert.equal(cookie?.httpOnly, true)
  assert.equal(cookie?.sameSite, 'Strict')
  assert.equal(await page.evaluate('document.cookie'), '')

  const answer = await page.reload()
  const policy = answer?.headers()['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'; script-src 'self';/)
  assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe/)
  assert.doesNotMatch((await answer?.text()) ?? '', /<script(?![^>]* src=)|<[^>]* on\w+=|javascript:/)

  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.evaluate(`
    self.violations = 0
    addEventListener('securitypolicyviolation', () => { self.violations++ })
    const script = document.createElement('script')
    script.textContent = 'self.ran = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="self.ran = true">'
    document.body.append(image)
    0
  `)
  await waitFor('two violations', () => page.evaluate<boolean>('self.violations === 2'))
  assert.equal(await page.evaluate('self.ran'), undefined)
}

const emailField = (page: Page) => page.getByRole('textbox', { name: 'Email address' })
const passwordField = (page: Page) => page.getByRole('textbox', { name: 'Password' })
const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in' })

/** The label of the field that has the focus. */
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement?.labels?.[0]?.firstChild?.textContent ?? ''")
