// Whether a Hook exports a function, told from its text: a script is never run to be saved. What cannot be told is let
// through; a run says it then.

import type { ScriptProblem } from '#src/settings/records.ts'
import type { Compiler } from './create-compiler.ts'
import { printCommonJs } from './read-commonjs.ts'

const message =
  'The Hook has to export a function: module.exports = function (recipient, text, context, cb) { … }'

export async function checkExport(code: string, compiler: Compiler): Promise<readonly ScriptProblem[]> {
  const printed = await printCommonJs(code, compiler)
  // What is wrong with its syntax, a build says better.
  if (printed === undefined) return []
  const uses = [...printed.matchAll(/\bmodule\b/g)]
  if (uses.length === 0) return [{ message }]
  if (!uses.every(({ index }) => isAssignedNoFunction(printed.slice(index)))) return []
  const line = code.split(/\r\n|[\n\r]/).findIndex((text) => /^\s*module\s*\.\s*exports\b/.test(text))
  return [{ message, ...(line >= 0 && { line: line + 1, column: 1 }) }]
}

/** A literal of another kind, and nothing is done with it. */
function isAssignedNoFunction(text: string): boolean {
  const [start] = /^module\.exports = /.exec(text) ?? []
  if (start === undefined) return false
  const value = text.slice(start.length)
  if (/^(?:null|undefined|void 0|true|false|-?\d[\d.]*|"[^"\\]*"|'[^'\\]*');/.test(value)) return true
  if (!/^[{[]/.test(value)) return false
  const end = endOfLiteral(value)
  return end !== undefined && value[end] === ';'
}

/** The index after the bracket that closes the first one; undefined where texts or patterns hide it. */
function endOfLiteral(text: string): number | undefined {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[`/]|[{}[\]()]/gs)) {
    if (token === '`' || token === '/') return undefined
    if ('{[('.includes(token)) depth += 1
    if ('}])'.includes(token)) depth -= 1
    if (depth === 0 && token.length === 1) return index + 1
  }
  return undefined
}
