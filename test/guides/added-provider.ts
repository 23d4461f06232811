// What docs/adding-a-provider.md promises of the kind that it adds, in the portal and over the API. It runs in the copy of
// the source that adding-a-provider.test.ts makes: the kind is nowhere else.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, openPortal } from '#test/support/portal-page.ts'

test('the added kind is set up in the portal, sends, and is replaced there', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  gateway.answer({ status: 202, body: { id: 'm-1' } })
  const saved = async () => (await callNative(server, '/phone-provider')).body
  const startLogin = () =>
    server.call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' },
    })
  const options = { width: 360, dark: true, expectedErrors: [/status of 422/] }
  const page = await openPortal(t, server, '/branding/phone-provider', options)
  const save = page.getByRole('button', { name: 'Save', exact: true })
  const saveChanges = async () => {
    await save.click()
    await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
  }

  await page.getByRole('radio', { name: 'Acme SMS Sends texts through your Acme account.' }).click()
  await save.click()
  await page.getByText('This field is required').first().waitFor()
  assert.equal(await page.getByText('This field is required').count(), 2)
  await page.getByRole('textbox', { name: 'API key' }).fill('key-of-acme')
  await page.getByRole('textbox', { name: 'Sender' }).fill('Otpost')
  const address = page.getByRole('textbox', { name: 'API address' })
  assert.equal(await address.count(), 0, 'a field is hidden until it is needed')
  await page.getByRole('combobox', { name: 'Region' }).click()
  await page.getByRole('option', { name: 'Another address' }).click()
  await save.click()
  await page.getByText('Is required', { exact: true }).waitFor()
  assert.equal(await address.getAttribute('aria-invalid'), 'true', 'the server says it at the field')
  await address.fill(gateway.url)
  await assertAccessible(page)
  await assertFitsWindow(page)

  await page.getByRole('button', { name: 'Send Test Message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send Test Message' })
  await dialog.getByRole('textbox', { name: 'Phone number' }).fill('+44 20 7946 0199')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByText('Accepted', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await saveChanges()
  const acme = { api_key: '••••••••', from: 'Otpost', region: 'other', base_url: gateway.url }
  assert.deepEqual(await saved(), { kind: 'acme', delivery_methods: ['text'], disabled: false, acme })

  await page.reload()
  await page.getByRole('textbox', { name: 'Sender' }).fill('Example')
  assert.match(await page.getByRole('textbox', { name: 'API key' }).inputValue(), /^•+$/)
  await saveChanges()
  assert.equal((await startLogin()).status, 200)
  const sent = gateway.requests.at(-1)
  assert.equal(sent?.headers.authorization, 'Bearer key-of-acme', 'what is not touched is kept')
  assert.partialDeepStrictEqual(sent?.json, { to: '+442079460123', from: 'Example' })
  const [message] = (await callNative(server, '/messages?limit=1')).body.messages
  assert.deepEqual([message.provider, message.status], ['acme', 'accepted'])

  await page.getByRole('radio', { name: 'Inbox' }).click()
  await saveChanges()
  assert.equal((await saved()).kind, 'inbox')
  await page.goto(`${server.url}/portal/messages`)
  await page.getByText('Acme SMS').first().waitFor()

  const { kinds } = (await callNative(server, '/phone-provider/kinds')).body
  assert.partialDeepStrictEqual(
    kinds.find(({ kind }: { kind: string }) => kind === 'acme'),
    { title: 'Acme SMS', delivery_methods: ['text'], signed: false },
  )
  assert.match((await server.call('/openapi.json')).text, /"acme"/)
})
