// The steps of Authgear's guide "Webhook/Custom Script" that are the same for both, in a browser. What stands in quotation
// marks is the guide's.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { GatewayRequest } from './gateway.ts'
import { callNative } from './native.ts'
import { startPortalServer } from './portal.ts'
import { notification } from './portal-page.ts'
import type { TestServer } from './server.ts'

interface Payload {
  readonly to: string
  readonly body: string
  readonly template_variables: { readonly code: string }
}
export const payloadOf = ({ body }: GatewayRequest): Payload => JSON.parse(body)

export const phoneNumber = '+442079460123'

export const startLogin = (server: TestServer) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber, authParams },
  })

/** A login with everything that the sample shows. */
const authParams = { state: 'eyK1b2hjjnI6IkdaI1qwwe5KVlMySEU7Ghhjsjs', ui_locales: 'en', x_state: 'checkout' }

/** A server whose provider is switched off, as Authgear's is before the guide. */
export async function startWithoutProvider(t: TestContext): Promise<TestServer> {
  const server = await startPortalServer(t)
  const body = { kind: 'inbox', disabled: true }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  return server
}

/** Steps 1 and 2, up to the card. */
export async function selectProvider(page: Page, card: 'Webhook' | 'Custom JS/TS'): Promise<void> {
  // "navigate to Advanced > Custom SMS Gateway"
  const menu = page.getByRole('navigation', { name: 'Main' })
  await menu.getByText('Advanced', { exact: true }).waitFor()
  await menu.getByRole('link', { name: 'Custom SMS Gateway' }).click()
  await page.getByRole('heading', { name: 'Custom SMS Gateway', level: 1 }).waitFor()
  // "Toggle the Enable Custom SMS Gateway switch on to enable Custom SMS Provider."
  const toggle = page.getByRole('switch', { name: 'Enable Custom SMS Gateway' })
  assert.equal(await toggle.isChecked(), false)
  await toggle.click()
  // "Select Webhook under SMS Gateway Provider", "Alternatively, select Custom JS/TS"
  await page.getByRole('region', { name: 'SMS Gateway Provider' }).getByRole('radio', { name: card }).click()
}

/** Step 4: "click on the Test button next to the Save button, enter your phone number, and then click Send" */
export async function sendTest(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Test' })
  await dialog.getByRole('textbox', { name: 'Phone number' }).fill('020 7946 0123')
  await dialog.getByRole('button', { name: 'Send' }).click()
  return dialog
}

export async function saveProvider(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notification(page, 'Saved.').waitFor()
}

export const savedProvider = async (server: TestServer) => (await callNative(server, '/phone-provider')).body
