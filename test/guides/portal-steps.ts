// Does the portal's part of a guide in a browser. The numbered steps below "In the portal" are prose of a few fixed
// shapes; a step that has another one is refused, so that every step is done:
//
//   Open **Branding > Phone Provider**.            a page, by its place in the menu
//   Select **Twilio**.   Turn on **Enabled**.      a choice; a switch
//   Enter `value` in **Field**.                    a value as it stands there
//   Replace **Action code** with `action.js`.      a file of the same guide in a code editor
//   Click **Save**.                                a button or a link, in the dialog when one is open
//   The page shows **Accepted**.                   a text that appears

import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { pasteCode } from '#test/support/code-editor.ts'
import { literally } from './match-shown.ts'
import { readGuide } from './read-guide.ts'

type Act = (page: Page, name: string, value: string) => Promise<void>

interface Walk {
  readonly markdown: string
  /** The heading under which the steps stand. */
  readonly heading: string
  /** Addresses that the guide prints, and what is there instead. */
  readonly instead: Readonly<Record<string, string>>
}

const name = String.raw`\*\*([^*]+)\*\*`
const value = '`([^`]+)`'

/** Each with what it catches: the name on the page, and a value. */
const shapes: readonly (readonly [pattern: RegExp, act: Act])[] = [
  [new RegExp(String.raw`\b[Oo]pen ${name}`), openPage],
  [new RegExp(String.raw`\b[Ss]elect ${name}`), (page, label) => scopeOf(page).radio(label).check()],
  [new RegExp(String.raw`\b[Tt]urn on ${name}`), (page, label) => scopeOf(page).switch(label).check()],
  [
    new RegExp(String.raw`\b(?:[Ee]nter|and) ${value} in ${name}`),
    (page, text, label) => scopeOf(page).textbox(label).fill(text),
  ],
  [new RegExp(String.raw`\b[Rr]eplace ${name} with ${value}`), pasteCode],
  [new RegExp(String.raw`\b[Cc]lick ${name}`), (page, label) => scopeOf(page).clickable(label).click()],
  [
    new RegExp(String.raw`\b(?:page|dialog) shows ${name}`),
    // In this case of letters and not within a word: "Saved" is not in "unsaved".
    (page, text) =>
      page
        .getByText(new RegExp(`(?<!\\w)${literally(text)}`))
        .first()
        // A script is compiled and run until then.
        .waitFor({ timeout: 60_000 }),
  ],
]

export async function followPortalSteps(page: Page, { markdown, heading, instead }: Walk): Promise<void> {
  const files = new Map(
    readGuide(markdown).flatMap((block) => (block.kind === 'file' ? [[block.name, block.text]] : [])),
  )
  const steps = readPortalSteps(markdown, heading)
  assert.ok(steps.length > 0, `nothing is to be done below "${heading}"`)
  const fillIn = (text: string) =>
    Object.entries(instead).reduce((own, [printed, mine]) => own.replaceAll(printed, mine), text)
  for (const step of steps) {
    for (const { act, found } of readActs(step)) {
      const [, first = '', second = ''] = found
      await act(page, fillIn(first), fillIn(files.get(second) ?? second)).catch((cause: unknown) => {
        throw new Error(`"${found[0]}" cannot be done`, { cause })
      })
    }
  }
  await everythingIsSaved(page)
}

/** The items of the numbered list between this heading and the next, each on one line. */
function readPortalSteps(markdown: string, heading: string): readonly string[] {
  const section = new RegExp(`^#+ ${literally(heading)}\n([\\s\\S]*?)(?=^#|$(?![\\s\\S]))`, 'm').exec(
    markdown,
  )
  const items = (section?.[1] ?? '').matchAll(/^\d+\. (.+(?:\n {3}\S.*)*)/gm)
  return [...items].map(([, text = '']) => text.replaceAll(/\s+/g, ' '))
}

export function readActs(step: string): readonly { readonly act: Act; readonly found: RegExpExecArray }[] {
  const acts = shapes.flatMap(([pattern, act]) =>
    [...step.matchAll(new RegExp(pattern, 'g'))].map((found) => ({ act, found })),
  )
  const rest = acts.reduce((left, { found }) => left.replace(found[0], ''), step)
  if (acts.length === 0 || /\*\*|`/.test(rest)) throw new Error(`"${step}" has no shape that can be followed`)
  return acts.sort((one, other) => one.found.index - other.found.index)
}

/** A reader who has clicked on Save waits for it, and is not asked about leaving. */
async function everythingIsSaved(page: Page): Promise<void> {
  await page
    .getByText(/unsaved changes/i)
    .first()
    .waitFor({ state: 'hidden' })
}

async function openPage(page: Page, place: string): Promise<void> {
  const [group = '', link = group] = place.split(' > ')
  await everythingIsSaved(page)
  const menu = page.getByRole('navigation', { name: 'Main' })
  await menu.getByText(group, { exact: true }).waitFor()
  await menu.getByRole('link', { name: link, exact: true }).click()
}

/** What is on the page under a label. A radio's label may go on with an explanation. */
function scopeOf(page: Page) {
  const dialog = page.getByRole('dialog')
  const either = (of: (scope: Page | Locator) => Locator): Locator =>
    of(dialog).or(of(page)).filter({ visible: true }).last()
  return {
    radio: (label: string) =>
      either((scope) => scope.getByRole('radio', { name: new RegExp(`^${literally(label)}(?!\\w)`) })),
    switch: (label: string) => either((scope) => scope.getByRole('switch', { name: label })),
    textbox: (label: string) => either((scope) => scope.getByRole('textbox', { name: label, exact: true })),
    clickable: (label: string) =>
      either((scope) =>
        scope
          .getByRole('button', { name: label, exact: true })
          .or(scope.getByRole('link', { name: label, exact: true })),
      ),
  }
}
