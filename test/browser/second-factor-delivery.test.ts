// What the settings of second factors say of messages that would go another way than the chosen one, or not at all.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callNative } from '#test/support/native.ts'
import { type SignedInBrowser, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'

const path = '/settings/second-factor'
const script = 'module.exports = (recipient, text, context, cb) => cb(null, {})'

async function write(browser: SignedInBrowser, to: string, method: string, body?: unknown) {
  const answer = await browser.call(`/api/v2${to}`, { method, body })
  assert.ok(answer.status < 300, `${method} ${to}: ${answer.status} ${answer.text}`)
  return answer.body
}

test('Custom without an enabled Hook is warned of, when it is chosen and whenever the last Hook goes', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const page = await openPortal(t, server, path, { width: 360 })
  const warning = page.getByRole('alert').filter({ hasText: 'No Send Phone Message Hook is enabled' })
  const custom = page.getByRole('radio', { name: 'Custom' })
  await custom.check()
  await warning.getByText('Until there is one, the phone provider sends second-factor messages.').waitFor()
  await assertAccessible(page)
  await assertFitsWindow(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  await warning.getByRole('link', { name: 'Create a Hook' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create Hook' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('texts')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'texts', level: 1 }).waitFor()

  const [{ id }] = (await browser.call('/api/v2/hooks')).body
  const open = async () => {
    await page.goto(`${server.url}/portal${path}`)
    await page.getByRole('radio', { name: 'Custom' }).waitFor()
  }
  const isWarned = async () => {
    const hooksLoaded = page.waitForResponse((answer) => answer.url().includes('/api/v2/hooks?'))
    await open()
    await hooksLoaded
    await warning.waitFor()
  }
  await isWarned()
  await warning.getByRole('link', { name: 'Enable a Hook' }).waitFor()
  await write(browser, `/hooks/${id}`, 'PATCH', { enabled: true })
  await page.goto(`${server.url}/portal/settings/general`)
  const settled = page.waitForResponse((answer) => answer.url().endsWith('/v1/phone-provider'))
  await open()
  await settled
  await page.waitForLoadState('networkidle')
  assert.equal(await warning.count(), 0)
  await write(browser, `/hooks/${id}`, 'PATCH', { enabled: false })
  await isWarned()
  await write(browser, `/hooks/${id}`, 'PATCH', { script, enabled: true })
  await write(browser, `/hooks/${id}`, 'DELETE')
  await isWarned()
  assert.equal(await warning.getByRole('link', { name: 'Enable a Hook' }).count(), 0)

  await write(browser, '/tenants/settings', 'PATCH', { phone_consolidated_experience: true })
  await open()
  await page.getByRole('alert').filter({ hasText: 'The phone provider sends these messages' }).waitFor()
  assert.equal(await warning.count(), 0)
  await assertAccessible(page)
})

test('methods that the sender does not have are warned of, and so is a phone provider that is off', async (t) => {
  const server = await startPortalServer(t)
  const provide = (body: object) => callNative(server, '/phone-provider', { method: 'PUT', body })
  await provide({ kind: 'inbox', delivery_methods: ['voice'] })
  const page = await openPortal(t, server, path)
  const warning = page.getByRole('alert').filter({ hasText: "Second-factor messages can't be delivered" })
  const delivery = page.getByRole('group', { name: 'Delivery methods' })
  const text = delivery.getByRole('checkbox', { name: 'Text' })
  await page
    .getByText(
      'If you choose neither, Otpost sends texts, or voice calls if the provider supports only those.',
    )
    .waitFor()
  await text.check()
  await warning
    .getByText('The phone factor uses texts, but the phone provider delivers only voice calls.')
    .waitFor()
  await assertAccessible(page)
  await text.uncheck()
  // With none chosen, voice it is.
  await warning.waitFor({ state: 'hidden' })
  await text.check()
  await warning.waitFor()
  await text.uncheck()
  await delivery.getByRole('checkbox', { name: 'Voice' }).check()
  await warning.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()

  await provide({ kind: 'webhook', webhook: { url: 'https://example.com' } })
  await page.reload()
  await warning
    .getByText('The phone factor uses voice calls, but the phone provider delivers only texts.')
    .waitFor()
  await page.getByRole('radio', { name: 'Twilio' }).check()
  const unready = page.getByRole('alert').filter({ hasText: "Twilio isn't set up" })
  await unready
    .getByText(
      'Twilio still needs an account SID, an auth token, and a From number or a Messaging Service SID.',
    )
    .waitFor()
  await unready.getByText('Until then, the phone provider sends second-factor messages.').waitFor()
  await warning.getByText('the phone provider delivers only texts.').waitFor()
  await assertAccessible(page)
  await page.getByRole('textbox', { name: 'Account SID' }).fill('AC1')
  await page.getByRole('textbox', { name: 'Auth token' }).fill('token')
  await unready.getByText('Twilio still needs a From number or a Messaging Service SID.').waitFor()
  await page.getByRole('textbox', { name: 'Messaging Service SID' }).fill('MG1')
  await unready.waitFor({ state: 'hidden' })
  await warning.getByText('Twilio without a From number delivers only texts.').waitFor()
  await page.getByRole('textbox', { name: 'From' }).fill('+15005550006')
  await warning.waitFor({ state: 'hidden' })

  await provide({ kind: 'inbox', disabled: true })
  await page.reload()
  const rejected = page.getByRole('alert').filter({ hasText: 'Second-factor messages are rejected' })
  await rejected.getByText('Turn it on, or choose another provider here.').waitFor()
  await assertAccessible(page)
  await page.getByRole('radio', { name: 'Twilio' }).check()
  await rejected.getByText('Turn it on, or set up the provider that you choose here.').waitFor()

  const browser = await signIn(server)
  await write(browser, '/tenants/settings', 'PATCH', { phone_consolidated_experience: true })
  await page.reload()
  await rejected
    .getByText('Turn it on. While phone_consolidated_experience is turned on, no other provider is used.')
    .waitFor()
  assert.equal(await rejected.getByText('choose another provider').count(), 0)
})
