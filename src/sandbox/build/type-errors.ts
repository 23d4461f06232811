// Reads what `deno check` prints. A diagnosis is some lines of text, the line of code, and where it is:
//
//   TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.
//   const n: number = 'x'
//         ^
//       at file:///…/script.ts:1:7

import type { ScriptProblem } from '#src/settings/records.ts'
import { oneFile } from './problems.ts'
import { noJsr } from './script-modules.ts'

const start = /^(?:TS\d+ \[[A-Z]+\]|error): /
const end = /^(?:Found \d+ errors?\.|error: Type checking failed\.|Stack backtrace:)$/
/** The compiler's numbers for what is no TypeScript at all. */
const syntaxError = /^TS1\d{3} /
/** A module of which nothing is known is a value of any type, but cannot be asked for types. */
const aboutUnknown = /^(?:TS2709 |TS2694 .*Namespace '"(?:https?|npm):|TS2503 )/

export interface TypeCheckPlace {
  /** The URL of the folder that was checked. */
  readonly folder: string
  /** Whether the script may import modules of which nothing is known. */
  readonly hasUnknown: boolean
}

/** The file is called FILE, as Authgear does. */
export function readTypeErrors(output: string, place: TypeCheckPlace): readonly ScriptProblem[] {
  const blocks: string[][] = []
  let block: string[] | undefined
  for (const line of output.split(/\r?\n/)) {
    if (end.test(line)) block = undefined
    else if (start.test(line)) {
      block = []
      blocks.push(block)
    }
    block?.push(line)
  }
  const problems = blocks.flatMap((lines) => readBlock(lines, place))
  // Types of a script that cannot be parsed are guesses, and JavaScript has none.
  const syntax = problems.filter(({ message }) => syntaxError.test(message))
  return syntax.length > 0 ? syntax : problems
}

function readBlock(
  lines: readonly string[],
  { folder, hasUnknown }: TypeCheckPlace,
): readonly ScriptProblem[] {
  const message = lines
    .join('\n')
    .trimEnd()
    .replaceAll(`${folder}/script.ts`, 'FILE')
    .replaceAll(`${folder}/authgear.ts`, 'authgear_deno_hook/mod.ts')
    .replaceAll(`${folder}/`, '')
    .replace(/^error: /, '')
    .replace(/^(?:Failed resolving types\. )?Blocked by null entry .*$/m, oneFile)
    .replace(/^JSR package manifest .*$/m, noJsr)
  if (hasUnknown && aboutUnknown.test(message)) return []
  const [, line, column] = /^ {4}at FILE:(\d+):(\d+)$/m.exec(message) ?? []
  if (line === undefined || column === undefined) return [{ message }]
  return [{ message, line: Number(line), column: Number(column) }]
}
