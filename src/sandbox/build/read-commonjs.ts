// Reads an Action or a Hook without changing it: is it JavaScript that CommonJS can run, and what does it require?

import { isBuiltin } from 'node:module'
import type { Plugin } from 'esbuild'
import type { ScriptProblem } from '#src/settings/records.ts'
import type { Compiler } from './create-compiler.ts'
import { oneFile, type Position, positionIn, problemsOf, refusal, scriptNamespace } from './problems.ts'

/** A `require('…')` of something that is not part of Node. */
export interface Requirement {
  readonly specifier: string
  readonly position: Position
}

export type CommonJsReading =
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] }

const wantsCommonJs =
  'This is ES module syntax, but Actions and Hooks are CommonJS: require(…) what is needed, and assign to exports or module.exports'

export async function readCommonJs(code: string, compiler: Compiler): Promise<CommonJsReading> {
  const read = await compiler.compile({
    format: 'cjs',
    entryPoint: 'script.js',
    plugins: [asScript(code, compiler), noteRequirements],
  })
  if (!read.ok) {
    // What `await` at the top makes of a script that is otherwise CommonJS: an ES module.
    const errors = read.errors.filter(({ text }) => !text.startsWith('Top-level await'))
    return {
      ok: false,
      problems: errors.length > 0 ? problemsOf(code, errors) : await moduleSyntax(code, compiler),
    }
  }
  if (Object.values(read.metafile.inputs).some(({ format }) => format === 'esm')) {
    return { ok: false, problems: await moduleSyntax(code, compiler) }
  }
  const requirements = read.warnings.flatMap(({ detail, location }) =>
    isNote(detail) ? [{ specifier: detail.specifier, position: positionIn(code, location) }] : [],
  )
  return { ok: true, requirements }
}

/** As the compiler prints it, without comments; undefined when it is no CommonJS. */
export async function printCommonJs(code: string, compiler: Compiler): Promise<string | undefined> {
  const inFunction = `globalThis.script = function (exports, require) {\n${code}\n}`
  const read = await compiler.compile({
    format: 'cjs',
    entryPoint: 'script.js',
    plugins: [asScript(inFunction, compiler), noteRequirements],
  })
  if (!read.ok) return undefined
  // What the compiler puts around a script that uses `module` names it as well.
  return read.code.slice(read.code.indexOf('globalThis.script'))
}

/** In a function, which is where CommonJS runs it, each piece of module syntax is an error with a place. */
async function moduleSyntax(code: string, compiler: Compiler): Promise<readonly ScriptProblem[]> {
  const inFunction = `(function () {\n${code}\n})`
  const read = await compiler.compile({
    format: 'cjs',
    entryPoint: 'script.js',
    plugins: [asScript(inFunction, compiler), noteRequirements],
  })
  if (read.ok) return [{ message: wantsCommonJs }]
  return problemsOf(inFunction, read.errors).map(({ message, line = 2, column = 1 }) => ({
    message: /"(import|export)"/.test(message) ? wantsCommonJs : message,
    line: line - 1,
    column,
  }))
}

const asScript = (code: string, { nowhere }: Compiler): Plugin => ({
  name: 'script',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ kind }) =>
      kind === 'entry-point' ? { path: 'script.js', namespace: scriptNamespace } : undefined,
    )
    onLoad({ filter: /.*/, namespace: scriptNamespace }, () => ({
      contents: code,
      loader: 'js',
      resolveDir: nowhere,
    }))
    // Here the compiler followed a path that the script puts together when it runs, e.g. require('./' + name).
    onLoad({ filter: /.*/ }, () => refusal(oneFile))
  },
})

const noteRequirements: Plugin = {
  name: 'note-requirements',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) => {
      if (kind === 'import-statement') return refusal(wantsCommonJs)
      if (isBuiltin(path) || kind === 'require-resolve') return { external: true }
      if (kind === 'dynamic-import') {
        return refusal(
          `import('${path}') finds nothing here: write require('${path}'), which loads ES modules too`,
        )
      }
      return { external: true, warnings: [{ text: path, detail: { specifier: path } satisfies Note }] }
    })
  },
}

interface Note {
  readonly specifier: string
}

const isNote = (detail: unknown): detail is Note =>
  typeof detail === 'object' &&
  detail !== null &&
  'specifier' in detail &&
  typeof detail.specifier === 'string'
