// Puts a script's error into its author's terms: positions are those of the source, and nothing shows of the runner or
// of this machine.

import { SourceMap } from 'node:module'
import type { RunnerError } from './runner-messages.ts'
import type { ScriptDialect } from './types.ts'

const maxFrames = 20
/** What the runner puts before a CommonJS source, on its first line. */
const prefixLength = '(function (exports, require, module, __filename, __dirname) {'.length

/** @param sourceMap of an `authgear` build, whose code is not its source. */
export function toScriptError(
  error: RunnerError,
  dialect: ScriptDialect,
  sourceMap: string | undefined,
): RunnerError {
  const toSource = sourceMap === undefined ? undefined : positionMapper(sourceMap)
  const clean = (text: string) =>
    text
      .replace(/blob:null\/[0-9a-f-]+:(\d+):(\d+)/g, (_match, line: string, column: string) => {
        const at = toSource?.(Number(line), Number(column)) ?? { line: Number(line), column: Number(column) }
        return `script.ts:${at.line}:${at.column}`
      })
      .replace(/blob:null\/[0-9a-f-]+/g, 'script.ts')
      .replace(
        /\b(\w+\.js), <anonymous>:(\d+):(\d+)/g,
        (_match, file: string, line: string, column: string) => {
          const shift = line === '1' && file === `${dialect}.js` ? prefixLength : 0
          return `${file}:${line}:${Number(column) - shift}`
        },
      )
      .replace(/, run again with the --allow-[\w-]+ flag/g, ', which scripts do not have')
  const name = clean(error.name)
  const message = clean(error.message)
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line) && !/file:\/\/|ext:|node:/.test(line))
    .slice(0, maxFrames)
    .map(clean)
  const stack = [`${name}: ${message}`, ...frames].join('\n')
  return { name, message, stack }
}

function positionMapper(sourceMap: string) {
  let map: SourceMap
  try {
    map = new SourceMap(JSON.parse(sourceMap))
  } catch {
    return undefined
  }
  return (line: number, column: number) => {
    const entry = map.findEntry(line - 1, column - 1)
    return 'originalLine' in entry
      ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : undefined
  }
}
