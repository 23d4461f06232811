// What is around every screen: the menu, the keyboard, the colours, what is shown of what is missing or fails, and what a
// first visit costs.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, openPortal, portalUrl } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

test('the shell of the portal', async (t) => {
  const server = await startPortalServer(t)
  await t.test('everything can be reached and left with the keyboard alone', (t) => checkKeyboard(t, server))
  await t.test('colours follow the device until they are chosen, and the choice is kept', (t) =>
    checkColours(t, server),
  )
  await t.test('in a narrow window the menu opens over the page', (t) => checkNarrowMenu(t, server))
  await t.test(
    'a page that is not there keeps the menu, and a thing that is not there names its request',
    (t) => checkMissing(t, server),
  )
  await t.test('a screen that does not load can be tried again', (t) => checkBrokenScreen(t, server))
  await t.test('nothing says that it loads before 200 ms have passed', (t) => checkLoading(t, server))
  await t.test('the first page is under 300 KB and has no editor', (t) => checkWeight(t, server))
})

async function checkKeyboard(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/')
  await heading(page, 'Overview').waitFor()
  const press = (key: string) => page.keyboard.press(key)

  await press('Tab')
  assert.equal(await focused(page), 'Skip to content')
  await page.getByRole('link', { name: 'Skip to content' }).waitFor()
  await press('Enter')
  assert.equal(await page.evaluate("document.activeElement.tagName + ' ' + location.hash"), 'MAIN ')

  const inbox = page.getByRole('link', { name: 'Inbox', exact: true })
  await inbox.focus()
  await press('Enter')
  await heading(page, 'Inbox').waitFor()
  assert.equal(await inbox.getAttribute('aria-current'), 'page')
  await page.locator('main:focus').waitFor()

  const account = page.getByRole('button', { name: 'Account' })
  await account.focus()
  await press('Enter')
  const change = page.getByRole('menuitem', { name: 'Change password' })
  await change.waitFor()
  await assertAccessible(page)
  await press('Escape')
  await change.waitFor({ state: 'hidden' })
  assert.match(await focused(page), /^Account/)

  await press('Enter')
  await change.waitFor()
  await page.locator('[role=menuitem]:focus').filter({ hasText: 'Change password' }).waitFor()
  await press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  await dialog.waitFor()
  await page.locator('[autocomplete=current-password]:focus').waitFor()
  for (let step = 0; step < 12; step++) {
    await press('Tab')
    assert.ok(
      await page.evaluate("document.activeElement.closest('[role=dialog]') !== null"),
      'the focus stays in the dialog',
    )
  }
  await press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('header button:focus').filter({ hasText: '@example.com' }).waitFor()
}

async function checkColours(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/inbox', { dark: true })
  const scheme = () => page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")
  await heading(page, 'Inbox').waitFor()
  assert.equal(await scheme(), 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByRole('button', { name: 'Switch to dark mode' }).click()
  await page.getByRole('button', { name: 'Switch to light mode' }).waitFor()
  assert.equal(await scheme(), 'dark')
  await page.reload()
  await page.getByRole('button', { name: 'Switch to light mode' }).waitFor()
  assert.equal(await scheme(), 'dark')
}

async function checkNarrowMenu(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/', { width: 360 })
  await heading(page, 'Overview').waitFor()
  const [menu, opener] = [page.getByRole('navigation', { name: 'Main' }), burger(page, 'Open menu')]
  await opener.focus()
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press('Tab')
    assert.equal(await page.locator('nav :focus').count(), 0, 'what is not seen has no focus')
  }
  await opener.focus()
  await page.keyboard.press('Enter')
  await menu.getByRole('link', { name: 'Overview' }).waitFor()
  assert.equal(await burger(page, 'Close menu').getAttribute('aria-expanded'), 'true')
  await assertFitsWindow(page)
  await assertAccessible(page)
  await page.keyboard.press('Escape')
  await opener.waitFor()
  assert.equal(await focused(page), 'Open menu')

  await opener.click()
  await menu.getByRole('link', { name: 'Templates' }).click()
  await heading(page, 'Templates').waitFor()
  await opener.waitFor()
  await waitFor('the menu to be out of the window', async () => {
    const box = await menu.boundingBox()
    return box !== null && box.x + box.width <= 0
  })
}

