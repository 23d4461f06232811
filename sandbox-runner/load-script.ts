// Turns a build into the function to call. What goes wrong here is the script's own failure, like a throw.

import { createRequire } from 'node:module'
import type { RunnerBuild } from '../src/sandbox/runner-messages.ts'
import { unavailableModules } from './lockdown.ts'

/** What a loaded script offers: its default export, or its `module.exports`. */
export type Script = { readonly exported: unknown }

type Require = (specifier: string) => unknown
type Load = (
  exports: unknown,
  require: Require,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void

// Captured before the first script runs.
// biome-ignore lint/security/noGlobalEval: running somebody's code is what this process is for
const evaluate = globalThis.eval
const requireBuiltin = createRequire('file:///script.js')
const builtins: ReadonlySet<string> = new Set(requireBuiltin('node:module').builtinModules)

export async function loadScript({ dialect, code, dependencies }: RunnerBuild): Promise<Script> {
  if (dialect !== 'authgear') {
    const require = createScriptRequire(dependencies)
    return { exported: evaluateCommonJs(code, `${dialect}.js`, require) }
  }
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  try {
    const module: { readonly default?: unknown } = await import(url)
    return { exported: module.default }
  } finally {
    URL.revokeObjectURL(url)
  }
}

function evaluateCommonJs(code: string, name: string, require: Require): unknown {
  const module: { exports: unknown } = { exports: {} }
  // On the script's first line, so that its lines count as its author counts them. An indirect eval is sloppy mode,
  // as CommonJS is.
  const load: Load = evaluate(
    `(function (exports, require, module, __filename, __dirname) {${code}\n})\n//# sourceURL=${name}`,
  )
  Reflect.apply(load, module.exports, [module.exports, require, module, `/${name}`, '/'])
  return module.exports
}

function createScriptRequire(dependencies: string | undefined): Require {
  let bundle: unknown
  const requireNode = (specifier: string): unknown => {
    const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier
    if (!builtins.has(name)) return undefined
    if (unavailableModules.has(name)) throw new Error(`The module '${name}' is not available to scripts`)
    return requireBuiltin(`node:${name}`)
  }
  return (specifier) => {
    const id = `${specifier}`
    if (dependencies !== undefined) {
      bundle ??= evaluateCommonJs(
        dependencies,
        'dependencies.js',
        (name) => requireNode(name) ?? notFound(name),
      )
      const load: unknown = isRecord(bundle) && Object.hasOwn(bundle, id) ? bundle[id] : undefined
      if (typeof load === 'function') return load()
    }
    return requireNode(id) ?? notFound(id)
  }
}

function notFound(specifier: string): never {
  const hint =
    specifier.startsWith('.') || specifier.startsWith('/')
      ? 'A script is a single file.'
      : 'Add it to the dependencies.'
  throw Object.assign(new Error(`Cannot find module '${specifier}'. ${hint}`), { code: 'MODULE_NOT_FOUND' })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
