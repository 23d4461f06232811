// From what esbuild says to what a script's author reads. Positions are given only where they are in the script.

import type { Location, Message, PartialMessage } from 'esbuild'
import type { ScriptProblem } from '#src/settings/records.ts'

/** The plugin namespace of the script; errors and source maps say `script:name`. */
export const scriptNamespace = 'script'

/** The one of modules that were fetched from the web. */
export const remoteNamespace = 'remote'

export const isScript = (file: string): boolean => file.startsWith(`${scriptNamespace}:`)

export type Position = Pick<ScriptProblem, 'line' | 'column'>

/** Where a message points in the script, counting from 1, columns as editors count them. */
export function positionIn(code: string, location: Location | null): Position {
  if (location === null || !isScript(location.file)) return {}
  const line = code.split(/\r\n|[\n\r\u2028\u2029]/)[location.line - 1] ?? ''
  // The compiler counts bytes.
  const before = Buffer.from(line).subarray(0, location.column).toString()
  return { line: location.line, column: before.length + 1 }
}

/** An error in our own words; the compiler adds where the import stands. */
export const refusal = (text: string): { readonly errors: PartialMessage[] } => ({
  errors: [{ text, detail: refused }],
})
export const refused = 'refused'

export const oneFile = 'A script is one file: there is no other that it could load'

/** Plugins resolve what the script names; what is left to the compiler is a path put together when it runs. */
const inScript = (text: string) =>
  text.startsWith('Could not resolve') ? oneFile : `SyntaxError: ${withoutNamespaces(text)}`
const withoutNamespaces = (text: string) => text.replace(/"[a-z-]+:(?=https?:)/g, '"')

export function problemsOf(code: string, messages: readonly Message[]): readonly ScriptProblem[] {
  const problems = messages.map(({ text, location, detail }): ScriptProblem => {
    const position = positionIn(code, location)
    const message = detail === refused ? text : inScript(text)
    if (location === null || position.line !== undefined) return { message, ...position }
    return { message: detail === refused ? text : `${moduleName(location)}: ${text}` }
  })
  return withoutRepetition(problems)
}

/** Never a path of this machine: a module's address, or its place in the package that it belongs to. */
function moduleName({ file }: Location): string {
  const isRemote = file.startsWith(`${remoteNamespace}:`)
  return isRemote ? file.slice(remoteNamespace.length + 1) : inPackage(file)
}

/** `…/node_modules/name/file` as `name/file`. */
export function inPackage(file: string): string {
  const [, ...parts] = file.replaceAll('\\', '/').split('node_modules/')
  return parts.at(-1) ?? 'A package'
}

function withoutRepetition(problems: readonly ScriptProblem[]): readonly ScriptProblem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = JSON.stringify(problem)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
