// Authgear's guide "Webhook/Custom Script", steps 1 to 4, in a browser: a script. What stands in quotation marks is the
// guide's.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeEditor, pasteCode, readCode } from '#test/support/code-editor.ts'
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
import { startGateway } from '#test/support/gateway.ts'
import { assertAccessible, openPortal } from '#test/support/portal-page.ts'
import { startRegistry } from '#test/support/registry.ts'

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

test('step by step, a Custom JS/TS script delivers with its secret and its package; a mistake is shown at its line and not saved', async (t) => {
  const registry = await startRegistry(t, [
    {
      name: 'greeting',
      version: '1.2.0',
      files: { 'index.js': 'exports.greet = (text) => "Hello. " + text' },
    },
  ])
  process.env.npm_config_registry = registry.url
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
  assert.equal((await savedProvider(server)).kind, 'inbox', 'nothing was saved')
  assert.equal(await readCode(page, 'Custom script'), wrong, 'what was typed stays')
  await editor.press('ArrowRight')
  await assertAccessible(page)

  // "Replace https://some.sms.gateway with the actual endpoint for your SMS provider."
  const script = `import { greet } from "npm:greeting";\n${defaultSample}`
    .replace('JSON.stringify(e)', 'JSON.stringify({ ...e, body: greet(e.body) })')
    .replace('"https://some.sms.gateway"', 'Deno.env.get("GATEWAY") ?? ""')
    .replace('  const body', '  console.log("to " + e.to);\n  const body')
    .replace('code: "delivery_rejected"', 'code: "delivery_rejected",\n      provider_error_code: "E7"')
  await pasteCode(page, 'Custom script', script)
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('textbox', { name: 'Name of secret 1' }).fill('GATEWAY')
  await page.getByRole('textbox', { name: 'Value of GATEWAY' }).fill(`${gateway.url}/texts`)
  await page.getByRole('button', { name: 'Add package' }).click()
  await page.getByRole('textbox', { name: 'Name of package 1' }).fill('greeting')
  await page.getByRole('textbox', { name: 'Version of greeting' }).fill('1.2.0')

  // A test before anything is saved. "This is an optional field to include an error code that could appear on ... Portal"
  gateway.answerNext({ status: 500 })
  const dialog = await sendTest(page)
  await dialog.getByText('Failed', { exact: true }).waitFor()
  await dialog.getByText('Provider error code E7').waitFor()
  await dialog.getByText(/^\d+ ms$/).waitFor()
  await dialog.getByRole('log', { name: 'Console' }).getByText(`to ${phoneNumber}`).waitFor()
  assert.equal((await savedProvider(server)).kind, 'inbox', 'a test saves nothing')
  await assertAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  // Step 4. "Finally, click on the Save button"; it also deploys.
  await page.getByText('Saving also deploys.').waitFor()
  await saveProvider(page)
  await page.getByText('Deployed', { exact: true }).waitFor()
  const now = await savedProvider(server)
  assert.deepEqual([now.kind, now.script.source, now.script.timeout], ['script', script, 30])
  assert.deepEqual(Object.keys(now.script.secrets), ['GATEWAY'])
  assert.equal((await startLogin(server)).status, 200)
  const received = await gateway.waitForRequest(({ body }) => !body.includes('000000'))
  assert.equal(received.path, '/texts')
  assert.match(payloadOf(received).body, /^Hello\. \d{6} is your login code/)
  assert.equal(payloadOf(received).to, phoneNumber)
})

test('plain JavaScript has no marks in the editor, is saved and delivers; with its first type it is TypeScript', async (t) => {
  const server = await startWithoutProvider(t)
  const gateway = await startGateway(t)
  const page = await openPortal(t, server, '/', { expectedErrors: [/status of 422/] })
  await selectProvider(page, 'Custom JS/TS')
  const marks = codeEditor(page, 'Custom script').locator('.squiggly-error')
  const script = `export default async function (e) {
  const last = (list) => list[list.length - 1];
  await fetch('${gateway.url}/js', { method: 'POST', body: last([e]).body });
  return { code: 'ok' };
}
`
  await pasteCode(page, 'Custom script', script.replace('(list)', '(list: string[])'))
  await marks.first().waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const problems = page.getByRole('alert', { name: 'Problems in Custom script' })
  await problems.getByText(/TS7006/).waitFor()
  await pasteCode(page, 'Custom script', script.replace('const last', 'const = last'))
  await problems.waitFor({ state: 'detached' })
  await marks.first().waitFor()
  await pasteCode(page, 'Custom script', script)
  await marks.first().waitFor({ state: 'detached' })
  await saveProvider(page)
  assert.equal((await startLogin(server)).status, 200)
  const received = await gateway.waitForRequest()
  assert.match(received.body, /^\d{6} is your login code/)
})
