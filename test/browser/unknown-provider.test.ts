// The page of the phone provider while processes of different versions run: a kind, a field and a delivery method that
// the page's code has never heard of.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { newPhoneProvider } from '#src/settings/phone-provider.ts'
import { changeTenant } from '#test/support/change-tenant.ts'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'
import { waitFor } from '#test/support/wait-for.ts'

const pigeon = {
  kind: 'pigeon',
  title: 'Pigeon Post',
  description: 'Flies.',
  delivery_methods: ['text', 'semaphore'],
  signed: false,
  schema: {
    type: 'object',
    required: ['loft', 'token'],
    properties: {
      loft: { type: 'string', title: 'Loft' },
      token: { type: 'string', title: 'Token', writeOnly: true },
      flock: { type: 'array', title: 'Flock', items: { type: 'string' } },
      speed: {
        anyOf: [
          { const: 'slow', title: 'Slow' },
          { const: 'fast', title: 'Fast' },
        ],
        title: 'Speed',
        default: 'slow',
      },
      whip: { type: 'boolean', title: 'Crack a whip', 'x-shown-when': { speed: ['fast'] } },
    },
  },
}

test('a kind that neither the page nor the server knows is named, and is replaced', async (t) => {
  const server = await startPortalServer(t)
  const setting = newPhoneProvider({
    kind: 'pigeon',
    deliveryMethods: ['text'],
    config: { token: 'secret-1' },
  })
  await changeTenant(server.env, (writer) => writer.putPhoneProvider(setting))
  const saved = async () => (await callNative(server, '/phone-provider')).body
  await waitFor('the kind', async () => (await saved()).kind === 'pigeon')
  const page = await openPortal(t, server, '/branding/phone-provider', { width: 360 })
  await page.getByRole('alert').getByText("doesn't know the provider pigeon").waitFor()
  assert.equal(await page.getByRole('radio', { name: 'pigeon' }).isChecked(), true)
  await assertAccessible(page)
  await assertFitsWindow(page)
  await page.getByRole('switch', { name: 'Enable Phone Provider' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Choose another provider', { exact: true }).waitFor()
  await page.getByRole('switch', { name: 'Enable Phone Provider' }).click()
  await page.getByRole('radio', { name: 'Inbox' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await saved()).kind, 'inbox')
  assert.equal(await page.getByRole('radio', { name: 'pigeon' }).count(), 0)
})

test("an old tab shows a newer server's kind with the fields that it understands, and keeps the others", async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/sign-in')
  const config = { loft: 'North', token: '••••••••', flock: ['Bert', 'Ada'] }
  const sent: unknown[] = []
  await answerInPlaceOfServer(page, '**/v1/phone-provider/kinds', () => ({ kinds: [pigeon] }))
  await answerInPlaceOfServer(page, '**/v1/phone-provider', (body) => {
    if (body !== undefined) sent.push(body)
    return (
      body ?? { kind: 'pigeon', delivery_methods: ['text', 'semaphore'], disabled: false, pigeon: config }
    )
  })
  await page.goto(`${server.url}/portal/branding/phone-provider`)

  await page.getByRole('textbox', { name: 'Loft' }).fill('South')
  assert.match(await page.getByRole('textbox', { name: 'Token' }).inputValue(), /^•+$/)
  await page.getByText("Flock can't be edited on this page.").waitFor()
  assert.equal(await page.getByRole('switch', { name: 'Crack a whip' }).count(), 0)
  await page.getByRole('combobox', { name: 'Speed' }).click()
  await page.getByRole('option', { name: 'Fast' }).click()
  await page.getByRole('switch', { name: 'Crack a whip' }).click()
  const methods = page.getByRole('group', { name: 'Delivery Method' })
  assert.equal(await methods.getByRole('checkbox', { name: 'semaphore' }).isChecked(), true)
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await notification(page, 'Saved.').waitFor()
  assert.deepEqual(sent, [
    {
      kind: 'pigeon',
      delivery_methods: ['text', 'semaphore'],
      disabled: false,
      pigeon: { ...config, loft: 'South', speed: 'fast', whip: true },
    },
  ])

  await page.getByRole('combobox', { name: 'Speed' }).click()
  await page.getByRole('option', { name: 'Slow' }).click()
  await page.getByRole('button', { name: 'Replace Token' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('This field is required').waitFor()
  await page.getByRole('textbox', { name: 'Token' }).fill('another')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await waitFor('the second save', () => sent.length === 2)
  assert.deepEqual(sent[1], {
    kind: 'pigeon',
    delivery_methods: ['text', 'semaphore'],
    disabled: false,
    pigeon: { ...config, loft: 'South', speed: 'slow', token: 'another' },
  })
})

/** `answer` is given the body of a request that changes something. */
async function answerInPlaceOfServer(
  page: Page,
  url: string,
  answer: (body: unknown) => unknown,
): Promise<void> {
  await page.route(url, (route) =>
    route.fulfill({ json: answer(route.request().postDataJSON() ?? undefined), headers: { etag: '"1"' } }),
  )
}
