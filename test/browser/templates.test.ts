import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { pasteCode } from '#test/support/code-editor.ts'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const number = '+442079460101'
const unsaved = 'You have unsaved changes.'

/** What somebody who logs in is really sent. */
async function startedText(server: TestServer): Promise<string> {
  const body = { client_id: 'demo', connection: 'sms', phone_number: number }
  const started = await server.call('/passwordless/start', { body })
  assert.equal(started.status, 200, started.text)
  return lastText(server)
}

async function lastText(server: TestServer): Promise<string> {
  return (await callNative(server, '/inbox?limit=1')).body.messages[0].text
}

const write = (page: Page, text: string) => pasteCode(page, 'Message template', text)
const preview = (page: Page) => page.getByRole('region', { name: 'Message preview' })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

test('a language that is added is in the grid, and a text that is changed there is in the next message', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/settings')
  await page.getByRole('combobox', { name: 'Add language' }).fill('German')
  await page.getByRole('option', { name: 'German (de)' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()

  await page.getByRole('link', { name: 'Templates' }).click()
  await page.getByRole('columnheader', { name: 'German' }).waitFor()
  await page.getByRole('link', { name: 'Login, German: Built-in' }).waitFor()
  await assertAccessible(page)
  const builtIn = await startedText(server)
  await page.getByRole('link', { name: 'Login, English: Built-in' }).click()
  await heading(page, 'Login – English')
  await page.getByText('{{ user.phone_number }}').waitFor()
  await preview(page).getByText(builtIn.replace(/\d{6}/, '123456')).waitFor()

  await write(page, 'Otpost: {{ code }} for {{ application.name }}')
  await preview(page).getByText('Otpost: 123456 for App').waitFor()
  await page.getByText('1 segment in GSM-7: 22 characters').waitFor()
  await page.getByRole('textbox', { name: 'Sample code' }).fill('9876')
  await preview(page).getByText('Otpost: 9876 for App').waitFor()
  await page.getByText(unsaved).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('This is your custom template.').waitFor()
  assert.match(await startedText(server), /^Otpost: \d{6} for Demo$/)

  await page.getByRole('button', { name: 'Reset' }).click()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Reset template' }).click()
  await page.getByText('This is the built-in template.').waitFor()
  const [pattern] = builtIn.split(/\d{6}/).filter((part) => part !== '')
  assert.ok((await startedText(server)).includes(pattern ?? 'nothing'))
  await page.getByRole('link', { name: 'All templates' }).click()
  await page.getByRole('link', { name: 'Login, English: Built-in' }).waitFor()
})

test('a mistake is shown at its line, and what was typed is lost neither by it nor by somebody else', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/templates/login/en/text', {
    dark: true,
    expectedErrors: ['422 (Unprocessable', '412 (Precondition'],
  })
  await page.getByText('This is the built-in template.').waitFor()
  await write(page, 'Your code\n{% if code %}{{ code }}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Line 2, column 1: /).waitFor()
  await page.getByText(unsaved).waitFor()
  await assertAccessible(page)
  assert.equal((await callNative(server, '/templates/login/en/text')).body.source, 'built_in')

  await page.getByRole('link', { name: 'Voice' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()

  await write(page, 'Mine {{ code }}')
  const theirs = { method: 'PUT', body: { body: 'Theirs {{ code }}' } }
  assert.equal((await callNative(server, '/templates/login/en/text', theirs)).status, 200)
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.getByText('Theirs {{ code }}').waitFor()
  await conflict.getByText('Mine {{ code }}').waitFor()
  await assertAccessible(page)
  await conflict.getByRole('button', { name: 'Overwrite with my version' }).click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await callNative(server, '/templates/login/en/text')).body.body, 'Mine {{ code }}')
})

test('what a call says is previewed and written apart from texts, at 360 px as well', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/templates?method=voice', { width: 360 })
  await page.getByRole('link', { name: 'Verification, English: Built-in' }).waitFor()
  await assertFitsWindow(page)
  await assertAccessible(page)
  await page.getByRole('link', { name: 'Verification, English: Built-in' }).click()
  await heading(page, 'Verification – English')
  await page.getByText('The spoken message with a sample code.').waitFor()
  await page.getByText('This is the built-in template.').waitFor()
  await write(page, 'Listen: {{ code }}')
  await preview(page)
    .getByText(/^Listen: 1.*2.*3.*4.*5.*6/)
    .waitFor()
  assert.equal(await page.getByText('segment').count(), 0, 'calls have no segments')
  await assertFitsWindow(page)
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('This is your custom template.').waitFor()
  const started = await callNative(server, '/verifications', {
    body: { to: number, delivery_method: 'voice' },
  })
  assert.equal(started.status, 201, started.text)
  assert.match(await lastText(server), /^Listen: \d/)
})

test('a viewer reads templates and cannot change them', async (t) => {
  const server = await startPortalServer(t)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  const as = { email: viewer.administrator.email, password: viewer.password }
  const page = await openPortal(t, server, '/templates/login/en/text', { as })
  await page.getByText('Your role has read-only access').waitFor()
  await preview(page).waitFor()
  await page.locator('.monaco-editor').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  assert.equal(await page.getByRole('textbox', { name: 'Sample code' }).isDisabled(), false)
})
