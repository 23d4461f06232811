import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { callNative, readCode } from '#test/support/native.ts'
import {
  assertLooksRight,
  assertTellsFailure,
  failRequests,
  holdRequests,
  tabTo,
} from '#test/support/page-checks.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { openPortal } from '#test/support/portal-page.ts'

const first = '+442079460123'
const second = '+442079460124'
const listUrl = /\/v1\/inbox(\?|$)/

const bubble = (page: Page, to: string) => page.getByRole('listitem').filter({ hasText: to })
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

test('what would be sent appears by itself, and its code is copied with one click', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/inbox')
  await page.getByText('No messages yet.').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await assertLooksRight(page)

  const body = { client_id: 'demo', connection: 'sms', phone_number: first }
  assert.equal((await server.call('/passwordless/start', { body })).status, 200)
  const code = await readCode(server, first)
  const text = `${code} is your login code for Otpost. Do not share it with anyone.`
  await bubble(page, first).getByText(text).waitFor()
  await bubble(page, first)
    .getByRole('button', { name: `Copy ${code}` })
    .click()
  await bubble(page, first).getByRole('button').getByText('Copied').waitFor()
  assert.equal(await clipboard(page), code)

  const call = { to: second, delivery_method: 'voice' }
  assert.equal((await callNative(server, '/verifications', { body: call })).status, 201)
  await bubble(page, second).getByText('Spoken message').waitFor()
  const spoken = await bubble(page, second).innerText()
  const digits = /(?:\d\.){5}\d/.exec(spoken)?.[0].replaceAll('.', '') ?? assert.fail(spoken)
  await tabTo(page, bubble(page, second).getByRole('button', { name: `Copy ${digits}` }))
  await page.keyboard.press('Enter')
  await bubble(page, second).getByRole('button').getByText('Copied').waitFor()
  assert.equal(await clipboard(page), digits)
  await assertLooksRight(page)

  await page.getByRole('combobox', { name: 'Phone number' }).click()
  await page.getByRole('option', { name: second }).click()
  await bubble(page, first).waitFor({ state: 'detached' })
  await bubble(page, second).waitFor()

  await page.getByRole('button', { name: 'Empty inbox' }).click()
  await page.getByRole('dialog').getByText('without their codes').waitFor()
  await page.getByRole('button', { name: 'Delete all messages' }).click()
  await page.getByText('No messages yet.').waitFor()
  assert.deepEqual((await callNative(server, '/inbox')).body, { messages: [] })
})

test('a viewer sees the inbox and cannot empty it; a slow and a failing server are told of', async (t) => {
  const server = await startPortalServer(t)
  assert.equal((await callNative(server, '/verifications', { body: { to: first } })).status, 201)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  const as = { email: viewer.administrator.email, password: viewer.password }
  const page = await openPortal(t, server, '/messages', {
    as,
    expectedErrors: ['500 (Internal Server Error)'],
  })
  const release = await holdRequests(page, listUrl)
  await page.getByRole('link', { name: 'Inbox' }).click()
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  release()
  await bubble(page, first).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Empty inbox' }).count(), 0)

  const mend = await failRequests(page, listUrl)
  await page.reload()
  await assertTellsFailure(page, mend)
  await bubble(page, first).waitFor()
})
