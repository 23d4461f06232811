// Monaco as whoever sits before it uses it: with the keyboard and the clipboard.

import type { Locator, Page } from 'playwright-core'

/** The code editor under this label. */
export const codeEditor = (page: Page, label: string): Locator =>
  page.locator('.monaco-editor').filter({ has: page.getByRole('textbox', { name: label }) })

/** Replaces everything. Pasted, not typed: nothing is indented or closed by the editor. */
export async function pasteCode(page: Page, label: string, code: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(code)})`)
  await selectAll(page, label)
  await page.keyboard.press('Control+V')
}

export async function readCode(page: Page, label: string): Promise<string> {
  await selectAll(page, label)
  await page.keyboard.press('Control+C')
  return readClipboard(page)
}

export const readClipboard = (page: Page): Promise<string> =>
  page.evaluate<string>('navigator.clipboard.readText()')

async function selectAll(page: Page, label: string): Promise<void> {
  await codeEditor(page, label).locator('.view-lines').click()
  await page.keyboard.press('Control+A')
}
