import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, type SignedInBrowser, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const number = '+442079460103'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

/** A real login by SMS: the start, and the code from the inbox. */
async function logIn(server: TestServer, { otp }: { readonly otp?: string } = {}) {
  const started = await start(server)
  assert.equal(started.status, 200, started.text)
  return redeem(server, otp ?? (await lastCode(server)))
}

const start = (server: TestServer) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: number },
  })

const redeem = (server: TestServer, otp: string) =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: number, otp },
  })

async function lastCode(server: TestServer): Promise<string> {
  const { messages } = (await callNative(server, '/inbox?limit=1')).body
  return /\d{6}/.exec(messages[0].text)?.[0] ?? assert.fail('no code in the inbox')
}

const createUser = async (browser: SignedInBrowser): Promise<string> => {
  const body = { connection: 'sms', phone_number: number, phone_verified: true }
  const made = await browser.call('/api/v2/users', { body })
  assert.equal(made.status, 201, made.text)
  return made.body.user_id
}

test('a user is created with a number, found by it, given a second factor, and deleted', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/users', {
    expectedErrors: ['404 (Not Found)', 'ERR_INTERNET_DISCONNECTED'],
  })
  await page.getByText('No users yet.').waitFor()
  await assertAccessible(page)
  await page.getByRole('link', { name: 'Create user' }).click()
  await heading(page, 'Create user')
  const field = page.getByRole('textbox', { name: 'Phone number', exact: true })
  await field.fill('020')
  await page.getByRole('button', { name: 'Create user' }).click()
  await page.getByText('Enter a valid phone number').waitFor()
  await assertAccessible(page)
  await field.fill(number)
  await page.getByRole('switch', { name: 'Phone number verified' }).check()
  await page.getByRole('button', { name: 'Create user' }).click()
  await heading(page, number)

  await page.getByRole('button', { name: 'Add phone number' }).click()
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: 'Phone number', exact: true })
    .fill('+442079460104')
  await page.getByRole('dialog').getByRole('button', { name: 'Add phone number' }).click()
  await page.getByRole('cell', { name: '+442079460104', exact: true }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Remove +442079460104' }).click()
  await page.getByRole('button', { name: 'Remove factor' }).click()
  await page.getByText('No second factors.').waitFor()

  await page.getByRole('link', { name: 'All users' }).click()
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill('+44 20 7946 0199')
  await page.getByText('No user has exactly this phone number').waitFor()
  await page.context().setOffline(true)
  await search.fill('+44 20 7946 0103')
  await page.getByRole('alert').filter({ hasText: "Couldn't reach Otpost." }).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('link', { name: number }).click()
  await heading(page, number)
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete user' }).click()
  await heading(page, 'Users')
  await page.getByText('No users yet.').waitFor()
})

test('who is blocked on the page cannot log in, and can once the block is taken away', async (t) => {
  const server = await startPortalServer(t)
  const id = await createUser(await signIn(server))
  const page = await openPortal(t, server, `/users/${encodeURIComponent(id)}`, { width: 360, dark: true })
  const blocked = page.getByRole('switch', { name: 'Blocked from logging in' })
  await blocked.check()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  const refused = await start(server)
  assert.equal(refused.status, 401, refused.text)
  assert.equal(refused.body.error_description, 'user is blocked')
  await assertFitsWindow(page)
  await assertAccessible(page)
  await blocked.uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Active').waitFor()
  assert.equal((await logIn(server)).status, 200)
})

test('an address that is blocked after wrong codes is shown with the user and can log in once it is unblocked', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const id = await createUser(browser)
  const protection = { max_attempts: 2 }
  const path = '/api/v2/attack-protection/brute-force-protection'
  assert.equal((await browser.call(path, { method: 'PATCH', body: protection })).status, 200)
  for (const _try of ['first', 'second']) {
    assert.equal((await logIn(server, { otp: '000000' })).status, 403)
  }
  assert.notEqual((await start(server)).status, 200, 'blocked')

  const page = await openPortal(t, server, `/users/${encodeURIComponent(id)}`)
  await page.getByRole('cell', { name: '127.0.0.1' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Unblock' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unblock' }).click()
  await page.getByText('No brute-force blocks.').waitFor()
  assert.equal((await logIn(server)).status, 200)
})

test('what somebody else saved of a user is not overwritten, and a viewer changes nothing', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const id = await createUser(browser)
  const path = `/users/${encodeURIComponent(id)}`
  const page = await openPortal(t, server, path, { expectedErrors: ['412 (Precondition'] })
  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('Mine')
  const metadata = page.getByRole('textbox', { name: 'User metadata' })
  await metadata.fill('{ nothing')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter a JSON object, such as {}').waitFor()
  await metadata.fill('{ "plan": "free" }')
  await page.getByRole('link', { name: 'All users' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  const theirs = { method: 'PATCH', body: { name: 'Theirs' } }
  assert.equal((await browser.call(`/api/v2/users/${id}`, theirs)).status, 200)
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.getByRole('cell', { name: 'Theirs' }).waitFor()
  await conflict.getByRole('button', { name: 'Overwrite with my version' }).click()
  await heading(page, 'Mine')
  const saved = (await browser.call(`/api/v2/users/${id}`)).body
  assert.deepEqual([saved.name, saved.user_metadata], ['Mine', { plan: 'free' }])

  const viewer = await addAdministrator(server, browser, 'viewer')
  const as = { email: viewer.administrator.email, password: viewer.password }
  const seen = await openPortal(t, server, path, { as })
  await seen.getByText('Your role has read-only access').waitFor()
  for (const action of ['Save', 'Delete', 'Add phone number', 'Unblock']) {
    assert.equal(await seen.getByRole('button', { name: action }).count(), 0, action)
  }
  assert.equal(await seen.getByRole('switch', { name: 'Blocked from logging in' }).isDisabled(), true)
})
