// What the page of the phone provider says of how messages are delivered: by voice alone, by no method that the chosen
// kind has, and not at all.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const saved = async (server: TestServer) => (await callNative(server, '/phone-provider')).body

test('voice alone is warned of and saved, and a kind that cannot call is refused at the field', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/branding/phone-provider')
  const methods = page.getByRole('group', { name: 'Delivery Method' })
  const text = methods.getByRole('checkbox', { name: 'Text' })
  const voice = methods.getByRole('checkbox', { name: 'Voice' })
  const warning = page.getByRole('alert').filter({
    hasText: "Logins and verifications that don't ask for a delivery method will be voice calls.",
  })
  await text.waitFor()
  assert.equal(await warning.count(), 0)
  await text.uncheck()
  await warning.waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notification(page, 'Saved.').waitFor()
  await warning.waitFor()
  assert.deepEqual((await saved(server)).delivery_methods, ['voice'])

  for (const [card, label, url] of [
    ['Webhook', 'Webhook Endpoint', 'https://example.com/sms'],
    ['SMS gateway', 'Gateway URL', 'https://example.com/gateway'],
  ] as const) {
    await page.getByRole('radio', { name: card }).click()
    await page.getByRole('textbox', { name: label }).fill(url)
    assert.deepEqual(
      [await text.isChecked(), await voice.isChecked()],
      [false, true],
      'what was chosen stays',
    )
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText("This provider can't make voice calls. Choose Text").waitFor()
    assert.equal(await text.getAttribute('aria-invalid'), 'true')
    assert.equal((await saved(server)).kind, 'inbox', 'nothing is saved')
  }
  await assertAccessible(page)
  await text.check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
  const { kind, delivery_methods } = await saved(server)
  assert.deepEqual([kind, delivery_methods], ['sms_gateway', ['text']])
})

test('a provider that is off says which messages are refused and which are still sent', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/branding/phone-provider')
  const notice = page.getByRole('alert').filter({ hasText: /This provider/ })
  await page.getByRole('switch', { name: 'Enable Phone Provider' }).waitFor()
  assert.equal(await notice.count(), 0)
  await page.getByRole('switch', { name: 'Enable Phone Provider' }).click()
  await notice.getByText('This provider will be off after you save', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notice.getByText('This provider is off', { exact: true }).waitFor()
  await notice
    .getByText(
      'While the provider is off, messages that would go through it are rejected. Connections and second factors with their own provider still send messages.',
    )
    .waitFor()
  await assertAccessible(page)
  const body = { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' }
  assert.equal((await server.call('/passwordless/start', { body })).status, 400)
})
