// An `sms` connection in a browser, with every option of Auth0's guide to custom SMS gateways; what stands in quotation
// marks is the guide's.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jwtVerify } from 'jose'
import type { Page } from 'playwright-core'
import { startGateway } from '#test/support/gateway.ts'
import { addAdministrator, type SignedInBrowser, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const phoneNumber = '+442079460123'

const start = (server: TestServer, clientId = 'demo') =>
  server.call('/passwordless/start', {
    headers: { 'user-agent': 'a phone' },
    body: { client_id: clientId, connection: 'sms', phone_number: phoneNumber },
  })

async function smsConnection(browser: SignedInBrowser) {
  const { body } = await browser.call('/api/v2/connections?name=sms')
  return body[0]
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'hidden' })
}

test('a connection is set to a gateway with every option of the guide, and its next code comes as it was set', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  const browser = await signIn(server)
  const other = (await browser.call('/api/v2/clients', { body: { name: 'Another app' } })).body
  const page = await openPortal(t, server, '/', { expectedErrors: [/status of 4(00|22)/] })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('table', { name: 'Connections' }).getByRole('link', { name: 'sms' }).click()
  await page.getByRole('heading', { name: 'Connection sms', level: 1 }).waitFor()

  // "By default, Passwordless SMS connections use Twilio"
  await page.getByRole('radio', { name: 'Twilio' }).click()
  await page.getByRole('textbox', { name: 'Account SID' }).fill('TWILIO_SID')
  await page.getByRole('textbox', { name: 'Auth token' }).fill('TWILIO_AUTH_TOKEN')
  await page.getByRole('textbox', { name: 'From' }).fill('+15555555555')
  await save(page)
  const before = (await smsConnection(browser)).options
  const { twilio_sid: sid, twilio_token: __, ...kept } = before
  assert.deepEqual([before.provider, sid], ['twilio', 'TWILIO_SID'])
  const message = page.getByRole('textbox', { name: 'Message' })

  // "Remove both the twilio_sid and twilio_token parameters", "Add the provider parameter, and set it to sms_gateway"
  await page.getByRole('radio', { name: 'SMS gateway' }).click()
  await page.getByRole('textbox', { name: 'Gateway URL' }).fill(`${gateway.url}/sms`)
  await page.getByRole('textbox', { name: 'From' }).fill('+1 234 567')
  await page.getByRole('switch', { name: 'Forward request info' }).click()
  // "If your SMS Gateway accepts authenticated requests that are token-based"
  await page.getByRole('radio', { name: /^Bearer/ }).check()
  await page.getByRole('textbox', { name: 'Audience' }).fill('urn:MySmsGateway')
  await page.getByRole('textbox', { name: 'Subject' }).fill('urn:Auth0')
  // "If your secret is base64-url-encoded, set secret_base64_encoded to true."
  const encoded = page.getByRole('checkbox', { name: 'The secret is base64url-encoded' })
  const secret = page.getByRole('textbox', { name: 'Secret' })
  await encoded.check()
  await secret.fill('My secret!')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText("The secret isn't valid base64url. Correct it, or clear the checkbox below").waitFor()
  assert.equal(await secret.getAttribute('aria-invalid'), 'true')
  await secret.fill('MySecretToSignTheToken')
  await encoded.uncheck()
  await message.fill('Your verification code is: @@password@@')
  await page.getByText('Your verification code is: 123456', { exact: true }).waitFor()
  await page.getByText(/^1 segment, 33 GSM-7 units/).waitFor()
  const length = page.getByRole('textbox', { name: 'OTP length' })
  await length.fill('3')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Enter a whole number from 4 to 40').waitFor()
  await length.fill('8')
  await page.getByText('Your verification code is: 12345678', { exact: true }).waitFor()
  await page.getByRole('textbox', { name: 'OTP lifetime (seconds)' }).fill('300')
  await page.getByRole('switch', { name: 'Brute-force protection' }).click()
  await assertAccessible(page)
  await save(page)

  const { options, id } = await smsConnection(browser)
  const { secret: _, ...authentication } = options.gateway_authentication
  assert.deepEqual(
    { ...options, gateway_authentication: authentication },
    {
      ...kept,
      provider: 'sms_gateway',
      gateway_url: `${gateway.url}/sms`,
      from: '+1 234 567',
      template: 'Your verification code is: @@password@@',
      brute_force_protection: false,
      forward_req_info: true,
      totp: { time_step: 300, length: 8 },
      gateway_authentication: {
        method: 'bearer',
        subject: 'urn:Auth0',
        audience: 'urn:MySmsGateway',
        secret_base64_encoded: false,
      },
    },
  )
  assert.equal((await start(server)).status, 200)
  const { json, headers } = await gateway.waitForRequest(({ path }) => path === '/sms')
  assert.partialDeepStrictEqual(json, {
    recipient: phoneNumber,
    sender: '+1 234 567',
    req: { 'user-agent': 'a phone' },
  })
  assert.match(JSON.stringify(json), /"body":"Your verification code is: \d{8}"/)
  const token = headers.authorization?.replace('Bearer ', '') ?? ''
  const key = new TextEncoder().encode('MySecretToSignTheToken')
  await jwtVerify(token, key, { audience: 'urn:MySmsGateway', subject: 'urn:Auth0' })

  // What the Management API returns, and what it refuses is said at its field, once.
  await page.getByRole('button', { name: 'View JSON' }).click()
  const shown = await page.getByRole('region', { name: `GET /api/v2/connections/${id}` }).innerText()
  assert.deepEqual(JSON.parse(shown), (await browser.call(`/api/v2/connections/${id}`)).body)
  await page
    .getByRole('dialog', { name: 'Connection as JSON' })
    .getByRole('button', { name: 'Close' })
    .click()

  await page.getByRole('combobox', { name: 'Syntax' }).click()
  await page.getByRole('option', { name: 'Liquid' }).click()
  await message.fill('{{ code')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const alert = page.getByRole('main').getByRole('alert').filter({ hasText: "Couldn't save." })
  await alert.waitFor()
  assert.doesNotMatch(await alert.innerText(), /options|template/)
  assert.equal(await message.getAttribute('aria-invalid'), 'true')
  assert.equal(await message.inputValue(), '{{ code')
  assert.equal((await smsConnection(browser)).options.syntax, before.syntax, 'nothing was saved')
  await message.fill('{{ code }} ✓ {{ application.name }}')
  await page.getByText('12345678 ✓ My App', { exact: true }).waitFor()
  await page.getByText(/^1 segment, 17 UCS-2 units/).waitFor()
  const clients = page.getByRole('group', { name: 'Enabled applications' })
  await clients.getByRole('checkbox', { name: 'Another app' }).check()
  await save(page)
  const enabled = (await browser.call(`/api/v2/connections/${id}/clients`)).body.clients
  assert.ok(enabled.some((client: { client_id: string }) => client.client_id === other.client_id))
  await start(server)
  assert.match(gateway.requests.at(-1)?.body ?? '', /"body":"\d{8} ✓ /)
})

