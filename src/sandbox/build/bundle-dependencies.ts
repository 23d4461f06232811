// Everything that an Action or a Hook may require, as one CommonJS text.

import type { OnResolveResult, Plugin } from 'esbuild'
import type { ScriptProblem } from '#src/settings/records.ts'
import { type ChosenPackages, packageId } from './choose-packages.ts'
import { type Compiler, nodeGlobals } from './create-compiler.ts'
import type { Installed } from './create-installer.ts'
import { asked, packageModules, resolveInPackage } from './package-modules.ts'
import { problemsOf, refusal } from './problems.ts'

/** Every process that runs the script reads it. The largest SDK that scripts are known to use makes a third of it. */
export const maxBundleBytes = 16 * 1024 * 1024

export type DependencyBundle =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] }

/**
 * The text's `module.exports` maps each specifier to a function that loads it. A module's code runs when it is loaded
 * for the first time.
 */
export async function bundleDependencies(
  modules: ChosenPackages['modules'],
  installed: Extract<Installed, { ok: true }>,
  compiler: Compiler,
): Promise<DependencyBundle> {
  const entries = [...modules.keys()].map((specifier) => {
    const literal = JSON.stringify(specifier)
    return `${literal}: () => require(${literal})`
  })
  const places = [...modules.values()].flatMap((module) => installed.find(module.package) ?? [])
  const bundled = await compiler.compile({
    format: 'cjs',
    root: installed.root,
    target: 'es2024',
    stdin: { contents: `module.exports = {\n${entries.join(',\n')}\n}`, sourcefile: entryFile },
    minifySyntax: true,
    minifyWhitespace: true,
    define: {
      ...nodeGlobals,
      'import.meta.url': '"file:///script/dependencies.cjs"',
      'import.meta.dirname': nodeGlobals.__dirname,
      'import.meta.filename': nodeGlobals.__filename,
    },
    plugins: [
      requiredModules(modules, installed),
      packageModules(
        places.map(({ folder }) => folder),
        { sourceMaps: false },
      ),
    ],
  })
  if (!bundled.ok) return { ok: false, problems: problemsOf('', bundled.errors) }
  const size = Buffer.byteLength(bundled.code)
  if (size > maxBundleBytes) return { ok: false, problems: [{ message: tooLarge(size) }] }
  return { ok: true, code: bundled.code }
}

const entryFile = 'dependencies.js'

export const tooLarge = (bytes: number): string =>
  `The script's packages are too large: ${inMegabytes(bytes)} MB of code, of ${inMegabytes(maxBundleBytes)} MB at most`
const inMegabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

function requiredModules(
  modules: ChosenPackages['modules'],
  installed: Extract<Installed, { ok: true }>,
): Plugin {
  return {
    name: 'required-modules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.importer !== entryFile || args.pluginData === asked) return undefined
        const module = modules.get(args.path)
        const place = module === undefined ? undefined : installed.find(module.package)
        if (module === undefined || place === undefined) return undefined
        return (
          (await resolveInPackage(build, place, module.subpath, args)) ??
          refusal(`There is no "${module.package.name}${module.subpath}" in ${packageId(module.package)}`)
        )
      })
    },
  }
}
