/**
 * The portal in a real browser: `const page = await openPortal(t, server, '/messages')` signs in and goes there. When
 * the test ends it fails if the page violated its content security policy, threw, or wrote an error to the console.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { launchOptions } from './chromium.ts'
import { onEnd } from './on-end.ts'
import { owner, signIn } from './portal.ts'
import type { TestServer } from './server.ts'
import { waitFor } from './wait-for.ts'

/** What a test may expect at most of a page that answers from loopback on a busy machine, ms. */
const patience = 15_000

let launched: Promise<Browser> | undefined

/** The browser of this process. Pages of one browser share its clipboard, so files that run at once have one each. */
async function browser(): Promise<Browser> {
  launched ??= launchOptions().then((options) => chromium.launch(options))
  return launched
}

// A browser that runs keeps the process of the test file running.
after(async () => (await launched)?.close())

export interface PageOptions {
  /** Who signs in before the page opens; null for nobody. The first owner when left out. */
  readonly as?: { readonly email: string; readonly password: string } | null
  readonly width?: number
  readonly dark?: boolean
  /** Errors in the console that the test provokes: part of the text. Chromium writes one for each 4xx and 5xx. */
  readonly expectedErrors?: readonly (string | RegExp)[]
}

/** `path` is a path inside the portal, beginning with a slash. */
export async function openPortal(
  t: TestContext,
  server: TestServer,
  path: string,
  { as = owner, width = 1280, dark = false, expectedErrors = [] }: PageOptions = {},
): Promise<Page> {
  const context = await (await browser()).newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  onEnd(t, () => context.close())
  context.setDefaultTimeout(patience)
  if (as !== null) await addSession(context, server, as)
  const page = await context.newPage()
  watchForErrors(t, page, expectedErrors)
  await page.goto(portalUrl(server, path))
  return page
}

export const portalUrl = (server: Pick<TestServer, 'url'>, path: string) => `${server.url}/portal${path}`

async function addSession(
  context: BrowserContext,
  server: TestServer,
  who: { readonly email: string; readonly password: string },
) {
  const { session } = await signIn(server, who)
  const cookie = { httpOnly: true, sameSite: 'Strict' } as const
  await context.addCookies([{ name: 'otpost_session', value: session, url: server.url, ...cookie }])
}

function watchForErrors(t: TestContext, page: Page, expected: NonNullable<PageOptions['expectedErrors']>) {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`threw ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // Violations of the content security policy are written as errors as well.
    if (message.type() !== 'error') return
    const text = message.text()
    const isExpected = expected.some((part) =>
      typeof part === 'string' ? text.includes(part) : part.test(text),
    )
    if (!isExpected) problems.push(text)
  })
  onEnd(t, () => assert.deepEqual(problems, [], 'the page had problems'))
}

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Colours that are on their way from one scheme to the other are neither's. */
const transitionsEnded = `Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished),
)`

const wcag: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Fails when axe finds something serious or critical by WCAG 2.2 A and AA on the page as it is now. */
export async function assertAccessible(page: Page, where = page.url(), rules = wcag): Promise<void> {
  await page.evaluate(transitionsEnded)
  // Half a megabyte, which a page needs once: until it is loaded anew.
  if (!(await page.evaluate<boolean>('"axe" in self'))) await page.evaluate(`${axeSource};0`)
  const options: axe.RunOptions = { runOnly: [...rules], resultTypes: ['violations'] }
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`)
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  assert.deepEqual(grave.map(describe), [], `axe on ${where}`)
}

function describe({ id, impact, nodes }: axe.Result): string {
  const places = nodes
    .slice(0, 4)
    .map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`)
  return `${impact} ${id}: ${places.join('; ')}`
}

/** Fails when the page is wider than its window. What has just changed its size is given a moment. */
export async function assertFitsWindow(page: Page): Promise<void> {
  let measured: number[] = []
  const fits = async () => {
    measured = await page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]')
    const [needed = 0, given = 0] = measured
    return needed <= given
  }
  await waitFor('the page to fit', fits, 3_000).catch(() => {
    assert.fail(`${page.url()} is ${measured[0]} px wide in a window of ${measured[1]}`)
  })
}

/** The toast that tells of a success. */
export const notification = (page: Page, text: string | RegExp) =>
  page.getByRole('alert').filter({ hasText: text })
