import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { addMessage } from '#test/support/message-rows.ts'
import { callNative, openPool } from '#test/support/native.ts'
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
const overviewUrl = /\/v1\/overview(\?|$)/

const region = (page: Page, name: string) => page.getByRole('region', { name })
const figure = (page: Page, name: string) =>
  page
    .locator('dl > *')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd')
const rowsOf = async (page: Page, name: string) =>
  (await region(page, name).getByRole('row').allInnerTexts()).map((row) => row.split(/\s*\t\s*|\n+/))

test('a new server says what is to be done first, and ticks off what is', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/')
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  const steps = region(page, 'Get started')
  const step = (words: string) => steps.getByRole('listitem').filter({ hasText: words })
  await steps.getByText('0 of 5').waitFor()
  // The first administrator of this server has the password of its settings: none was printed.
  assert.equal(await steps.getByText(/password/).count(), 0)
  await region(page, 'Providers').getByText('No attempts.').waitFor()
  await region(page, 'Countries').getByText('No messages sent.').waitFor()
  await assertLooksRight(page)

  await step('Send yourself a test message').getByRole('img', { name: 'To do:' }).waitFor()
  assert.equal((await callNative(server, '/phone-provider/test', { body: { to: first } })).status, 200)
  await page.getByRole('link', { name: 'Inbox', exact: true }).click()
  // Who goes back before it is there has never left.
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await steps.getByText('1 of 5').waitFor()
  await step('Send yourself a test message').getByRole('img', { name: 'Done:' }).waitFor()
  await step('Set up a phone provider').getByRole('link').click()
  await page.getByRole('heading', { name: 'Phone Message Provider', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  const attention = region(page, 'Needs attention')
  await attention.getByText('The phone provider is Inbox').waitFor()
  await attention.getByRole('link').click()
  await page.getByRole('heading', { name: 'Phone Message Provider', level: 1 }).waitFor()
})

test('who has a password from somebody else is asked to change it, until it is changed', async (t) => {
  const server = await startPortalServer(t)
  const { administrator, password, call } = await addAdministrator(server, await signIn(server), 'editor')
  const page = await openPortal(t, server, '/', { as: { email: administrator.email, password } })
  const steps = region(page, 'Get started')
  await steps.getByText('Change your initial password').waitFor()
  await steps.getByText('0 of 6').waitFor()
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  await dialog.getByRole('textbox', { name: 'Current password' }).fill(password)
  const next = 'another long-enough password'
  await dialog.getByRole('textbox', { name: 'New password', exact: true }).fill(next)
  await dialog.getByRole('textbox', { name: 'Confirm new password' }).fill(next)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.reload()
  await steps.getByText('0 of 5').waitFor()
  assert.equal(await steps.getByText(/password/).count(), 0)
  assert.equal((await call('/v1/overview')).status, 401, 'the other session has ended')
})

test('the overview counts what was sent, by outcome, provider and country, and leads to what fails', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  for (let index = 0; index < 6; index += 1) {
    await addMessage(pool, { hoursAgo: 0.2, to: first, outcomes: ['failed'], ms: 100 * (index + 1) })
  }
  for (const verified of [true, true, true, false]) {
    await addMessage(pool, {
      hoursAgo: 2,
      to: '+12025550123',
      outcomes: ['accepted'],
      kind: 'webhook',
      ms: 50,
      verified,
    })
  }
  await addMessage(pool, { hoursAgo: 30, to: first, outcomes: ['accepted'], ms: 900 })
  const page = await openPortal(t, server, '/messages', { expectedErrors: ['500 (Internal Server Error)'] })
  const release = await holdRequests(page, overviewUrl)
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  release()

  await figure(page, 'Messages').getByText('10', { exact: true }).waitFor()
  assert.match(await figure(page, 'Accepted by providers').innerText(), /^4\s+40%$/)
  assert.match(await figure(page, 'Failed').innerText(), /^6\s+60%$/)
  assert.match(await figure(page, 'Codes used').innerText(), /^75%\s+3 of 4$/)
  await page.getByRole('img', { name: '10 messages, 6 failed.' }).waitFor()
  assert.deepEqual(await rowsOf(page, 'Providers'), [
    ['Provider', 'Attempts', 'Failed', 'Median', 'p95'],
    ['Twilio', '6', '6', '350 ms', '575 ms'],
    ['Webhook', '4', '0', '50 ms', '50 ms'],
  ])
  assert.deepEqual(await rowsOf(page, 'Countries'), [
    ['Country', 'Messages', 'Previous period'],
    ['United Kingdom', '6', '1'],
    ['United States', '4', '0'],
  ])
  await page.getByText('View as table').click()
  const hours = (await rowsOf(page, 'Messages')).slice(1)
  assert.equal(
    hours.reduce((sum, [, accepted]) => sum + Number(accepted), 0),
    4,
  )
  await assertLooksRight(page)

  await page.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'Webhook' }).click()
  await page.getByRole('img', { name: '4 messages, 0 failed.' }).waitFor()
  await page.getByText('Last 7 days').click()
  await figure(page, 'Messages').getByText('11', { exact: true }).waitFor()
  assert.equal(new URL(page.url()).search, '?period=7d')
  await page.reload()
  await figure(page, 'Messages').getByText('11', { exact: true }).waitFor()

  const link = region(page, 'Needs attention').getByRole('link', {
    name: 'View details: A provider is failing',
  })
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
  assert.equal(new URL(page.url()).search, '?status=failed&provider=twilio')
  await page.getByRole('row').filter({ hasText: first }).first().waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Provider' }).inputValue(), 'Twilio')

  await page.goBack()
  const mend = await failRequests(page, overviewUrl)
  await page.reload()
  await assertTellsFailure(page, mend)
  await figure(page, 'Messages').getByText('11', { exact: true }).waitFor()
})
