// The phone provider in a browser: Auth0's steps for a custom one, word for word where something stands in quotation
// marks, and what every kind has in common.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { pasteCode, readCode } from '#test/support/code-editor.ts'
import { startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const phoneNumber = '+442079460123'

const start = (server: TestServer) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })

const saved = async (server: TestServer) => (await callNative(server, '/phone-provider')).body

const menuLink = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })

const select = (page: Page, card: string) =>
  page.getByRole('region', { name: 'Phone Provider' }).getByRole('radio', { name: card }).click()

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
}

const actionCode = `exports.onExecuteCustomPhoneProvider = async (event, api) => {
  console.log('for', event.notification.recipient)
  const answer = await fetch(event.secrets.GATEWAY, {
    method: 'POST',
    body: JSON.stringify({ to: event.notification.recipient, text: event.notification.as_text }),
  })
  if (!answer.ok) api.notification.drop('the gateway answered ' + answer.status)
}
`

test('step by step, a custom phone provider is added and edited, on the page and in the Expanded Editor', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  const page = await openPortal(t, server, '/')

  // "Navigate to Branding > Phone Provider. This takes you to the Phone Message Provider page."
  await page.getByRole('navigation', { name: 'Main' }).getByText('Branding', { exact: true }).waitFor()
  await menuLink(page, 'Phone Provider').click()
  await page.getByRole('heading', { name: 'Phone Message Provider', level: 1 }).waitFor()
  // "Select the Custom phone provider option in the Phone Provider section."
  await select(page, 'Custom (Action)')
  // "Select the Delivery Method: Text ... Voice"
  const methods = page.getByRole('group', { name: 'Delivery Method' })
  assert.equal(await methods.getByRole('checkbox', { name: 'Text' }).isChecked(), true)
  assert.equal(await methods.getByRole('checkbox', { name: 'Voice' }).isChecked(), true)
  // "Under Provider Configuration, write your actions code"
  const configuration = page.getByRole('region', { name: 'Provider Configuration' })
  await configuration.getByRole('textbox', { name: 'Action code' }).waitFor()
  assert.match(await readCode(page, 'Action code'), /exports\.onExecuteCustomPhoneProvider = async/)
  await pasteCode(page, 'Action code', actionCode)
  // "Add any required secrets to authenticate with the API."
  await configuration.getByRole('button', { name: 'Add secret' }).click()
  await configuration.getByRole('textbox', { name: 'Name of secret 1' }).fill('GATEWAY')
  await configuration.getByRole('textbox', { name: 'Value of GATEWAY' }).fill(`${gateway.url}/first`)

  // "(Optional) ... clicking the Edit in Expanded Editor button." What would be lost there is asked about.
  await methods.getByRole('checkbox', { name: 'Voice' }).uncheck()
  await page.getByRole('button', { name: 'Edit in Expanded Editor' }).click()
  const leaving = page.getByRole('dialog', { name: 'Leave without saving?' })
  await leaving.getByRole('button', { name: 'Cancel' }).click()
  await methods.getByRole('checkbox', { name: 'Voice' }).check()
  await page.getByRole('button', { name: 'Edit in Expanded Editor' }).click()
  // "Click the Back to Phone Provider link at the top of the Actions editor page"
  const back = page.getByRole('link', { name: 'Back to Phone Provider' })
  await back.waitFor()
  assert.match(new URL(page.url()).pathname, /^\/portal\/actions\/[^/]+$/)
  assert.equal(await readCode(page, 'Action code'), actionCode)
  await back.click()
  await page.getByRole('heading', { name: 'Phone Message Provider', level: 1 }).waitFor()
  // "You will need to select the Custom phone provider option again"
  await select(page, 'Custom (Action)')
  assert.equal(await readCode(page, 'Action code'), actionCode)
  // "Click the Save button at the bottom of the page. When you click Save, the Action automatically saves and deploys."
  await save(page)
  await page.getByText('Version 1 deployed', { exact: true }).waitFor()
  assert.equal((await saved(server)).kind, 'action')
  assert.equal((await start(server)).status, 200)
  const first = await gateway.waitForRequest()
  assert.equal(first.path, '/first')
  assert.equal(JSON.parse(first.body).to, phoneNumber)

  // "Modify the Action code on the Phone Message Provider page as needed."
  await pasteCode(page, 'Action code', actionCode.replace("'POST'", "'PUT'"))
  // "click Send Test Message"
  gateway.answerNext({ status: 503 })
  await page.getByRole('button', { name: 'Send Test Message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send Test Message' })
  await dialog.getByRole('textbox', { name: 'Phone number' }).fill('+44 20 7946 0199')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByText('Failed', { exact: true }).waitFor()
  await dialog.getByText('the gateway answered 503').waitFor()
  await dialog.getByRole('log', { name: 'Console' }).getByText('for +442079460199').waitFor()
  assert.equal((await gateway.waitForRequest(({ body }) => body.includes('0199'))).method, 'PUT')
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await start(server)
  assert.equal(gateway.requests.at(-1)?.method, 'POST', 'what is deployed goes on delivering')
  await save(page)
  await page.getByText('Version 2 deployed', { exact: true }).waitFor()
  await start(server)
  assert.equal(gateway.requests.at(-1)?.method, 'PUT')
})

