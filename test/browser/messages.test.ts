import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createTimedId } from '#src/messaging/ids.ts'
import { sendThrough } from '#test/support/change-tenant.ts'
import { startGateway } from '#test/support/gateway.ts'
import { callNative, openPool, readCode } from '#test/support/native.ts'
import {
  assertLooksRight,
  assertTellsFailure,
  failRequests,
  holdRequests,
  tabTo,
} from '#test/support/page-checks.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const first = '+442079460123'
const second = '+442079460124'
const listUrl = /\/v1\/messages(\?|$)/

const start = (server: TestServer, to: string) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number: to } })
const row = (page: Page, to: string) => page.getByRole('row').filter({ hasText: to })
const choose = async (page: Page, field: string, option: string) => {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
const step = (page: Page, words: string | RegExp) => page.locator('main').getByText(words)

test('messages appear by themselves, and filters are in the address, checked by the server and kept', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  await sendThrough(server.env, gateway.url)
  const page = await openPortal(t, server, '/messages')
  await page.getByText('No messages yet.').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await assertLooksRight(page)

  await waitFor('the gateway to be known', async () => {
    await start(server, first)
    return gateway.requests.length > 0
  })
  await row(page, first).first().getByText('Accepted').waitFor()
  gateway.answerNext({ status: 500 })
  assert.equal((await start(server, second)).status, 400)
  await row(page, second).getByText('Failed').waitFor()
  const voice = await callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })
  assert.equal(voice.status, 200)
  const called = { to: first, delivery_method: 'voice', purpose: 'signup' }
  assert.equal((await callNative(server, '/verifications', { body: called })).status, 201)
  await row(page, first).getByText('Voice').waitFor()
  await assertLooksRight(page)

  await choose(page, 'Status', 'Failed')
  await row(page, first).first().waitFor({ state: 'detached' })
  await row(page, second).waitFor()
  assert.equal(new URL(page.url()).search, '?status=failed')
  await page.reload()
  await row(page, second).waitFor()
  assert.equal(await row(page, first).count(), 0)
  assert.equal(await page.getByRole('combobox', { name: 'Status' }).inputValue(), 'Failed')

  await choose(page, 'Provider', 'Twilio')
  await page.getByText('No messages match these filters.').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await choose(page, 'Delivery method', 'Voice')
  await choose(page, 'Purpose', 'Sign-up')
  await row(page, second).waitFor({ state: 'detached' })
  await row(page, first).getByText('Voice').waitFor()
  assert.equal(new URL(page.url()).search, '?delivery_method=voice&purpose=signup')
  await start(server, second)
  await page.getByRole('button', { name: 'Clear' }).click()
  await row(page, second).first().waitFor()
  await page.getByRole('searchbox', { name: 'Phone number' }).fill('+44 20 7946 0124')
  await row(page, first).first().waitFor({ state: 'detached' })
  // The list is empty while the filtered one loads.
  await row(page, second).nth(1).waitFor()
  assert.equal(await row(page, second).count(), 2)
  await page.getByRole('searchbox', { name: 'Phone number' }).fill('')
  await row(page, first).first().waitFor()
  await page.getByLabel('Until').fill('2026-01-01T00:00')
  await page.getByText('No messages match these filters.').waitFor()
  await page.getByRole('link', { name: 'Show all' }).click()
  await tabTo(page, row(page, second).first().getByRole('link'))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: `Message to ${second}`, level: 1 }).waitFor()
})

test('more messages than a page holds are loaded page by page; a slow and a failing server are told of', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const ids = Array.from({ length: 220 }, (_, index) => createTimedId('msg', Date.now() - index * 1000))
  await pool.query(
    `insert into otpost.messages (tenant_id, id, recipient, purpose, delivery_method, provider_kind, created_at)
     select 'default', id, '+4420794' || (60000 + place), 'login', 'text', 'inbox', now() - place * interval '1 second'
     from unnest($1::text[]) with ordinality as t(id, place)`,
    [ids],
  )
  const page = await openPortal(t, server, '/sign-in', { expectedErrors: ['500 (Internal Server Error)'] })
  const release = await holdRequests(page, listUrl)
  await page.getByRole('link', { name: 'Messages' }).click()
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  release()
  const links = page.getByRole('table').getByRole('link')
  for (const count of [50, 100, 150, 200, 220]) {
    await links.nth(count - 1).waitFor()
    assert.equal(await links.count(), count)
    if (count < 220) await page.getByRole('button', { name: 'Show more' }).click()
  }
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })

  const mend = await failRequests(page, listUrl)
  await page.reload()
  await assertTellsFailure(page, mend)
  await links.first().waitFor()
})

