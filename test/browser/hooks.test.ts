// Hooks in the portal, in the words of the page that describes them: the Send Phone Message Hook from its starter code to
// the code of a second factor that it delivers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeEditor, pasteCode } from '#test/support/code-editor.ts'
import { startGateway } from '#test/support/gateway.ts'
import { prepareMfa } from '#test/support/mfa.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal } from '#test/support/portal-page.ts'
import { startRegistry } from '#test/support/registry.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const phoneNumber = '+442079460311'
const secret = 'a value that nobody is shown'
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
  await page.getByText('No Hooks yet.').waitFor()
  await page.getByRole('button', { name: 'Create Hook' }).click()
  await assertAccessible(page, 'the dialog that creates a Hook')
  await page.getByRole('textbox', { name: 'Name' }).fill('my hook')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'my-hook', level: 1 }).waitFor()
  const code = page.getByRole('textbox', { name: 'Hook code' })
  await code.waitFor()

  // When you run a Hook based on the starter code …
  await page.getByRole('button', { name: 'Run' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await response.getByText(/"MessageID": "[0-9a-f-]{36}"/).waitFor()

  await pasteCode(page, 'Hook code', script(gateway.url))
  await page.getByText('Running the code saves your changes first.').waitFor()
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('textbox', { name: 'Name of secret 1' }).fill('API_KEY')
  await page.getByRole('textbox', { name: 'Value of API_KEY' }).fill('the key of the gateway')
  await page.getByRole('button', { name: 'Add package' }).click()
  await page.getByRole('textbox', { name: 'Name of package 1' }).fill('words')
  await page.getByRole('textbox', { name: 'Version of words' }).fill('2.0.0')
  await pasteCode(page, 'Sample parameters', '{ "recipient": "1-808-555-0199" ')
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText(/Invalid JSON/).waitFor()
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
  await page.getByRole('switch', { name: 'Enabled' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('You have unsaved changes.').first().waitFor({ state: 'detached' })

  const mfaToken = await mfa.beginLogin(phoneNumber)
  const { body: enrolled, text } = await mfa.associate(mfaToken, phoneNumber)
  assert.ok(enrolled.oob_code, text)
  const sent = await gateway.waitForRequest(({ body }) => body.includes(phoneNumber))
  assert.partialDeepStrictEqual(sent.json, { recipient: phoneNumber, action: 'enrollment', word: 'hello' })
  const { status } = await mfa.verifyOob(mfaToken, enrolled.oob_code, codeIn(sent.json))
  assert.equal(status, 200)
})

test('a Hook that is there', async (t) => {
  const server = await startPortalServer(t)
  const token = await server.managementToken()
  const ask = async (path: string, body?: unknown) => {
    const answer = await server.call(`/api/v2/hooks${path}`, { token, body })
    assert.ok(answer.status < 300, answer.text)
    return answer.body
  }
  const scriptOf = (word: string) =>
    `module.exports = (recipient, text, context, cb) => cb(null, '${word}')\n`
  const create = async (name: string): Promise<string> => {
    const { id } = await ask('', { name, triggerId: 'send-phone-message', script: scriptOf('first') })
    await ask(`/${id}/secrets`, { API_KEY: secret })
    return id
  }

  await t.test('is the only one that is enabled, and shows nobody its secrets', async (t) => {
    const ids = [await create('one'), await create('two')]
    const page = await openPortal(t, server, '/hooks')
    await page.getByRole('button', { name: 'Enable one' }).click()
    await page.getByRole('button', { name: 'Disable one' }).waitFor()
    await page.getByRole('button', { name: 'Enable two' }).click()
    await page.getByRole('button', { name: 'Disable two' }).waitFor()
    await page.getByRole('button', { name: 'Enable one' }).waitFor()
    await page.getByRole('link', { name: 'two', exact: true }).click()
    await page.getByRole('button', { name: 'Replace the value of API_KEY' }).waitFor()
    assert.ok(!(await page.content()).includes(secret))
    await page.getByRole('button', { name: 'Remove API_KEY' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await notification(page, 'Saved.').waitFor()
    assert.deepEqual(await ask(`/${ids[1]}/secrets`), {})
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete Hook' }).click()
    await page.getByRole('link', { name: 'one', exact: true }).waitFor()
    await page.getByRole('link', { name: 'two', exact: true }).waitFor({ state: 'detached' })
  })

  await t.test(
    'is not saved when it is not built, and says at its line why, and where a run failed',
    async (t) => {
      const id = await create('mistaken')
      const page = await openPortal(t, server, `/hooks/${id}`, { expectedErrors: ['400 (Bad Request)'] })
      const problems = page.getByRole('alert', { name: 'Problems in Hook code' })
      await pasteCode(page, 'Hook code', `${scriptOf('second')}let y = = 2\n`)
      await page.getByRole('button', { name: 'Run' }).click()
      await problems.getByText('Line 2, column 9').waitFor()
      assert.equal((await ask(`/${id}`)).script, scriptOf('first'))
      await codeEditor(page, 'Hook code').locator('.squiggly-error').first().waitFor()
      await pasteCode(
        page,
        'Hook code',
        `module.exports = (recipient, text, context, cb) => {\n  missing()\n}\n`,
      )
      await page.getByRole('button', { name: 'Run' }).click()
      await problems.getByText('Line 2, column 3: ReferenceError: missing is not defined').waitFor()
    },
  )

  await t.test('is not overwritten by who did not see the last change', async (t) => {
    const id = await create('shared')
    const page = await openPortal(t, server, `/hooks/${id}`, {
      expectedErrors: ['412 (Precondition Failed)'],
    })
    await pasteCode(page, 'Hook code', scriptOf('mine'))
    const colleague = await openPortal(t, server, `/hooks/${id}`)
    await pasteCode(colleague, 'Hook code', scriptOf('theirs'))
    await colleague.getByRole('button', { name: 'Save' }).click()
    await notification(colleague, 'Saved.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
    await conflict.getByText("'theirs'").waitFor()
    assert.equal((await ask(`/${id}`)).script, scriptOf('theirs'))
    await conflict.getByRole('button', { name: 'Overwrite with my version' }).click()
    await notification(page, 'Saved.').waitFor()
    assert.equal((await ask(`/${id}`)).script, scriptOf('mine'))
  })

  await t.test('is shown to a viewer, who cannot change, run or enable it', async (t) => {
    const id = await create('seen')
    const viewer = await addAdministrator(server, await signIn(server), 'viewer')
    const page = await openPortal(t, server, `/hooks/${id}`, {
      as: { email: viewer.administrator.email, password: viewer.password },
    })
    await codeEditor(page, 'Hook code').getByText("'first'").waitFor()
    for (const name of ['Save', 'Run', 'Delete']) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, name)
    }
    assert.equal(await page.getByRole('switch', { name: 'Enabled' }).isDisabled(), true)
    await page.getByRole('link', { name: 'All Hooks' }).click()
    await page.getByRole('link', { name: 'seen' }).waitFor()
    assert.equal(await page.getByRole('button', { name: /Enable|Create/ }).count(), 0)
  })
})

function codeIn(json: unknown): string {
  assert.ok(typeof json === 'object' && json !== null && 'code' in json && typeof json.code === 'string')
  return json.code
}