async function checkMissing(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/no/such/page', { expectedErrors: ['404 (Not Found)'] })
  await heading(page, 'Page not found').waitFor()
  assert.equal(await page.title(), 'Page not found · Otpost')
  assert.equal(await page.getByRole('main').count(), 1)
  await assertAccessible(page)
  await page.getByRole('main').getByRole('link', { name: 'Go to Overview' }).click()
  await heading(page, 'Overview').waitFor()

  const asked = page.waitForResponse(/\/v1\/messages\/msg_nothing/)
  await page.goto(portalUrl(server, '/messages/msg_nothing'))
  const id = (await (await asked).allHeaders())['x-request-id'] ?? (await (await asked).json()).instance
  const alert = page.getByRole('alert')
  await alert.getByText(/^Request ID /).waitFor()
  assert.ok(id.endsWith((await alert.getByText(/^Request ID /).innerText()).replace('Request ID ', '')))
  await alert.getByRole('button', { name: 'Copy request ID' }).click()
  assert.ok(id.endsWith(await page.evaluate<string>('navigator.clipboard.readText()')))
  await assertAccessible(page)
}

async function checkBrokenScreen(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/', { expectedErrors: ['Failed to load', 'Failed to fetch'] })
  await heading(page, 'Overview').waitFor()
  const script = /assets\/users-screen-.*\.js$/
  await page.route(script, (route) => route.abort())
  await page.getByRole('link', { name: 'Users' }).click()
  await heading(page, "Couldn't load this page").waitFor()
  assert.equal(await page.getByRole('main').count(), 1)
  await assertAccessible(page)
  await page.unroute(script)
  await page.getByRole('button', { name: 'Try again' }).click()
  await heading(page, 'Users').waitFor()
}

async function checkLoading(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/')
  await heading(page, 'Overview').waitFor()
  const answered = Promise.withResolvers<void>()
  await page.route('**/api/v2/connections*', async (route) => {
    await answered.promise
    await route.continue()
  })
  await page.clock.install()
  await page.clock.pauseAt(new Date(Date.now() + 60_000))
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.waitForRequest('**/api/v2/connections*')
  const loading = page.getByRole('status', { name: 'Loading' })
  await page.clock.runFor(190)
  assert.equal(await loading.count(), 0)
  await page.clock.runFor(30)
  await loading.waitFor()
  await page.clock.resume()
  answered.resolve()
  await page.getByRole('link', { name: 'sms', exact: true }).waitFor()
  await loading.waitFor({ state: 'detached' })
}

async function checkWeight(t: TestContext, server: TestServer) {
  const page = await openPortal(t, server, '/no/such/page')
  await heading(page, 'Page not found').waitFor()
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.setCacheDisabled', { cacheDisabled: true })
  await network.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip' } })
  const names = new Map<string, string>()
  let bytes = 0
  network.on('Network.responseReceived', ({ requestId, response: { url, headers } }) => {
    names.set(requestId, new URL(url).pathname)
    if (!/\/portal\/assets\/.*\.(js|css)$/.test(url)) return
    const lowerCase = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const isTiny = Number(lowerCase.get('content-length')) < 1024
    assert.ok(isTiny || lowerCase.get('content-encoding') === 'gzip', `${url} is not compressed`)
    assert.equal(lowerCase.get('cache-control'), 'public, max-age=31536000, immutable', url)
  })
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  for (const path of ['/', '/sign-in', '/messages']) {
    names.clear()
    bytes = 0
    await page.goto(portalUrl(server, path), { waitUntil: 'load' })
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.getByRole('heading', { level: 1 }).waitFor()
    const loaded = [...names.values()]
    t.diagnostic(`${path}: ${bytes} bytes in ${loaded.length} answers`)
    assert.ok(bytes > 50_000 && bytes < 300 * 1024, `${path} transferred ${bytes} bytes: ${loaded}`)
    assert.deepEqual(
      loaded.filter((name) => /monaco|editor|worker/.test(name)),
      [],
    )
  }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1, exact: true })
const burger = (page: Page, name: string) => page.getByRole('button', { name })

/** The name of what has the focus. */
const focused = (page: Page) =>
  page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? ''",
  )
