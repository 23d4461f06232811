// Authgear's guide "Webhook/Custom Script", steps 1 to 4, in a browser. What stands in quotation marks is the guide's.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { pasteCode, readClipboard, readCode } from '#test/support/code-editor.ts'
import { type GatewayRequest, startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { owner, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

interface Payload {
  readonly to: string
  readonly template_variables: { readonly code: string }
}
const payloadOf = ({ body }: GatewayRequest): Payload => JSON.parse(body)

const signatureOf = ({ body }: GatewayRequest, secret: string) =>
  createHmac('sha256', secret).update(body).digest('hex')

const phoneNumber = '+442079460123'

const start = (server: TestServer, more: object = {}) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber, ...more },
  })

/** A server whose provider is switched off, as Authgear's is before the guide. */
async function startWithoutProvider(t: TestContext): Promise<TestServer> {
  const server = await startPortalServer(t)
  const body = { kind: 'inbox', disabled: true }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  return server
}

/** Steps 1 and 2, up to the card. */
async function selectProvider(page: Page, card: 'Webhook' | 'Custom JS/TS'): Promise<void> {
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
async function sendTest(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Test' })
  await dialog.getByRole('textbox', { name: 'Phone number' }).fill('020 7946 0123')
  await dialog.getByRole('button', { name: 'Send' }).click()
  return dialog
}

async function confirmPassword(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await dialog.getByRole('textbox', { name: `Password of ${owner.email}` }).fill(owner.password)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notification(page, 'Saved.').waitFor()
}

const saved = async (server: TestServer) => (await callNative(server, '/phone-provider')).body

test('step by step, a Webhook is set up, tested and used; its requests are signed with the key that is shown', async (t) => {
  const server = await startWithoutProvider(t)
  const gateway = await startGateway(t)
  gateway.answer({ body: { code: 'ok' } })
  const page = await openPortal(t, server, '/', { expectedErrors: [/status of 403/] })
  await selectProvider(page, 'Webhook')

  // Step 3. "Webhook Endpoint: enter the full URL"
  await page.getByRole('textbox', { name: 'Webhook Endpoint' }).fill(`${gateway.url}/send-sms`)
  // "JSON Payload Sample: this section shows the structure of the JSON payload."
  const sample = await page.getByRole('region', { name: 'JSON Payload Sample' }).innerText()
  // "Timeout: enter a value between 1 to 60."
  const timeout = page.getByRole('textbox', { name: 'Timeout (Seconds)' })
  assert.equal(await timeout.inputValue(), '30')
  for (const wrong of ['0', '61', '']) {
    await timeout.fill(wrong)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Type a whole number from 1 to 60').waitFor()
    assert.equal((await saved(server)).kind, 'inbox', 'nothing was saved')
  }
  await assertAccessible(page)
  await timeout.fill('60')
  // Step 4. "click on the Save button to save your new custom provider settings"
  await save(page)
  assert.deepEqual(await saved(server), {
    kind: 'webhook',
    delivery_methods: ['text'],
    disabled: false,
    webhook: { url: `${gateway.url}/send-sms`, timeout: 60 },
  })

  const dialog = await sendTest(page)
  await dialog.getByText('Accepted', { exact: true }).waitFor()
  const tested = await gateway.waitForRequest()
  assert.equal(payloadOf(tested).to, phoneNumber)
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  assert.equal((await start(server)).status, 200)
  const received = await gateway.waitForRequest(({ body }) => !body.includes('000000'))
  const { code } = payloadOf(received).template_variables
  assert.deepEqual(JSON.parse(sample.replaceAll('123456', code)), received.json, 'the sample is what comes')

  const key = page.getByRole('textbox', { name: 'Webhook Signature Secret Key' })
  const masked = await key.inputValue()
  assert.match(masked, /^•+$/)
  await page.getByRole('button', { name: 'Reveal Webhook Signature Secret Key' }).click()
  await confirmPassword(page)
  await page.getByRole('button', { name: 'Hide Webhook Signature Secret Key' }).waitFor()
  const secret = await key.inputValue()
  assert.equal(received.headers['x-authgear-body-signature'], signatureOf(received, secret))
  await page.getByRole('button', { name: 'Copy Webhook Signature Secret Key' }).click()
  assert.equal(await readClipboard(page), secret)
  await page.getByRole('button', { name: 'Hide Webhook Signature Secret Key' }).click()
  assert.equal(await key.inputValue(), masked)

  await page.getByRole('button', { name: 'Rotate' }).click()
  const question = page.getByRole('dialog', { name: 'Replace the key?' })
  await question.getByRole('checkbox', { name: 'Stop the key before at once' }).check()
  await question.getByRole('button', { name: 'Replace the key' }).click()
  await notification(page, 'There is a new key.').waitFor()
  await page.getByRole('button', { name: 'Reveal Webhook Signature Secret Key' }).click()
  await page.getByRole('button', { name: 'Hide Webhook Signature Secret Key' }).waitFor()
  const newSecret = await key.inputValue()
  assert.notEqual(newSecret, secret)
  assert.equal((await start(server)).status, 200)
  const latest = gateway.requests.at(-1)
  assert.ok(latest)
  assert.equal(latest.headers['x-authgear-body-signature'], signatureOf(latest, newSecret))
})

// "The default sample code can be used as a good base for starting out"
const defaultSample = `import { CustomSMSGatewayPayload, CustomSMSGatewayResponse } from "https://deno.land/x/authgear_deno_hook@v1.5.0/mod.ts";

export default async function (e: CustomSMSGatewayPayload): Promise<CustomSMSGatewayResponse> {
  const body = JSON.stringify(e);
  const response = await fetch("https://some.sms.gateway", {
    method: "POST",
    body: body,
  });

  if (!response.ok) {
    return {
      code: "delivery_rejected",
    }
  }

  return {
    code: "ok",
  }
}
`

test('step by step, a Custom JS/TS script delivers; one with a mistake is not saved, and the mistake is shown at its line', async (t) => {
  const server = await startWithoutProvider(t)
  const gateway = await startGateway(t)
  const page = await openPortal(t, server, '/', { expectedErrors: [/status of 422/] })
  await selectProvider(page, 'Custom JS/TS')

  // Step 3. "Implement the logic ... in the Custom script editor."
  const editor = page.getByRole('textbox', { name: 'Custom script' })
  assert.equal(await readCode(page, 'Custom script'), defaultSample)
  const wrong = defaultSample.replace('code: "ok"', 'code: "sent"')
  await pasteCode(page, 'Custom script', wrong)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const problems = page.getByRole('alert', { name: 'Problems in Custom script' })
  await problems.getByText(/^Line 17, column \d+: .*"sent"/).waitFor()
  assert.equal((await saved(server)).kind, 'inbox', 'nothing was saved')
  assert.equal(await readCode(page, 'Custom script'), wrong, 'what was typed stays')
  await editor.press('ArrowRight')
  await assertAccessible(page)

  // "Replace https://some.sms.gateway with the actual endpoint for your SMS provider."
  const script = defaultSample
    .replace('"https://some.sms.gateway"', 'Deno.env.get("GATEWAY") ?? ""')
    .replace('  const body', '  console.log("to " + e.to);\n  const body')
    .replace('code: "delivery_rejected"', 'code: "delivery_rejected",\n      provider_error_code: "E7"')
  await pasteCode(page, 'Custom script', script)
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('textbox', { name: 'Name of secret 1' }).fill('GATEWAY')
  await page.getByRole('textbox', { name: 'Value of GATEWAY' }).fill(`${gateway.url}/texts`)

  // A test before anything is saved. "This is an optional field to include an error code that could appear on ... Portal"
  gateway.answerNext({ status: 500 })
  const dialog = await sendTest(page)
  await dialog.getByText('Failed', { exact: true }).waitFor()
  await dialog.getByText('Provider error code E7').waitFor()
  await dialog.getByText(/^\d+ ms$/).waitFor()
  await dialog.getByRole('log', { name: 'Console' }).getByText(`to ${phoneNumber}`).waitFor()
  assert.equal((await saved(server)).kind, 'inbox', 'a test saves nothing')
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  // Step 4. "Finally, click on the Save button"; it also deploys.
  await page.getByText('Saving also deploys.').waitFor()
  await save(page)
  await page.getByText('Deployed', { exact: true }).waitFor()
  const now = await saved(server)
  assert.deepEqual([now.kind, now.script.source, now.script.timeout], ['script', script, 30])
  assert.deepEqual(Object.keys(now.script.secrets), ['GATEWAY'])
  assert.equal((await start(server)).status, 200)
  const received = await gateway.waitForRequest(({ body }) => !body.includes('000000'))
  assert.equal(received.path, '/texts')
  assert.equal(payloadOf(received).to, phoneNumber)
})
