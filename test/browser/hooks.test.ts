// Hooks in the portal, in the words of the page that describes them: the Send Phone Message Hook from its starter code to
// the code of a second factor that it delivers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pasteCode } from '#test/support/code-editor.ts'
import { startGateway } from '#test/support/gateway.ts'
import { prepareMfa } from '#test/support/mfa.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal } from '#test/support/portal-page.ts'
import { startRegistry } from '#test/support/registry.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const phoneNumber = '+442079460311'
const script = (url: string) => `const ipaddr = require('ipaddr.js@1.9.0')
const words = require('words')

module.exports = function(recipient, text, context, cb) {
  console.log('to', recipient, ipaddr.kind(context.request.ip))
  fetch('${url}/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + context.webtask.secrets.API_KEY },
    body: JSON.stringify({ recipient, text, code: context.code, action: context.action, word: words.hello }),
  }).then((response) => response.json()).then((answer) => cb(null, answer), cb)
}
`
const packages = [
  { name: 'ipaddr.js', version: '1.9.0', files: { 'index.js': "exports.kind = () => 'ipv6'" } },
  { name: 'words', version: '2.0.0', files: { 'index.js': "exports.hello = 'hello'" } },
]

test('the Send Phone Message Hook: written, run, enabled, and the one that delivers the codes', async (t) => {
  const registry = await startRegistry(t, packages)
  Object.assign(process.env, {
    npm_config_registry: registry.url,
    npm_config_cache: await tempFolder(t),
    npm_config_userconfig: `${await tempFolder(t)}/npmrc`,
  })
  const gateway = await startGateway(t)
  gateway.answer({ body: { MessageID: '998a9ad1-c9b9-4b85-97b1-ac0305aa5532' } })
  const server = await startPortalServer(t)
  const mfa = await prepareMfa(server)
  const page = await openPortal(t, server, '/settings/second-factor')

  // If you select the 'Custom' SMS delivery method, you must create a Send Phone Message Hook.
  await page.getByRole('radio', { name: 'Custom' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()

  await page.getByRole('link', { name: 'Hooks' }).click()
  await page.getByText('There is no Hook yet.').waitFor()
  await page.getByRole('button', { name: 'Create Hook' }).click()
  await assertAccessible(page, 'the dialog that creates a Hook')
  await page.getByRole('textbox', { name: 'Name' }).fill('my hook')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'my-hook', level: 1 }).waitFor()
  const code = page.getByRole('textbox', { name: 'Hook code' })
  await code.waitFor()
  await assertAccessible(page)

  // When you run a Hook based on the starter code …
  await page.getByRole('button', { name: 'Run' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await response.getByText('{}').waitFor()

  await pasteCode(page, 'Hook code', script(gateway.url))
  await page.getByText('Your changes are saved first.').waitFor()
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('textbox', { name: 'Name of secret 1' }).fill('API_KEY')
  await page.getByRole('textbox', { name: 'Value of API_KEY' }).fill('the key of the gateway')
  await page.getByRole('button', { name: 'Add package' }).click()
  await page.getByRole('textbox', { name: 'Name of package 1' }).fill('words')
  await page.getByRole('textbox', { name: 'Version of words' }).fill('2.0.0')
  await pasteCode(page, 'Sample parameters', '{ "recipient": "1-808-555-0199" ')
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText(/This is not JSON/).waitFor()
  await pasteCode(
    page,
    'Sample parameters',
    '{ "recipient": "1-808-555-0199", "context": { "code": "471147" } }',
  )
  await page.getByRole('button', { name: 'Run' }).click()
  await notification(page, 'Saved.').waitFor()
  await response.getByText('998a9ad1-c9b9-4b85-97b1-ac0305aa5532').waitFor()
  assert.match(await page.getByRole('log', { name: 'Console' }).innerText(), /to 1-808-555-0199 ipv6/)
  const [ran] = gateway.requests
  assert.equal(ran?.headers.authorization, 'Bearer the key of the gateway')
  assert.partialDeepStrictEqual(ran?.json, { recipient: '1-808-555-0199', code: '471147', word: 'hello' })
  await assertAccessible(page)
  await page.getByRole('switch', { name: 'Enabled' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('There are unsaved changes.').first().waitFor({ state: 'detached' })

  const mfaToken = await mfa.beginLogin(phoneNumber)
  const { body: enrolled, text } = await mfa.associate(mfaToken, phoneNumber)
  assert.ok(enrolled.oob_code, text)
  const sent = await gateway.waitForRequest(({ body }) => body.includes(phoneNumber))
  assert.partialDeepStrictEqual(sent.json, { recipient: phoneNumber, action: 'enrollment', word: 'hello' })
  const { status } = await mfa.verifyOob(mfaToken, enrolled.oob_code, codeIn(sent.json))
  assert.equal(status, 200)
})

function codeIn(json: unknown): string {
  assert.ok(typeof json === 'object' && json !== null && 'code' in json && typeof json.code === 'string')
  return json.code
}
