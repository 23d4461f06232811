// What the guides of Auth0 find before their first step (docs/seeds.md): a passwordless connection that somebody has set
// up, and the page of the phone provider as it is on a new tenant.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { openPortal } from '#test/support/portal-page.ts'

const phoneNumber = '+442079460123'

test('a passwordless connection is created in the portal, and its codes go where a new tenant sends them: to the inbox', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/connections')
  await page.getByRole('button', { name: 'Create connection' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create connection' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('sms-for-drivers')
  await dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'Connection sms-for-drivers', level: 1 }).waitFor()
  await page
    .getByRole('group', { name: 'Enabled applications' })
    .getByRole('checkbox', { name: 'Demo' })
    .check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })

  const started = await server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms-for-drivers', phone_number: phoneNumber },
  })
  assert.equal(started.status, 200, started.text)
  const { messages } = (await callNative(server, '/inbox')).body
  assert.deepEqual([messages.length, messages[0].to], [1, phoneNumber])
})

test('of the phone providers of a new tenant the inbox is selected, and Twilio can be', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/branding/phone-provider')
  const providers = page.getByRole('region', { name: 'Phone Provider' })
  await providers.getByRole('radio', { name: 'Inbox' }).waitFor()
  assert.equal(await providers.getByRole('radio', { name: 'Inbox' }).isChecked(), true)
  assert.equal(await providers.getByRole('radio', { name: 'Twilio' }).isChecked(), false)
  await page.getByText("Messages aren't being delivered").waitFor()
  await providers.getByRole('radio', { name: 'Twilio' }).click()
  await page.getByRole('textbox', { name: 'Account SID' }).waitFor()
})
