// Follows a guide of docs/guides/ as its reader does: every command in order, every file as printed, and each output
// compared with what the guide says. Only what a reader would replace is replaced: the placeholders, and the ports 3000
// and 4000, which others may use here. The network ends at loopback, so `npm ci` is the one step that is not followed.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '#test/support/otpost-process.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { linesOf, literally, matchJson, matchLines, type Notes, placeholder } from './match-shown.ts'
import { type GuideBlock, readGuide } from './read-guide.ts'
import { openTerminal, type Terminal } from './terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const patienceMs = 30_000

interface Reader {
  readonly t: TestContext
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly notes: Notes
  /** What this reader has instead of what the guide prints: other ports, another vendor. */
  readonly instead: ReadonlyMap<string, string>
  readonly terminals: Map<string, Terminal & { seenLines: number }>
}

interface FollowOptions {
  /** Placeholders that the reader knows from the beginning, such as a number of their own. */
  readonly notes?: Readonly<Record<string, string>>
  /** Texts of the guide that stand for somebody outside, and who stands in for them. */
  readonly instead?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

export async function followGuide(t: TestContext, name: string, options: FollowOptions = {}): Promise<void> {
  const port = await freePort()
  const reader: Reader = {
    t,
    cwd: await makeClone(t),
    env: { ...terminalEnvironment(), PORT: port, ...options.env },
    notes: new Map(Object.entries(options.notes ?? {})),
    instead: new Map(Object.entries({ 3000: port, 4000: await freePort(), ...options.instead })),
    terminals: new Map(),
  }
  for (const block of readGuide(readFileSync(path.join(root, 'docs/guides', name), 'utf8'))) {
    await followBlock(block, reader)
  }
}

async function followBlock(block: GuideBlock, reader: Reader): Promise<void> {
  if (block.kind === 'expect') return compare(block, reader)
  if (block.kind === 'file') {
    await writeFile(path.join(reader.cwd, block.name), fillIn(block.text, reader))
    return
  }
  const { name, text, background, stop, exit } = block
  if (stop !== undefined) await reader.terminals.get(stop)?.pressCtrlC()
  const terminal = openTerminal(reader.t, fillIn(text, reader), reader)
  reader.terminals.set(name, { ...terminal, seenLines: 0 })
  if (background) return
  assert.equal(
    await terminal.ended,
    exit,
    `${name} ends with ${exit}:\n${terminal.output()}${terminal.errors()}`,
  )
}

async function compare(block: GuideBlock & { kind: 'expect' }, reader: Reader): Promise<void> {
  const terminal = reader.terminals.get(block.name)
  assert.ok(terminal)
  const shown = () => asPrinted(terminal.output(), reader)
  if (block.language === 'json' && terminal.exitCode() !== undefined) {
    const difference = matchJson(JSON.parse(shown()), block.text, reader.notes)
    assert.equal(difference, undefined, `${block.name} shows ${shown()}`)
    return
  }
  const { end } = await waitFor(
    `${block.name} to show ${block.text}`,
    () => {
      const result = matchLines(linesOf(shown()).slice(terminal.seenLines), block.text, reader.notes)
      if (result.ok) return result
      // What has ended shows nothing more.
      assert.equal(terminal.exitCode(), undefined, `${block.name} lacks ${result.missing}:\n${shown()}`)
      return undefined
    },
    patienceMs,
  ).catch((error: unknown) => {
    throw new Error(`${block.name} showed:\n${shown()}${terminal.errors()}`, { cause: error })
  })
  terminal.seenLines += end
}

/** The text of a block with the reader's own values in it. */
function fillIn(text: string, { notes, instead }: Reader): string {
  let own = text
  for (const [printed, mine] of instead) own = own.replaceAll(wholeWord(printed), mine)
  return own.replaceAll(placeholder, (name) => {
    const value = notes.get(name)
    assert.ok(value !== undefined, `no earlier step shows ${name}`)
    return value
  })
}

/** What was shown, with the guide's values again in place of the reader's. */
function asPrinted(shown: string, { instead }: Reader): string {
  let printed = shown
  for (const [theirs, mine] of instead) printed = printed.replaceAll(wholeWord(mine), theirs)
  return printed
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<!\\w)${literally(text)}(?!\\w)`, 'g')
}

/** A folder that is the repository to whoever works in it, by links: what the reader makes there stays there. */
async function makeClone(t: TestContext): Promise<string> {
  const clone = await tempFolder(t)
  for (const entry of readdirSync(root)) {
    if (entry !== 'data') await symlink(path.join(root, entry), path.join(clone, entry))
  }
  assert.ok(existsSync(path.join(clone, 'package.json')))
  return clone
}

/** The environment of a terminal that npm did not open: its own settings and folders are not the reader's. */
function terminalEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|OTPOST_|NODE_|DATABASE_URL|HOST$|INIT_CWD)/i.test(name),
  )
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return {
    ...Object.fromEntries(own),
    PATH: folders.filter((folder) => !folder.includes('node_modules')).join(path.delimiter),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  }
}
