// The screens of Actions and Hooks in the dark and on a phone. What they are at first, the tests of what they do look at.

import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { codeEditor } from '#test/support/code-editor.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, openPortal, portalUrl } from '#test/support/portal-page.ts'

test('the screens of Actions and Hooks fit and can be used by everyone', async (t) => {
  const server = await startPortalServer(t)
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  const trigger = { id: 'send-phone-message', version: 'v2' }
  const code = 'exports.onExecuteSendPhoneMessage = async () => {}\n'
  const name = 'An Action with a long name that says what it does'
  const id = await deployAction(ask, { name, trigger, code, secrets: { API_KEY: 'a value' } })
  const { body } = await ask(`/actions/actions/${id}/versions`)
  const bindings = [{ ref: { type: 'action_id', value: id } }]
  await ask('/actions/triggers/send-phone-message/bindings', 'PATCH', { bindings })
  await ask(`/actions/actions/${id}`, 'PATCH', { code: `// Another one.\n${code}` })
  const { body: hook } = await ask('/hooks', 'POST', {
    name: 'a-hook',
    triggerId: 'send-phone-message',
    script: 'module.exports = (recipient, text, context, cb) => cb()',
    enabled: true,
  })

  const screens: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    ['/actions', (page) => page.getByRole('link', { name }).waitFor()],
    ['/actions', (page) => page.getByRole('button', { name: 'Create Action' }).click()],
    [
      `/actions/${id}?compare=${body.versions[0].id}`,
      (page) => page.locator('.monaco-diff-editor .view-line').first().waitFor(),
    ],
    ['/actions/triggers/send-phone-message', (page) => page.getByRole('link', { name }).waitFor()],
    ['/hooks', (page) => page.getByRole('link', { name: 'a-hook' }).waitFor()],
    [`/hooks/${hook.id}`, (page) => codeEditor(page, 'Hook code').waitFor()],
  ]
  for (const look of [{ dark: true }, { width: 360 }]) {
    await t.test(JSON.stringify(look), async (t) => {
      const page = await openPortal(t, server, '/actions', look)
      for (const [path, open] of screens) {
        await page.goto(portalUrl(server, path))
        await open(page)
        await assertAccessible(page)
        await assertFitsWindow(page)
      }
    })
  }
})