test('a message tells its story: its text without the code, its reports, and that the code was used', async (t) => {
  const server = await startPortalServer(t)
  assert.equal((await start(server, first)).status, 200)
  const code = await readCode(server, first)
  const { id } = (await callNative(server, '/messages')).body.messages[0]
  const page = await openPortal(t, server, `/messages/${id}`)
  await step(page, '•••••• is your login code for Otpost. Do not share it with anyone.').waitFor()
  await step(page, 'Code expires').waitFor()
  await step(page, 'Attempt 1: Inbox').waitFor()
  await assertLooksRight(page)
  const report = { status: 'undelivered', error_code: '30003' }
  assert.equal((await callNative(server, `/delivery-reports/${id}`, { body: report })).status, 204)
  await step(page, 'Delivery report').waitFor()
  await step(page, 'Undelivered').waitFor()
  await step(page, 'Provider error code 30003').waitFor()
  const redeemed = await server.call('/oauth/token', {
    body: {
      grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
      client_id: 'demo',
      realm: 'sms',
      username: first,
      otp: code,
    },
  })
  assert.equal(redeemed.status, 200, redeemed.text)
  await step(page, 'Code used').waitFor()
  assert.ok(!(await page.content()).includes(code))
  assert.equal(await page.getByRole('button', { name: 'Resend' }).count(), 0)
  await assertLooksRight(page)
})

test('a refused message is found by its status, and says why nothing was sent', async (t) => {
  const server = await startPortalServer(t)
  const body = { kind: 'inbox', disabled: true }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  assert.equal((await start(server, first)).status, 400)
  const page = await openPortal(t, server, '/messages?status=refused')
  await row(page, first).getByText('Refused').waitFor()
  await row(page, first).getByRole('link').first().click()
  await step(page, "No provider available. The message wasn't sent").waitFor()
  await step(page, 'The provider inbox is switched off.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Resend' }).count(), 0)
  await assertLooksRight(page)
})

test('an attempt shows how long it took, what the provider said and what a script printed; it is sent again elsewhere', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  const use = (body: object) => callNative(server, '/phone-provider', { method: 'PUT', body })
  await use({ kind: 'webhook', webhook: { url: gateway.url } })
  gateway.answer({
    body: { code: 'delivery_rejected', description: 'No route.', info: { provider_error_code: '30007' } },
  })
  const failed = await callNative(server, '/verifications', { body: { to: first } })
  assert.equal(failed.status, 502, failed.text)
  const page = await openPortal(t, server, `/messages/${failed.body.message_id}`, {
    expectedErrors: ['400 (Bad Request)', '500 (Internal Server Error)'],
  })
  await step(page, 'Attempt 1: Webhook').waitFor()
  await step(page, 'The provider rejected the message.').waitFor()
  await step(page, /^[\d.]+ ms · HTTP 200 · provider error code 30007$/).waitFor()

  await page.getByRole('button', { name: 'Resend' }).click()
  const dialog = page.getByRole('dialog', { name: `Resend to ${first}` })
  await choose(page, 'Provider', 'Inbox (not sent)')
  await assertLooksRight(page)
  await dialog.getByRole('button', { name: 'Resend' }).click()
  await step(page, 'Attempt 1: Inbox').waitFor()
  const code = await readCode(server, first)
  const check = { body: { code } }
  const { status } = await callNative(server, `/verifications/${failed.body.verification_id}/check`, check)
  assert.equal(status, 200)

  const source = `export default async (e: { to: string }) => { console.log('sending to', e.to); throw new Error('out of order') }`
  const saved = await use({ kind: 'script', script: { source } })
  assert.equal(saved.status, 200, saved.text)
  const printed = await callNative(server, '/verifications', { body: { to: second } })
  assert.equal(printed.status, 502, printed.text)
  await page.goto(`${server.url}/portal/messages/${printed.body.message_id}`)
  await step(page, 'Attempt 1: Custom JS/TS').waitFor()
  assert.match(await page.getByRole('log', { name: 'Console' }).innerText(), /sending to \+442079460124/)
  await assertLooksRight(page)

  const mend = await failRequests(page, /\/v1\/messages\/msg_/)
  await page.reload()
  await assertTellsFailure(page, mend)
  await step(page, 'Attempt 1: Custom JS/TS').waitFor()
})
