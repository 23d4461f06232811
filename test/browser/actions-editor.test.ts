// The code editor: where it loads, what it knows of the code, and that it lets whoever has only a keyboard out again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { codeEditor, pasteCode } from '#test/support/code-editor.ts'
import { owner, startPortalServer } from '#test/support/portal.ts'
import { openPortal, portalUrl } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

async function create(server: TestServer, path: string, body: object): Promise<string> {
  const answer = await server.call(`/api/v2${path}`, { token: await server.managementToken(), body })
  assert.equal(answer.status, 201, answer.text)
  return answer.body.id
}

/** What is proposed behind what the code ends with. */
async function proposalsAfter(page: Page, label: string, code: string): Promise<readonly string[]> {
  await pasteCode(page, label, code)
  const list = page.locator('.suggest-widget.visible')
  // Who asks before the types are loaded is told that there is nothing, and asks again.
  await waitFor('proposals', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Space')
    const rows = list.locator('.monaco-list-row')
    return rows
      .first()
      .waitFor({ timeout: 3_000 })
      .then(
        () => true,
        () => false,
      )
  })
  const names = await list.locator('.monaco-list-row .label-name').allInnerTexts()
  await page.keyboard.press('Escape')
  return names
}

test('the code editor', async (t) => {
  const server = await startPortalServer(t)
  const createAction = (trigger: string, name: string) =>
    create(server, '/actions/actions', {
      name,
      supported_triggers: [{ id: trigger }],
      code: 'exports.onExecute = async () => {}',
    })

  await t.test('loads where an editor shows, and nowhere else', async (t) => {
    const id = await createAction('custom-phone-provider', 'Loaded')
    const page = await openPortal(t, server, '/sign-in', { as: null, expectedErrors: ['401 (Unauthorized)'] })
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(request.url()))
    const editorFiles = () => loaded.filter((url) => /monaco|editor|worker|codicon/.test(url))
    await page.getByRole('textbox', { name: 'Email address' }).fill(owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Actions' }).click()
    await page.getByRole('link', { name: 'Loaded' }).waitFor()
    await page.waitForLoadState('networkidle')
    assert.deepEqual(editorFiles(), [])
    await page.getByRole('link', { name: 'Loaded' }).click()
    await codeEditor(page, 'Action code').waitFor()
    assert.ok(editorFiles().some((url) => url.includes('monaco-editor')))
    assert.equal(page.url(), portalUrl(server, `/actions/${id}`))
    assert.ok(loaded.every((url) => url.startsWith(server.url)))
  })

  await t.test('completes the event and the API of an Action, and underlines a wrong type', async (t) => {
    const label = 'Action code'
    const page = await openPortal(
      t,
      server,
      `/actions/${await createAction('custom-phone-provider', 'Provider')}`,
    )
    const begin = 'exports.onExecuteCustomPhoneProvider = async (event, api) => {\n  '
    const members = await proposalsAfter(page, label, `${begin}event.`)
    assert.deepEqual(members.slice(0, 3), ['client', 'connection', 'custom_domain'])
    assert.deepEqual(await proposalsAfter(page, label, `${begin}api.notification.`), ['drop', 'retry'])
    const mistakes = codeEditor(page, label).locator('.squiggly-error')
    await pasteCode(page, label, `${begin}const wrong = event.notification.recipient * 2\n}\n`)
    await mistakes.first().waitFor()
    await pasteCode(page, label, `${begin}const right = event.notification.recipient.length * 2\n}\n`)
    await mistakes.first().waitFor({ state: 'detached' })

    await page.goto(
      portalUrl(server, `/actions/${await createAction('send-phone-message', 'Second factor')}`),
    )
    const other = 'exports.onExecuteSendPhoneMessage = async (event, api) => {\n  '
    const options = await proposalsAfter(page, label, `${other}event.message_options.`)
    assert.deepEqual(options, ['action', 'code', 'message_type', 'recipient', 'text'])
  })

  await t.test("completes a Hook's context and the payload of a Custom JS/TS script", async (t) => {
    const hook = await create(server, '/hooks', {
      name: 'completed',
      triggerId: 'send-phone-message',
      script: 'module.exports = () => {}',
    })
    const page = await openPortal(t, server, `/hooks/${hook}`)
    const begin = 'module.exports = function(recipient, text, context, cb) {\n  '
    const members = await proposalsAfter(page, 'Hook code', `${begin}context.`)
    assert.deepEqual(members.slice(0, 3), ['action', 'client', 'code'])

    await page.goto(portalUrl(server, '/advanced/custom-sms-gateway'))
    await page.getByRole('radio', { name: 'Custom JS/TS' }).click()
    const script = (line: string) =>
      `import { CustomSMSGatewayPayload } from "https://deno.land/x/authgear_deno_hook@v1.5.0/mod.ts"\nexport default async function (e: CustomSMSGatewayPayload) {\n  ${line}`
    const payload = await proposalsAfter(page, 'Custom script', script('e.'))
    assert.deepEqual(payload.slice(0, 3), ['app_id', 'body', 'language_tag'])
    await pasteCode(page, 'Custom script', script('const n: number = e.to\n}\n'))
    await codeEditor(page, 'Custom script').locator('.squiggly-error').first().waitFor()
  })

  await t.test('lets whoever has only a keyboard in and out again', async (t) => {
    const page = await openPortal(
      t,
      server,
      `/actions/${await createAction('custom-phone-provider', 'Keys')}`,
    )
    await codeEditor(page, 'Action code').waitFor()
    const isFocused = (name: string) =>
      page
        .getByRole('textbox', { name })
        .evaluate((element) => element.ownerDocument.activeElement === element)
    await page.getByRole('combobox', { name: 'Runtime' }).focus()
    await page.keyboard.press('Tab')
    assert.equal(await isFocused('Action code'), true)
    await page.keyboard.press('Tab')
    assert.equal(await isFocused('Action code'), true, 'Tab indents')
    await page.keyboard.press('Control+M')
    await page.keyboard.press('Tab')
    assert.equal(await isFocused('Action code'), false)
    await page.keyboard.press('Shift+Tab')
    assert.equal(await isFocused('Action code'), true)
    await page.keyboard.press('Shift+Tab')
    assert.equal(await isFocused('Action code'), false)
  })
})
