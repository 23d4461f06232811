// Two who edit the same settings: what the other has saved is shown, and neither is lost unseen.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { notification, openPortal } from '#test/support/portal-page.ts'

const conflictErrors = { expectedErrors: ['412 (Precondition Failed)'] }

test('of second factors, each part that is saved counts, and what somebody else saved meanwhile is asked about', async (t) => {
  const server = await startPortalServer(t)
  const token = await server.managementToken()
  const call = (path: string, body?: object) =>
    server.call(`/api/v2/guardian/${path}`, { token, ...(body && { method: 'PUT', body }) })
  const page = await openPortal(t, server, '/settings/second-factor', conflictErrors)
  await page.getByRole('radio', { name: 'Always' }).check()
  await page.getByRole('switch', { name: 'Authenticator app' }).check({ force: true })
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved').waitFor()
  assert.deepEqual((await call('policies')).body, ['all-applications'])

  await call('factors/recovery-code', { enabled: true })
  await page.getByRole('checkbox', { name: 'Voice' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.getByRole('rowheader').first().waitFor()
  await conflict.getByRole('button', { name: 'Overwrite with my version' }).click()
  await conflict.waitFor({ state: 'detached' })
  await page.getByText('You have unsaved changes.').waitFor({ state: 'detached' })
  assert.deepEqual((await call('factors/phone/message-types')).body.message_types, ['voice'])
  const enabled = (await call('factors')).body.filter((one: { enabled: boolean }) => one.enabled)
  assert.deepEqual(
    enabled.map(({ name }: { name: string }) => name),
    ['otp'],
  )
})

test('an administrator whom somebody else has changed meanwhile is not overwritten unseen', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const { administrator } = await addAdministrator(server, browser, 'viewer', 'b@example.com')
  const page = await openPortal(t, server, '/settings/administrators', conflictErrors)
  await page.getByRole('button', { name: 'Edit b@example.com' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit administrator' })
  await dialog.getByRole('textbox', { name: 'Email address' }).fill('c@example.com')
  const path = `/v1/administrators/${administrator.id}`
  await browser.call(path, { method: 'PATCH', body: { role: 'editor' } })
  await dialog.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.getByRole('button', { name: 'Load saved version' }).click()
  await dialog.getByRole('textbox', { name: 'Email address' }).fill('c@example.com')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { email, role } = (await browser.call(path)).body
  assert.deepEqual([email, role], ['c@example.com', 'editor'])
})
