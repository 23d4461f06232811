import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { readClipboard } from '#test/support/code-editor.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

async function createApplication(page: Page, name: string, type: string): Promise<string> {
  await page.getByRole('button', { name: 'Create application' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('radio', { name: type }).check()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await heading(page, name)
  await page.getByRole('button', { name: 'Copy client ID' }).click()
  return readClipboard(page)
}

const tokenFor = (server: TestServer, client_id: string, client_secret: string) =>
  server.call('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      audience: `${server.url}/api/v2/`,
    },
  })

test('what the page shows of a new application gets a token with the scopes chosen there', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/applications', {
    expectedErrors: ['403 (Forbidden)', '404 (Not Found)'],
  })
  await heading(page, 'Applications')
  await assertAccessible(page)
  const id = await createApplication(page, 'Reports', 'Machine to machine')

  await page.getByRole('button', { name: 'Authorize API' }).click()
  const granting = page.getByRole('dialog', { name: 'Authorize API' })
  await granting.getByRole('combobox', { name: 'API' }).click()
  await page.getByRole('option', { name: 'Management API' }).click()
  await granting.getByRole('textbox', { name: 'Filter scopes' }).fill('users')
  await granting.getByRole('checkbox', { name: 'read:users', exact: true }).check()
  await assertAccessible(page)
  await granting.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: 'read:users', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Reveal Client secret' }).click()
  const asking = page.getByRole('dialog', { name: "Confirm it's you" })
  await asking.getByRole('textbox', { name: `Password for ${owner.email}` }).fill('a wrong password')
  await asking.getByRole('button', { name: 'Confirm' }).click()
  await asking.getByRole('alert').waitFor()
  await assertAccessible(page)
  await asking.getByRole('textbox', { name: `Password for ${owner.email}` }).fill(owner.password)
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: 'Client secret' })
  await waitFor('the secret to be shown', async () => !(await field.inputValue()).includes('•'))
  await page.getByRole('button', { name: 'Copy Client secret' }).click()
  const secret = await readClipboard(page)
  assert.equal(await field.inputValue(), secret)
  await assertAccessible(page)

  const answer = await tokenFor(server, id, secret)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.body.scope, 'read:users')
  const token = answer.body.access_token
  assert.equal((await server.call('/api/v2/users', { token })).status, 200)
  assert.equal((await server.call('/api/v2/clients', { token })).status, 403)

  await page.getByRole('button', { name: 'Rotate secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click()
  const shown = page.getByRole('region', { name: 'New client secret' })
  const rotated = (await shown.innerText()).trim()
  assert.equal((await tokenFor(server, id, secret)).status, 401)
  assert.equal((await tokenFor(server, id, rotated)).status, 200)

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog', { name: 'Delete application Reports?' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  assert.equal((await tokenFor(server, id, rotated)).status, 200, 'still there')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('button', { name: 'Delete application' }).click()
  await heading(page, 'Applications')
  assert.equal(await page.getByRole('link', { name: 'Reports' }).count(), 0)
  assert.equal((await tokenFor(server, id, rotated)).status, 401)
})

test('a new web application logs a user in by SMS at once, and where it does is switched on its page', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/applications', { width: 360, dark: true })
  await heading(page, 'Applications')
  await assertFitsWindow(page)
  const id = await createApplication(page, 'Shop', 'Regular web application')
  await assertFitsWindow(page)
  await assertAccessible(page)
  const start = () =>
    server.call('/passwordless/start', {
      body: { client_id: id, connection: 'sms', phone_number: '+442079460102', client_secret: secret },
    })
  const me = await signIn(server)
  await me.call('/portal/api/session/confirm', { body: { password: owner.password } })
  const secret = (await me.call(`/api/v2/clients/${id}`)).body.client_secret
  const started = await start()
  assert.equal(started.status, 200, started.text)
  // Clicked, not unchecked: the switch follows what is being saved, a moment after the click.
  await page.getByRole('switch', { name: 'sms' }).click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await start()).status, 400)
})

test('a name that cannot be is told at its field, and what somebody else saved is not overwritten', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/applications/demo', { expectedErrors: ['412 (Precondition'] })
  const name = page.getByRole('textbox', { name: 'Name' })
  const lifetime = page.getByRole('textbox', { name: 'ID token lifetime (seconds)' })
  await name.fill('<b>')
  await lifetime.fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText("The name can't contain < or >").waitFor()
  await page.getByText('Enter a whole number from 1 to 2592000').waitFor()
  await assertAccessible(page)
  await lifetime.fill('600')
  await name.fill('Mine')
  await page.getByRole('link', { name: 'All applications' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  await page.keyboard.press('Escape')
  const me = await signIn(server)
  const theirs = { method: 'PATCH', body: { name: 'Theirs' } }
  assert.equal((await me.call('/api/v2/clients/demo', theirs)).status, 200)
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.getByRole('cell', { name: 'Theirs' }).waitFor()
  await conflict.getByRole('button', { name: 'Load saved version' }).click()
  assert.equal(await name.inputValue(), 'Theirs')
  assert.equal((await me.call('/api/v2/clients/demo')).body.name, 'Theirs')
})

test('a viewer sees applications without their secrets and changes nothing', async (t) => {
  const server = await startPortalServer(t)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  const as = { email: viewer.administrator.email, password: viewer.password }
  const page = await openPortal(t, server, '/applications', { as })
  await page.getByRole('link', { name: 'Demo' }).click()
  await page.getByText('Your role has read-only access').waitFor()
  for (const name of ['Save', 'Delete', 'Rotate secret', 'Authorize API']) {
    assert.equal(await page.getByRole('button', { name }).count(), 0, name)
  }
  assert.equal(await page.getByRole('button', { name: 'Reveal Client secret' }).isDisabled(), true)
  assert.equal(await page.getByRole('button', { name: 'Copy client ID' }).isDisabled(), false)
})
