// The portal's own table of routes, and going from one to the next without loading the portal anew.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { PortalPaths } from './portal-data.ts'
import { waitFor } from './wait-for.ts'

const router = 'self.__TSR_ROUTER__'

/** A path for every screen behind the sign-in. Those with parameters must be in `known`. */
export async function pathsOf(page: Page, known: PortalPaths): Promise<string[]> {
  const routes = await page.evaluate<string[]>(`Object.keys(${router}.routesByPath)`)
  return routes
    .filter((route) => route !== '/sign-in')
    .flatMap((route) => {
      if (!route.includes('$')) return [route]
      const paths = known[route]
      assert.ok(paths, `test/support/portal-data.ts has nothing to see at ${route}`)
      return paths
    })
}

/** Resolves when the screen is there with all that it loads, editors included. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`${router}.navigate({ href: ${JSON.stringify(path)} })`)
  await settle(page, path)
}

export async function settle(page: Page, path: string): Promise<void> {
  await waitFor(`${path} to be loaded`, () =>
    page.evaluate<boolean>(
      `${router}.state.status === 'idle' && ${router}.options.context.queries.isFetching() === 0 &&
        document.querySelector('h1') !== null && document.querySelector('[aria-label=Loading]') === null &&
        document.querySelector('textarea[aria-labelledby]:not(.monaco-editor *)') === null`,
    ),
  )
}
