// `npm run screenshots`: every screen of the portal in light, dark and narrow, into screenshots/, and the pictures of the
// README into docs/images/. It runs as a test does, with a server and a PostgreSQL of its own, and asserts nothing: the
// pictures are for people to look at.

import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { launchOptions } from '#test/support/chromium.ts'
import { startGateway } from '#test/support/gateway.ts'
import { openPool } from '#test/support/native.ts'
import { onEnd } from '#test/support/on-end.ts'
import { signIn, startPortalServer } from '#test/support/portal.ts'
import { addPortalData, type PortalPaths } from '#test/support/portal-data.ts'
import { portalUrl } from '#test/support/portal-page.ts'
import { addPastMessages } from '#test/support/portal-past.ts'
import { goTo, pathsOf, settle } from '#test/support/portal-routes.ts'
import { waitFor } from '#test/support/wait-for.ts'

const root = path.join(import.meta.dirname, '..')
const folder = path.join(root, 'screenshots')
const images = path.join(root, 'docs/images')

const looks = {
  light: { width: 1440, height: 900, colorScheme: 'light' },
  dark: { width: 1440, height: 900, colorScheme: 'dark' },
  narrow: { width: 360, height: 740, colorScheme: 'light' },
} as const
type Look = keyof typeof looks

test('screenshots', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const data = await addPortalData(server, browser, await startGateway(t))
  await addPastMessages(openPool(t, server))
  const chrome = await chromium.launch(await launchOptions())
  onEnd(t, () => chrome.close())
  await rm(folder, { recursive: true, force: true })
  await mkdir(images, { recursive: true })

  for (const look of ['light', 'dark', 'narrow'] as const) {
    const { width, height, colorScheme } = looks[look]
    const context = await chrome.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    })
    await takeSignIn(context, portalUrl(server, '/sign-in'), look)
    const cookie = { name: 'otpost_session', value: browser.session, url: server.url }
    await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }])
    const page = await context.newPage()
    await page.goto(portalUrl(server, '/'))
    await settle(page, '/')
    for (const where of await pathsOf(page, data)) {
      await goTo(page, where)
      await showWhole(page, height)
      await page.screenshot({ path: path.join(folder, look, `${nameOf(where, data)}.png`) })
      await page.setViewportSize({ width, height })
    }
    if (look === 'light') await takePictures(page, data)
    await context.close()
  }
})

async function takeSignIn(context: BrowserContext, url: string, look: Look): Promise<void> {
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.screenshot({ path: path.join(folder, look, 'sign-in.png') })
  await page.close()
}

/** As high as what is on it: a screenshot of the whole page would show what sticks to the window's edge in its middle. */
async function showWhole(page: Page, least: number): Promise<void> {
  const needed = await page.evaluate<number>('document.documentElement.scrollHeight')
  const { width } = page.viewportSize() ?? looks.light
  await page.setViewportSize({ width, height: Math.min(4_000, Math.max(least, needed)) })
  await waitFor('the page to take the new height', () =>
    page.evaluate<boolean>("document.querySelector('nav').getBoundingClientRect().bottom >= innerHeight - 1"),
  )
}

/** The ones that docs/ keeps. */
async function takePictures(page: Page, data: PortalPaths): Promise<void> {
  const pictures = {
    overview: '/',
    message: first(data, '/messages/$id'),
    inbox: '/inbox',
    'phone-provider': '/branding/phone-provider',
    action: first(data, '/actions/$id'),
    templates: '/templates',
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  for (const [name, where] of Object.entries(pictures)) {
    await goTo(page, where)
    await page.screenshot({ path: path.join(images, `portal-${name}.png`) })
  }
}

function first(data: PortalPaths, route: string): string {
  const [where] = data[route] ?? []
  if (where === undefined) throw new Error(`there is nothing to see at ${route}`)
  return where
}

/** Named after its path, or after its route where the path has an id, which is another each time. */
function nameOf(where: string, data: PortalPaths): string {
  const [route, paths] = Object.entries(data).find(([, known]) => known.includes(where)) ?? [where, [where]]
  const isPlain = /^[a-z/-]*$/i.test(where)
  const words = isPlain ? where : `${route.replaceAll('$', '')}/${paths.indexOf(where) + 1}`
  return words.split('/').filter(Boolean).join('-') || 'overview'
}