test('connections fit a narrow window and are accessible in the dark; a viewer sees them and can change nothing', async (t) => {
  const server = await startPortalServer(t)
  // An empty SID is no account: the page shows the provider that sends.
  const connection = await smsConnection(await signIn(server))
  const options = { ...connection.options, twilio_sid: '', twilio_token: 'left over' }
  const at = `/api/v2/connections/${connection.id}`
  const token = await server.managementToken()
  assert.equal((await server.call(at, { method: 'PATCH', token, body: { options } })).status, 200)
  const page = await openPortal(t, server, '/connections', { width: 360, dark: true })
  const row = page.getByRole('link', { name: 'sms', exact: true })
  await row.waitFor()
  await assertFitsWindow(page)
  await assertAccessible(page)
  await row.click()
  assert.equal(await page.getByRole('radio', { name: 'Tenant phone provider' }).isChecked(), true)
  await page.getByRole('radio', { name: 'SMS gateway' }).click()
  await page.getByRole('radio', { name: /^Bearer/ }).check()
  await page.getByText(/^1 segment/).waitFor()
  await assertFitsWindow(page)
  await assertAccessible(page)

  const owner = await signIn(server)
  const viewer = await addAdministrator(server, owner, 'viewer')
  const { id } = await smsConnection(owner)
  const { email } = viewer.administrator
  const seen = await openPortal(t, server, `/connections/${id}`, {
    as: { email, password: viewer.password },
  })
  await seen.getByText('Your role has read-only access').waitFor()
  assert.equal(await seen.getByRole('button', { name: /^(Save|Delete)$/ }).count(), 0)
  assert.equal(await seen.getByRole('textbox', { name: 'Message' }).isDisabled(), true)
  assert.equal(await seen.getByRole('radio', { name: 'Twilio' }).isDisabled(), true)
  await seen.getByRole('link', { name: 'All connections' }).click()
  await seen.getByRole('link', { name: 'sms', exact: true }).waitFor()
  assert.equal(await seen.getByRole('button', { name: 'Create connection' }).count(), 0)
  const path = `/api/v2/connections/${id}`
  assert.equal((await viewer.call(path, { method: 'PATCH', body: { options: {} } })).status, 403)
  assert.equal((await viewer.call(path, { method: 'DELETE' })).status, 403)
})