test('Twilio and the inbox are set up and used, a provider that is off refuses in words, and nothing typed is lost', async (t) => {
  const server = await startPortalServer(t)
  const twilio = await startGateway(t)
  twilio.answer({ status: 201, body: { sid: 'SM1', status: 'queued', error_code: null } })
  const page = await openPortal(t, server, '/branding/phone-provider', {
    expectedErrors: ['ERR_INTERNET_DISCONNECTED'],
  })
  await select(page, 'Twilio')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('This field is required').first().waitFor()
  assert.equal(await page.getByText('This field is required').count(), 4)
  await page.getByRole('textbox', { name: 'Account SID' }).fill('AC-of-a-test')
  await page.getByRole('radio', { name: 'Auth token' }).check()
  await page.getByRole('textbox', { name: 'Auth token' }).fill('token of a test')
  await page.getByRole('textbox', { name: 'From' }).fill('+15005550006')
  await page.getByText('Advanced settings', { exact: true }).click()
  await page.getByRole('textbox', { name: 'API base URL' }).fill(twilio.url)
  await assertAccessible(page)

  await page.getByRole('button', { name: 'Send Test Message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send Test Message' })
  const send = dialog.getByRole('button', { name: 'Send' })
  const number = dialog.getByRole('textbox', { name: 'Phone number' })
  await number.fill('12')
  assert.equal(await send.isDisabled(), true)
  const country = dialog.getByRole('combobox', { name: 'Country for phone number' })
  await country.fill('germany')
  await page.getByRole('option', { name: 'Germany (+49)' }).click()
  await number.fill('030 23125 123')
  await dialog.getByText('Voice', { exact: true }).click()
  await send.click()
  await dialog.getByText('Accepted', { exact: true }).waitFor()
  const call = await twilio.waitForRequest(({ path }) => path.endsWith('/Calls.json'))
  assert.equal(call.form?.To, '+493023125123')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  assert.equal((await saved(server)).kind, 'inbox', 'a test saves nothing')

  // A save that fails keeps what was typed.
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: "Couldn't reach Otpost." }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Account SID' }).inputValue(), 'AC-of-a-test')
  await page.context().setOffline(false)
  await save(page)
  assert.equal((await start(server)).status, 200)
  const text = await twilio.waitForRequest(({ path }) => path.endsWith('/Messages.json'))
  assert.equal(text.path, '/2010-04-01/Accounts/AC-of-a-test/Messages.json')
  assert.equal(text.headers.authorization, `Basic ${btoa('AC-of-a-test:token of a test')}`)
  assert.equal(text.form?.From, '+15005550006')

  // The other entry of the menu: the same page, and the address of the API is kept.
  await menuLink(page, 'Custom SMS Gateway').click()
  await page.getByRole('heading', { name: 'Custom SMS Gateway', level: 1 }).waitFor()
  assert.equal(await page.getByRole('radio', { name: 'Twilio' }).isChecked(), true)
  await page.getByText('Advanced settings', { exact: true }).click()
  assert.equal(await page.getByRole('textbox', { name: 'API base URL' }).inputValue(), twilio.url)
  assert.match(await page.getByRole('textbox', { name: 'Auth token' }).inputValue(), /^•+$/)

  await page.getByRole('switch', { name: 'Enable Custom SMS Gateway' }).click()
  await page.getByText('You have unsaved changes.').waitFor()
  await menuLink(page, 'Connections').click()
  const leaving = page.getByRole('dialog', { name: 'Leave without saving?' })
  await leaving.getByRole('button', { name: 'Cancel' }).click()
  await save(page)
  const refused = await start(server)
  assert.equal(refused.status, 400)
  assert.match(refused.body.error_description, /provider/i)

  await page.getByRole('switch', { name: 'Enable Custom SMS Gateway' }).click()
  await page.getByRole('radio', { name: 'Inbox' }).click()
  const voice = page.getByRole('group', { name: 'Delivery Method' }).getByRole('checkbox', { name: 'Voice' })
  await voice.uncheck()
  await save(page)
  assert.deepEqual(await saved(server), {
    kind: 'inbox',
    delivery_methods: ['text'],
    disabled: false,
    inbox: {},
  })
  assert.equal((await start(server)).status, 200)
  const { messages } = (await callNative(server, '/inbox')).body
  assert.deepEqual([messages.length, messages[0].to], [1, phoneNumber])

  await voice.check()
  await menuLink(page, 'Connections').click()
  await leaving.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
})
