// Authgear's scripts: a TypeScript module and all that it imports become one module that runs in Deno.

import type { Egress } from '#src/egress/create-egress.ts'
import { buildIdOf } from '../build-id.ts'
import type { BuildResult, ScriptSource } from '../types.ts'
import type { BuildTools } from './build-commonjs.ts'
import { maxBundleBytes, tooLarge } from './bundle-dependencies.ts'
import { choosePackages, located, packageId } from './choose-packages.ts'
import { type Compiled, nodeGlobals } from './create-compiler.ts'
import { packageModules, resolveInPackage } from './package-modules.ts'
import { isScript, positionIn, problemsOf, refusal } from './problems.ts'
import { createFetchModule } from './remote-modules.ts'
import { isPackageImport, packageText, type ResolvePackage, scriptModules } from './script-modules.ts'
import { keepOneSource } from './source-map.ts'

type Done = Extract<Compiled, { ok: true }>

interface Packages {
  readonly root: string
  readonly folders: readonly string[]
}

export interface ModuleBuildTools extends BuildTools {
  readonly egress: Pick<Egress, 'check' | 'sendHttp'>
}

export async function buildModule(
  source: ScriptSource,
  { compiler, installer, egress }: ModuleBuildTools,
): Promise<BuildResult> {
  const { code, dependencies } = source
  const fetchModule = createFetchModule(egress)
  const compile = (resolvePackage: ResolvePackage, installed?: Packages) =>
    compiler.compile({
      format: 'esm',
      target: 'es2024',
      entryPoint: 'script.mts',
      sourcemap: 'external',
      ...(installed === undefined
        ? {}
        : { root: installed.root, minifyWhitespace: true, minifySyntax: true }),
      define: nodeGlobals,
      plugins: [
        scriptModules({ code, compiler, fetchModule, resolvePackage }),
        packageModules(installed?.folders ?? [], { sourceMaps: true }),
      ],
    })

  // Which packages there are is known when every module was read; those from the web may import packages too.
  const first = await compile(noteIt)
  if (!first.ok) return { ok: false, problems: problemsOf(code, first.errors) }
  const uses = first.warnings.flatMap(({ detail, location }) =>
    typeof detail === 'string' && isPackageImport(detail)
      ? [{ specifier: detail, text: packageText(detail), position: positionIn(code, location) }]
      : [],
  )
  const chosen = choosePackages(dependencies, uses, noVersion)
  if (chosen.problems.length > 0) return { ok: false, problems: chosen.problems }
  if (chosen.packages.length === 0) return finish(source, first)

  return installer.withPackages(chosen.packages, async (installed): Promise<BuildResult> => {
    if (!installed.ok) return { ok: false, problems: located([{ message: installed.problem }], chosen, uses) }
    const resolvePackage: ResolvePackage = async (build, args) => {
      const module = chosen.modules.get(args.path)
      const place = module === undefined ? undefined : installed.find(module.package)
      if (module === undefined || place === undefined) return refusal(`"${args.path}" is not installed`)
      return (
        (await resolveInPackage(build, place, module.subpath, args)) ??
        refusal(`There is no "${module.package.name}${module.subpath}" in ${packageId(module.package)}`)
      )
    }
    const folders = chosen.packages.flatMap((each) => installed.find(each)?.folder ?? [])
    const second = await compile(resolvePackage, { root: installed.root, folders })
    if (!second.ok) return { ok: false, problems: located(problemsOf(code, second.errors), chosen, uses) }
    return finish(source, second)
  })
}

const noteIt: ResolvePackage = (_build, { path }) => ({
  external: true,
  warnings: [{ text: path, detail: path }],
})

const noVersion = (name: string) =>
  `"npm:${name}" has no version: write npm:${name}@1.2.3 with the version that the script was written for`

function finish(source: ScriptSource, { code: compiled, sourceMap = '', metafile }: Done): BuildResult {
  const code = compiled + requireFunction(metafile)
  const size = Buffer.byteLength(code)
  if (size > maxBundleBytes) return { ok: false, problems: [{ message: tooLarge(size) }] }
  const build = {
    id: buildIdOf(source),
    dialect: source.dialect,
    code,
    sourceMap: keepOneSource(sourceMap, isScript, 'script.ts'),
  }
  return { ok: true, build }
}

/**
 * Packages that are CommonJS require Node's modules, and a module has no `require`. The compiler calls one of this
 * name if there is one; it stands at the end, where imports and functions count from the beginning all the same.
 */
function requireFunction({ outputs }: Done['metafile']): string {
  const imports = Object.values(outputs).flatMap((output) => output.imports)
  const required = imports.filter(({ kind, external }) => kind === 'require-call' && external === true)
  const paths = [...new Set(required.map(({ path }) => path))]
  if (paths.length === 0) return ''
  const lines = paths.map((path, index) => `import otpostModule${index} from ${JSON.stringify(path)}`)
  const cases = paths.map((path, index) => `case ${JSON.stringify(path)}: return otpostModule${index}`)
  return `
${lines.join('\n')}
function require(path) {
  switch (path) {
    ${cases.join('\n    ')}
  }
  throw Object.assign(new Error("Cannot find module '" + path + "'"), { code: 'MODULE_NOT_FOUND' })
}
`
}
