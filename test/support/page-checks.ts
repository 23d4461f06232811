// What every screen has to stand: both schemes, a narrow window, the keyboard alone, a server that fails or is slow.

import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible } from './portal-page.ts'
import { waitFor } from './wait-for.ts'

/** Axe in light and dark, and nothing is cut off at 360 px. The page is as before afterwards. */
export async function assertLooksRight(page: Page): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 900 }
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' })
    await assertAccessible(page, `${page.url()} (${colorScheme})`)
  }
  await page.setViewportSize({ width: 360, height: 740 })
  // The frame of the page is told of its new width a moment later.
  await waitFor('the page to fit', () =>
    page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'),
  )
  await assertAccessible(page, `${page.url()} (narrow)`)
  await page.setViewportSize(size)
}

/** Walks with Tab, from where the focus is, until it is there. */
export async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab')
    if ((await target.and(page.locator(':focus')).count()) > 0) return
  }
  assert.fail(`Tab does not lead to ${target}`)
}

const failedRequestId = '0b6e9a3c-53d0-4d0b-9d1c-3f1f4d8f2a10'

/** From now on such requests fail as a server's bug does. What is returned ends that. */
export async function failRequests(page: Page, url: RegExp): Promise<() => Promise<void>> {
  await page.route(url, (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: '/problems/internal-error',
        title: 'Something went wrong on the server.',
        status: 500,
        detail: 'To find the cause, search the server log for the ID of this request.',
        instance: `urn:uuid:${failedRequestId}`,
      }),
    }),
  )
  return () => page.unroute(url)
}

/** The screen tells of the failure with the id of the request, and is there once somebody tries again. */
export async function assertTellsFailure(page: Page, mend: () => Promise<void>): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: 'search the server log' })
  await alert.waitFor()
  await alert.getByText(`Request ID ${failedRequestId}`).waitFor()
  await assertAccessible(page, `${page.url()} (failed)`)
  await mend()
  await alert.getByRole('button', { name: 'Try again' }).click()
  await alert.waitFor({ state: 'detached' })
}

/** From now on such requests wait. What is returned lets them through, and those that follow. */
export async function holdRequests(page: Page, url: RegExp): Promise<() => void> {
  const gate = Promise.withResolvers<void>()
  await page.route(url, async (route) => {
    await gate.promise
    await route.continue()
  })
  return () => gate.resolve()
}
