// Two administrators edit the same thing at the same time, each in a browser of their own.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, type SignedInBrowser, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })
const conflictOf = (page: Page) => page.getByRole('dialog', { name: 'Changed by someone else' })

async function save(page: Page): Promise<void> {
  await saveButton(page).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
}

/** The page of somebody else, who is refused once. */
async function openAsEditor(
  t: TestContext,
  server: TestServer,
  owner: SignedInBrowser,
  path: string,
): Promise<Page> {
  const { administrator, password } = await addAdministrator(server, owner, 'editor')
  const as = { email: administrator.email, password }
  return openPortal(t, server, path, { as, expectedErrors: [/status of 412/] })
}

test('who saves a connection second sees both versions and chooses; what somebody else has changed is not deleted unseen', async (t) => {
  const server = await startPortalServer(t)
  const owner = await signIn(server)
  const [{ id }] = (await owner.call('/api/v2/connections?name=sms')).body
  const path = `/api/v2/connections/${id}`
  const options = async () => (await owner.call(path)).body.options
  const first = await openPortal(t, server, `/connections/${id}`, { expectedErrors: [/status of 412/] })
  const second = await openAsEditor(t, server, owner, `/connections/${id}`)
  const lifetimeOf = (page: Page) => page.getByRole('textbox', { name: 'OTP lifetime (seconds)' })
  const messageOf = (page: Page) => page.getByRole('textbox', { name: 'Message' })
  await messageOf(second).waitFor()

  await messageOf(first).fill('Of the first: @@password@@')
  await save(first)
  await lifetimeOf(second).fill('600')
  await saveButton(second).click()
  const conflict = conflictOf(second)
  const difference = (name: string) => conflict.getByRole('row', { name })
  await difference('Message').getByText('Of the first: @@password@@').waitFor()
  await difference('OTP lifetime (seconds)').getByText('600').waitFor()
  assert.equal(await conflict.getByRole('row').count(), 3, 'nothing else differs')
  await assertAccessible(second)
  const { template, totp } = await options()
  assert.equal(template, 'Of the first: @@password@@', 'nothing was overwritten')
  assert.notEqual(totp?.time_step, 600)

  await conflict.getByRole('button', { name: 'Keep editing' }).click()
  assert.equal(await lifetimeOf(second).inputValue(), '600')
  await saveButton(second).click()
  await conflict.getByRole('button', { name: 'Load saved version' }).click()
  await conflict.waitFor({ state: 'hidden' })
  assert.equal(await messageOf(second).inputValue(), 'Of the first: @@password@@')
  assert.notEqual(await lifetimeOf(second).inputValue(), '600')

  await lifetimeOf(second).fill('900')
  await messageOf(first).fill('Of the first again: @@password@@')
  await save(first)
  await saveButton(second).click()
  await difference('Message').getByText('Of the first again').waitFor()
  await conflict.getByRole('button', { name: 'Overwrite with my version' }).click()
  await conflict.waitFor({ state: 'hidden' })
  await second.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
  const overwritten = await options()
  assert.deepEqual([overwritten.template, overwritten.totp.time_step], ['Of the first: @@password@@', 900])

  // The first still shows what was there before.
  await first.getByRole('button', { name: 'Delete', exact: true }).click()
  const question = first.getByRole('dialog', { name: 'Delete connection sms?' })
  await question.getByRole('button', { name: 'Delete connection' }).click()
  await question.getByRole('alert').waitFor()
  assert.equal((await owner.call(path)).status, 200, 'it is still there')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await waitFor('their version', async () => (await lifetimeOf(first).inputValue()) === '900')
  await first.getByRole('button', { name: 'Delete', exact: true }).click()
  assert.equal(await question.getByRole('alert').count(), 0)
  await question.getByRole('button', { name: 'Delete connection' }).click()
  await first.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
  assert.equal((await owner.call(path)).status, 404)
})

test('who saves the phone provider second is told, and neither version is lost unseen', async (t) => {
  const server = await startPortalServer(t)
  const owner = await signIn(server)
  const first = await openPortal(t, server, '/branding/phone-provider')
  const second = await openAsEditor(t, server, owner, '/advanced/custom-sms-gateway')
  const endpointOf = (page: Page) => page.getByRole('textbox', { name: 'Webhook Endpoint' })
  await second.getByRole('radio', { name: 'Webhook' }).click()
  await endpointOf(second).fill('https://second.example.com/sms')

  await first.getByRole('radio', { name: 'Webhook' }).click()
  await endpointOf(first).fill('https://first.example.com/sms')
  await save(first)
  await saveButton(second).click()
  const row = conflictOf(second).getByRole('row', { name: 'Webhook Endpoint' })
  await row.getByText('https://first.example.com/sms').waitFor()
  await row.getByText('https://second.example.com/sms').waitFor()
  const url = async () => (await callNative(server, '/phone-provider')).body.webhook.url
  assert.equal(await url(), 'https://first.example.com/sms', 'nothing was overwritten')
  await assertAccessible(second)
  await conflictOf(second).getByRole('button', { name: 'Overwrite with my version' }).click()
  await second.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
  assert.equal(await url(), 'https://second.example.com/sms')
})
