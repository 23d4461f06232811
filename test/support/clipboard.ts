import type { Locator, Page } from 'playwright-core'

export const readClipboard = (page: Page): Promise<string> =>
  page.evaluate<string>('navigator.clipboard.readText()')

/** All of the text in a code editor, which shows only the lines that are in view. */
export async function copyFrom(editor: Locator): Promise<string> {
  const page = editor.page()
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+C')
  return readClipboard(page)
}
