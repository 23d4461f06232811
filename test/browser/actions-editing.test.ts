// What happens to an Action once it is there: versions, mistakes, changes that are not saved, others who change it too.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import { codeEditor, pasteCode, readCode } from '#test/support/code-editor.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, notification, openPortal, portalUrl } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const secret = 'a value that nobody is shown'
const codeOf = (word: string) => `exports.onExecuteCustomPhoneProvider = async (event) => {
  console.log('${word}')
}
`

async function prepareAction(server: TestServer, name = 'My provider') {
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  const id = await deployAction(ask, { name, code: codeOf('first'), secrets: { API_KEY: secret } })
  return { id, ask, path: `/actions/${id}` }
}

test('an Action that is there', async (t) => {
  const server = await startPortalServer(t)

  await t.test('is changed, compared with what was deployed, and rolled back', async (t) => {
    const { id, ask, path } = await prepareAction(server)
    const page = await openPortal(t, server, path)
    await page.getByText('Version 1 is deployed.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Deploy' }).isDisabled(), true)
    await pasteCode(page, 'Action code', codeOf('second'))
    await page.getByRole('button', { name: 'Replace the value of API_KEY' }).click()
    await page.getByRole('textbox', { name: 'Value of API_KEY' }).fill('another value')
    await page.getByRole('button', { name: 'Deploy' }).click()
    await notification(page, 'Version 2 deployed.').waitFor()

    await page.getByRole('button', { name: 'Compare version 1 with the draft' }).click()
    const comparison = page.locator('.monaco-diff-editor')
    await comparison.getByText("'first'").waitFor()
    await comparison.getByText("'second'").waitFor()
    await assertAccessible(page, 'the comparison')

    await page.getByRole('button', { name: 'Roll back to version 1' }).click()
    await page.getByRole('checkbox', { name: 'Also replace the draft' }).check()
    await assertAccessible(page, 'the question before it is rolled back')
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    await notification(page, 'Version 3 deployed with the content of version 1.').waitFor()
    await comparison.waitFor({ state: 'detached' })
    await page.getByText('The code is the same.').waitFor()
    assert.match(await readCode(page, 'Action code'), /first/)
    assert.equal((await ask(`/actions/actions/${id}`)).body.deployed_version.code, codeOf('first'))

    await page.reload()
    await page.getByRole('textbox', { name: 'Name of API_KEY' }).waitFor()
    assert.ok(!(await page.content()).includes(secret))
  })

  await t.test('says at its line why it is not built and where it failed', async (t) => {
    const { path } = await prepareAction(server, 'Mistaken')
    const page = await openPortal(t, server, path)
    const problems = page.getByRole('alert', { name: 'Problems in Action code' })
    await pasteCode(page, 'Action code', `${codeOf('x')}let y = = 2\n`)
    await page.getByRole('button', { name: 'Save' }).click()
    await problems.getByText('Line 4, column 9').waitFor()
    await page.getByText('Build failed').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Deploy' }).isDisabled(), true)
    await codeEditor(page, 'Action code').locator('.squiggly-error').first().waitFor()

    await pasteCode(page, 'Action code', codeOf('x').replace('console', 'await null\n  missing\n  console'))
    await page.getByRole('button', { name: 'Run' }).click()
    await problems.getByText('Line 3, column 3: ReferenceError: missing is not defined').waitFor()
    await page.getByRole('region', { name: 'Response' }).getByText('ReferenceError').waitFor()
  })

  await t.test('is not left with changes, nor overwritten by who did not see the last ones', async (t) => {
    const { id, ask, path } = await prepareAction(server, 'Shared')
    const page = await openPortal(t, server, path, { expectedErrors: ['412 (Precondition Failed)'] })
    await pasteCode(page, 'Action code', codeOf('mine'))
    await page.getByText('You have unsaved changes.').waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await assertAccessible(page, 'the question before it is left')
    await page.keyboard.press('Escape')
    assert.equal(page.url(), portalUrl(server, path))
    assert.match(await readCode(page, 'Action code'), /mine/)

    const colleague = await openPortal(t, server, path)
    await pasteCode(colleague, 'Action code', codeOf('theirs'))
    await colleague.getByRole('button', { name: 'Save' }).click()
    await notification(colleague, 'Draft saved.').waitFor()

    await page.getByRole('button', { name: 'Save' }).click()
    const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
    await conflict.getByText("'theirs'").waitFor()
    await assertAccessible(page, 'the conflict')
    assert.equal((await ask(`/actions/actions/${id}`)).body.code, codeOf('theirs'))
    await conflict.getByRole('button', { name: 'Load saved version' }).click()
    assert.match(await readCode(page, 'Action code'), /theirs/)

    await colleague.getByRole('button', { name: 'Delete' }).click()
    await assertAccessible(colleague, 'the question before it is deleted')
    await colleague.getByRole('button', { name: 'Delete Action' }).click()
    await colleague.getByRole('heading', { name: 'Actions', level: 1 }).waitFor()
    assert.equal((await ask(`/actions/actions/${id}`)).status, 404)
  })

  await t.test('is shown to a viewer, who cannot change, run or deploy it', async (t) => {
    const { path } = await prepareAction(server, 'Seen')
    const viewer = await addAdministrator(server, await signIn(server), 'viewer')
    const page = await openPortal(t, server, path, {
      as: { email: viewer.administrator.email, password: viewer.password },
    })
    await page.getByText('Your role has read-only access').waitFor()
    await codeEditor(page, 'Action code').getByText("'first'").waitFor()
    for (const name of ['Save', 'Deploy', 'Run', 'Delete', 'Roll back']) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, name)
    }
    assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).isDisabled(), true)
    await page.getByRole('link', { name: 'All Actions' }).click()
    await page.getByRole('link', { name: 'Seen' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Create Action' }).count(), 0)
  })
})
