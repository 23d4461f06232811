// Every screen of the portal, with something on it, as it looks to everybody: in wide and narrow windows, light and dark.
// The list of screens is the router's own.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startGateway } from '#test/support/gateway.ts'
import { openPool } from '#test/support/native.ts'
import { signIn, startPortalServer } from '#test/support/portal.ts'
import { addPortalData } from '#test/support/portal-data.ts'
import { assertAccessible, assertFitsWindow, openPortal } from '#test/support/portal-page.ts'
import { addPastMessages } from '#test/support/portal-past.ts'
import { goTo, pathsOf, settle } from '#test/support/portal-routes.ts'

interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  readonly rules?: readonly string[]
}

// What is there does not depend on the colours: with the other ones, only these are looked at.
const looks: readonly Look[] = [
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark', rules: ['color-contrast'] },
  { width: 360, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light', rules: ['color-contrast'] },
]
const pagesAtOnce = 3

test('every screen is for everybody: it fits its window, has one title, and axe finds nothing serious', async (t) => {
  const server = await startPortalServer(t)
  const data = await addPortalData(server, await signIn(server), await startGateway(t))
  await addPastMessages(openPool(t, server))
  const expectedErrors = ['404 (Not Found)']
  const pages = await Promise.all(
    Array.from({ length: pagesAtOnce }, () => openPortal(t, server, '/', { width: 1440, expectedErrors })),
  )
  const [first] = pages
  assert.ok(first)
  const paths = await pathsOf(first, data)
  assert.ok(paths.length > 25, `${paths.length} screens`)
  const problems: string[] = []
  await Promise.all(
    pages.map(async (page) => {
      for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
        problems.push(...(await problemsOf(page, path)))
      }
    }),
  )
  assert.deepEqual(problems, [])
})

/** All of them, so that one run tells of every screen. */
async function problemsOf(page: Page, path: string): Promise<string[]> {
  const problems: string[] = []
  const collect = async (check: Promise<void>) => {
    await check.catch((error: Error) => problems.push(error.message))
  }
  await goTo(page, path)
  const headings = await page.getByRole('heading', { level: 1 }).allInnerTexts()
  const title = await page.title()
  if (headings.length !== 1 || title !== `${headings[0]} · Otpost`) {
    problems.push(`${path} is called ${title} and has the titles ${headings.join(', ')}`)
  }
  for (const { width, colorScheme, rules } of looks) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' })
    await settle(page, path)
    await collect(assertFitsWindow(page))
    await collect(assertAccessible(page, `${path}, ${width} px, ${colorScheme}`, rules))
  }
  return problems
}
