// Actions in the portal: the custom phone provider from its starter code to the message that it delivers, and what is
// done with an Action afterwards.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { pasteCode } from '#test/support/code-editor.ts'
import { startGateway } from '#test/support/gateway.ts'
import { prepareMfa } from '#test/support/mfa.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { notification, openPortal } from '#test/support/portal-page.ts'
import { startRegistry } from '#test/support/registry.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const phoneNumber = '+442079460321'
const code = (url: string) => `const words = require('words')

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  console.log('delivering by', event.notification.delivery_method)
  const response = await fetch('${url}/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + event.secrets.API_KEY },
    body: JSON.stringify({ to: event.notification.recipient, text: event.notification.as_text, word: words.hello }),
  })
  if (!response.ok) throw new Error('the gateway answered ' + response.status)
}
`

test('a custom phone provider: made at the phone provider, as the dialog for other Actions says, tested, deployed, and what delivers', async (t) => {
  const registry = await startRegistry(t, [
    { name: 'words', version: '2.0.0', files: { 'index.js': "exports.hello = 'hello'" } },
  ])
  Object.assign(process.env, {
    npm_config_registry: registry.url,
    npm_config_cache: await tempFolder(t),
    npm_config_userconfig: `${await tempFolder(t)}/npmrc`,
  })
  const gateway = await startGateway(t)
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/actions')

  await page.getByText('No Actions yet.').waitFor()
  await page.getByRole('button', { name: 'Create Action' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create Action' })
  await dialog.getByRole('combobox', { name: 'Trigger' }).click()
  assert.deepEqual(await page.getByRole('option').allInnerTexts(), ['Send Phone Message'])
  await page.keyboard.press('Escape')
  await dialog.getByRole('link', { name: 'Branding > Phone Provider > Custom' }).click()
  await page.getByRole('radio', { name: 'Custom (Action)' }).check()
  await page.getByRole('button', { name: 'Edit in Expanded Editor' }).click()

  await page.getByRole('heading', { name: 'Custom Phone Provider', level: 1 }).waitFor()
  const editor = page.getByRole('textbox', { name: 'Action code' })
  await editor.waitFor()
  await page.getByText('exports.onExecuteCustomPhoneProvider').waitFor()
  await pasteCode(page, 'Action code', code(gateway.url))
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('textbox', { name: 'Name of secret 1' }).fill('API_KEY')
  await page.getByRole('textbox', { name: 'Value of API_KEY' }).fill('the key of the gateway')
  await page.getByRole('button', { name: 'Add package' }).click()
  await page.getByRole('textbox', { name: 'Name of package 1' }).fill('words')
  await page.getByRole('textbox', { name: 'Version of words' }).fill('2.0.0')

  // Running the code requires a save.
  gateway.answerNext({ status: 503 })
  await page.getByText('Running the code saves your changes first.').waitFor()
  await page.getByRole('button', { name: 'Run' }).click()
  await notification(page, 'Draft saved.').waitFor()
  await page.getByText('Error: the gateway answered 503').first().waitFor()
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText('Succeeded').waitFor()
  assert.match(await page.getByRole('log', { name: 'Console' }).innerText(), /delivering by text/)
  assert.equal(gateway.requests[1]?.headers.authorization, 'Bearer the key of the gateway')
  assert.partialDeepStrictEqual(gateway.requests[1]?.json, { to: '+18085550155', word: 'hello' })

  await page.getByText('No version is deployed.').waitFor()
  await page.getByRole('button', { name: 'Deploy' }).click()
  await notification(page, 'Version 1 deployed.').waitFor()
  await page.getByRole('link', { name: 'Back to Phone Provider' }).click()
  await page.getByRole('radio', { name: 'Custom (Action)' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, /^Saved/).waitFor()

  const started = await server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })
  assert.equal(started.status, 200, started.text)
  const sent = await gateway.waitForRequest(({ body }) => body.includes(phoneNumber))
  assert.partialDeepStrictEqual(sent.json, { to: phoneNumber, word: 'hello' })
})

test('an Action that is bound to Send Phone Message delivers the codes of second factors', async (t) => {
  const gateway = await startGateway(t)
  const server = await startPortalServer(t)
  const mfa = await prepareMfa(server)
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  await ask('/guardian/factors/phone/selected-provider', 'PUT', { provider: 'phone-message-hook' })
  for (const name of ['first', 'second']) {
    await deployAction(ask, {
      name,
      trigger: { id: 'send-phone-message', version: 'v2' },
      code: `exports.onExecuteSendPhoneMessage = (event) =>
        fetch('${gateway.url}/${name}', { method: 'POST', body: event.message_options.recipient })`,
    })
  }
  const page = await openPortal(t, server, '/actions')
  await page.getByRole('link', { name: 'Bindings for Send Phone Message' }).click()
  await page.getByText('No Actions are bound to this trigger.').waitFor()
  for (const name of ['first', 'second']) {
    await page.getByRole('combobox', { name: 'Action' }).click()
    await page.getByRole('option', { name }).click()
    await page.getByRole('button', { name: 'Bind', exact: true }).click()
  }
  await page.getByRole('button', { name: 'Move second up' }).click()
  await page.getByRole('button', { name: 'Remove first' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()

  await mfa.associate(await mfa.beginLogin(phoneNumber), phoneNumber)
  assert.deepEqual(
    gateway.requests.map(({ path, body }) => [path, body]),
    [['/second', phoneNumber]],
  )
})
