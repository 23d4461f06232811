import type { Locator } from 'playwright-core'

/** Replaces what is in a code editor by pasting: what is typed would be completed and indented. */
export async function pasteInto(editor: Locator, text: string): Promise<void> {
  const page = editor.page()
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+V')
}
