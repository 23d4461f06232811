import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertProblem } from '#test/support/native.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'

const administrators = '/settings/administrators'

async function signInBy(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Email address' }).fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function add(page: Page, email: string, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Add administrator' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add administrator' })
  await dialog.getByRole('textbox', { name: 'Email address' }).fill(email)
  await dialog.getByRole('radio', { name: role }).check()
  await dialog.getByRole('button', { name: 'Add administrator' }).click()
}

test('an owner adds administrators; a viewer can look and an editor sees no administrators', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, administrators, { expectedErrors: ['409 (Conflict)'] })
  await page.getByRole('cell', { name: `${owner.email} (you)` }).waitFor()
  await add(page, owner.email, 'Viewer')
  await page.getByText('This is already in use').waitFor()
  await assertAccessible(page)
  await page.keyboard.press('Escape')
  await add(page, 'viewer@example.com', 'Viewer')
  const given = page.getByRole('status', { name: 'Password for viewer@example.com' })
  const password = await given.locator('code').innerText()
  await assertAccessible(page)
  await page.reload()
  await page.getByRole('cell', { name: 'viewer@example.com', exact: true }).waitFor()
  assert.equal(await page.getByText(password).count(), 0, 'shown once')

  const seen = await openPortal(t, server, '/settings', { as: null, expectedErrors: ['401 (Unauthorized)'] })
  await signInBy(seen, 'viewer@example.com', password)
  await seen.getByText('Your role has read-only access').waitFor()
  assert.equal(await seen.getByRole('button', { name: 'Save' }).count(), 0)
  assert.equal(await seen.getByRole('textbox', { name: 'Friendly name' }).isDisabled(), true)
  assert.equal(await seen.getByRole('link', { name: 'Administrators' }).count(), 0)
  await assertAccessible(seen)
  const viewer = await signIn(server, { email: 'viewer@example.com', password })
  const change = { method: 'PATCH', body: { enabled_locales: ['de'] } }
  assertProblem(await viewer.call('/v1/settings', change), 403, 'insufficient-scope')

  const editor = await addAdministrator(server, await signIn(server), 'editor')
  const as = { email: editor.administrator.email, password: editor.password }
  const edited = await openPortal(t, server, administrators, { as })
  await edited.getByRole('link', { name: 'Audit log' }).waitFor()
  await edited.getByRole('textbox', { name: 'Friendly name' }).waitFor()
  assert.equal(await edited.getByRole('link', { name: 'Administrators' }).count(), 0)
  assertProblem(await editor.call('/v1/administrators'), 403, 'insufficient-scope')
})

test('a new password signs out elsewhere, where what was typed is kept until the next sign-in', async (t) => {
  const server = await startPortalServer(t)
  const expectedErrors = ['401 (Unauthorized)', '403 (Forbidden)']
  const elsewhere = await openPortal(t, server, '/settings', { expectedErrors })
  const name = elsewhere.getByRole('textbox', { name: 'Friendly name' })
  await name.fill('Acme')
  const page = await openPortal(t, server, '/settings/account', { expectedErrors })
  await page.getByRole('button', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  const fill = (label: string, text: string) =>
    dialog.getByRole('textbox', { name: label, exact: true }).fill(text)
  await fill('Current password', 'not this one')
  await fill('New password', 'short')
  await fill('Confirm new password', 'shorter')
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await dialog.getByText('Use at least 10 characters').waitFor()
  await dialog.getByText("The passwords don't match").waitFor()
  const password = 'another long-enough password'
  await fill('New password', password)
  await fill('Confirm new password', password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await dialog.getByText('password is incorrect').first().waitFor()
  await assertAccessible(page)
  await fill('Current password', owner.password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await notification(page, 'Password changed.').waitFor()

  await elsewhere.getByRole('button', { name: 'Save' }).click()
  const ended = elsewhere.getByRole('dialog', { name: 'You have been signed out' })
  await ended.getByRole('textbox', { name: `Password for ${owner.email}` }).fill(password)
  await assertAccessible(elsewhere)
  await ended.getByRole('button', { name: 'Sign in' }).click()
  await ended.waitFor({ state: 'hidden' })
  assert.equal(await name.inputValue(), 'Acme')
  await elsewhere.getByRole('button', { name: 'Save' }).click()
  await notification(elsewhere, 'Saved.').waitFor()
})

test('a lock-out is told at sign-in and to owners, and lifted by a new password', async (t) => {
  const server = await startPortalServer(t)
  const editor = await addAdministrator(server, await signIn(server), 'editor', 'editor@example.com')
  const { email } = editor.administrator
  for (let wrong = 0; wrong < 10; wrong += 1) {
    await server.call('/portal/api/session', { body: { email, password: 'wrong' } })
  }
  const locked = await openPortal(t, server, '/', {
    as: null,
    width: 360,
    dark: true,
    expectedErrors: ['401 (Unauthorized)', '429 (Too Many'],
  })
  await signInBy(locked, email, editor.password)
  const told = locked.getByRole('alert').filter({ hasText: 'Too many incorrect passwords.' })
  await told.getByText(/^Try again in \d+ min\.$/).waitFor()
  await assertFitsWindow(locked)
  await assertAccessible(locked)

  const page = await openPortal(t, server, administrators)
  await page.getByText('Locked out').waitFor()
  await page.getByRole('button', { name: `Edit ${email}` }).click()
  await page.getByRole('textbox', { name: 'New password' }).fill('given by the owner')
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  await signInBy(locked, email, 'given by the owner')
  await locked.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

  await page.getByRole('button', { name: `Remove ${email}` }).click()
  await page.getByRole('button', { name: 'Remove administrator' }).click()
  await notification(page, 'Administrator removed.').waitFor()
  assert.equal((await editor.call('/v1/messages')).status, 401)
})

test('the audit log tells who changed what', async (t) => {
  const server = await startPortalServer(t)
  const editor = await addAdministrator(server, await signIn(server), 'editor', 'editor@example.com')
  const change = { method: 'PATCH', body: { enabled_locales: ['en', 'de'] } }
  assert.equal((await editor.call('/v1/settings', change)).status, 200)
  const page = await openPortal(t, server, '/settings/audit-log', { width: 360, dark: true })
  const row = page.getByRole('row').filter({ hasText: 'enabled_locales' })
  await row.getByRole('cell', { name: 'editor@example.com' }).waitFor()
  await row.getByRole('cell', { name: 'update' }).waitFor()
  await row.getByText('settings', { exact: true }).waitFor()
  await page
    .getByRole('row')
    .filter({ hasText: `administrators/${editor.administrator.id}` })
    .waitFor()
  await assertAccessible(page)
  await assertFitsWindow(page)
})
