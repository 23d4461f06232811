// Reads a script of Authgear's before it is built, when it is saved: is it JavaScript, and is there a function to call?
// What has no syntax of TypeScript's own is JavaScript. Nobody has to say so, and with its first type a script becomes
// TypeScript.

import type { ScriptProblem } from '#src/settings/records.ts'
import type { Compiled, Compiler } from './create-compiler.ts'
import { scriptNamespace } from './problems.ts'

export interface ModuleReading {
  readonly isJavaScript: boolean
  /** What is wrong with how the script hands over its function. */
  readonly problems: readonly ScriptProblem[]
}

const handOver = 'export default async function (e) { … }'
const noDefaultExport = `The script has no default export, so there is nothing to call: write ${handOver}`
const commonJs = `The script assigns to module.exports or exports, but it is an ES module: write ${handOver}`

/** Undefined when it is neither: its syntax is wrong. */
export async function readModule(code: string, compiler: Compiler): Promise<ModuleReading | undefined> {
  const asJavaScript = await parse(code, 'js', compiler)
  const read = asJavaScript.ok ? asJavaScript : await parse(code, 'ts', compiler)
  return read.ok ? { isJavaScript: asJavaScript.ok, problems: problemsIn(code, read) } : undefined
}

function problemsIn(code: string, { metafile }: Extract<Compiled, { ok: true }>): readonly ScriptProblem[] {
  const hasDefault = Object.values(metafile.outputs).some(({ exports }) => exports.includes('default'))
  const isCommonJs = Object.values(metafile.inputs).some(({ format }) => format === 'cjs')
  if (!isCommonJs) return hasDefault ? [] : [{ message: noDefaultExport }]
  const line = code.split(/\r\n|\n/).findIndex((text) => /^\s*(?:module\.)?exports\b/.test(text))
  return [{ message: commonJs, ...(line >= 0 && { line: line + 1, column: 1 }) }]
}

/** Everything it imports stands for itself: nothing is read and nothing is fetched. */
function parse(code: string, loader: 'js' | 'ts', compiler: Compiler): Promise<Compiled> {
  return compiler.compile({
    format: 'esm',
    entryPoint: 'script',
    plugins: [
      {
        name: 'read-module',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ kind, path }) =>
            kind === 'entry-point' ? { path, namespace: scriptNamespace } : { path, external: true },
          )
          onLoad({ filter: /.*/, namespace: scriptNamespace }, () => ({
            contents: code,
            loader,
            resolveDir: compiler.nowhere,
          }))
          onLoad({ filter: /.*/ }, () => ({ contents: '' }))
        },
      },
    ],
  })
}
