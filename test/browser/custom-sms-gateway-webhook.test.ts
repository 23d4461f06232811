// Authgear's guide "Webhook/Custom Script", steps 1 to 4, in a browser: a Webhook. What stands in quotation marks is
// the guide's.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { readClipboard } from '#test/support/code-editor.ts'
import {
  payloadOf,
  phoneNumber,
  savedProvider,
  saveProvider,
  selectProvider,
  sendTest,
  startLogin,
  startWithoutProvider,
} from '#test/support/custom-sms-gateway.ts'
import { type GatewayRequest, startGateway } from '#test/support/gateway.ts'
import { owner } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal } from '#test/support/portal-page.ts'
import { waitFor } from '#test/support/wait-for.ts'

const signatureOf = ({ body }: GatewayRequest, secret: string) =>
  createHmac('sha256', secret).update(body).digest('hex')

async function confirmPassword(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: "Confirm it's you" })
  await dialog.getByRole('textbox', { name: `Password for ${owner.email}` }).fill(owner.password)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
}

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
    await page.getByText('Enter a whole number from 1 to 60', { exact: true }).waitFor()
    assert.equal((await savedProvider(server)).kind, 'inbox', 'nothing was saved')
  }
  await assertAccessible(page)
  await timeout.fill('60')
  // Step 4. "click on the Save button to save your new custom provider settings"
  await saveProvider(page)
  assert.deepEqual(await savedProvider(server), {
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

  assert.equal((await startLogin(server)).status, 200)
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
  await waitFor('the key to be masked again', async () => (await key.inputValue()) === masked)

  await page.getByRole('button', { name: 'Rotate' }).click()
  const question = page.getByRole('dialog', { name: 'Rotate key?' })
  await question.getByRole('checkbox', { name: 'Revoke the previous key immediately' }).check()
  await question.getByRole('button', { name: 'Rotate key' }).click()
  await notification(page, 'Key rotated.').waitFor()
  await page.getByRole('button', { name: 'Reveal Webhook Signature Secret Key' }).click()
  await page.getByRole('button', { name: 'Hide Webhook Signature Secret Key' }).waitFor()
  const newSecret = await key.inputValue()
  assert.notEqual(newSecret, secret)
  assert.equal((await startLogin(server)).status, 200)
  const latest = gateway.requests.at(-1)
  assert.ok(latest)
  assert.equal(latest.headers['x-authgear-body-signature'], signatureOf(latest, newSecret))
})
