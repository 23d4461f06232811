// What a script of Authgear's may import: our copy of Authgear's types, Node's modules, modules from the web, packages.
// Nothing else, and no file of this machine.

import { isBuiltin } from 'node:module'
import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { isAuthgearTypes, readAuthgearTypes } from './authgear-types.ts'
import type { Compiler } from './create-compiler.ts'
import { asked, emptySourceMap } from './package-modules.ts'
import { oneFile, refusal, remoteNamespace, scriptNamespace } from './problems.ts'
import type { FetchModule } from './remote-modules.ts'

export type ResolvePackage = (
  build: PluginBuild,
  args: OnResolveArgs,
) => OnResolveResult | Promise<OnResolveResult>

export interface ScriptModulesOptions {
  readonly code: string
  readonly compiler: Pick<Compiler, 'nowhere'>
  readonly fetchModule: FetchModule
  /** Given imports such as `npm:axios@1.7.9`. */
  readonly resolvePackage: ResolvePackage
}

const typesNamespace = 'authgear-types'

export const isPackageImport = (specifier: string): boolean => specifier.startsWith('npm:')

export const noJsr = 'Packages of jsr.io are not supported; many are on npm as well'

/** `npm:name@version` and `npm:/name@version` are the same. */
export const packageText = (specifier: string): string => specifier.replace(/^npm:\/?/, '')

export function scriptModules({ code, compiler, fetchModule, resolvePackage }: ScriptModulesOptions): Plugin {
  async function fromWeb(url: string): Promise<OnResolveResult> {
    if (isAuthgearTypes(url)) return { path: url, namespace: typesNamespace }
    const module = await fetchModule(url)
    return module.ok ? { path: module.url, namespace: remoteNamespace } : refusal(module.problem)
  }

  async function resolve(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
    const { path, kind, importer, namespace } = args
    if (kind === 'require-call' || kind === 'require-resolve') {
      const name = path.replace(/^node:/, '')
      const from = isBuiltin(path) ? `node:${name}` : `npm:${path}@1.2.3`
      return refusal(`There is no require in an ES module: write import … from '${from}'`)
    }
    if (path.startsWith('node:') && isBuiltin(path)) return { path, external: true }
    if (isPackageImport(path)) return resolvePackage(build, args)
    if (path.startsWith('jsr:')) return refusal(noJsr)
    if (/^https?:\/\//i.test(path)) return fromWeb(path)
    if (/^(\/|\.\.?\/)/.test(path)) {
      const url = namespace === remoteNamespace ? URL.parse(path, importer)?.href : undefined
      return url === undefined ? refusal(oneFile) : fromWeb(url)
    }
    if (/^[a-z][a-z+.-]*:/i.test(path)) return refusal(`"${path}" cannot be imported`)
    if (isBuiltin(path)) return refusal(`"${path}" is a module of Node: write "node:${path}"`)
    return refusal(
      `"${path}" says not where it comes from: write "npm:${path}@1.2.3", or an https:// address`,
    )
  }

  return {
    name: 'script-modules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.pluginData === asked) return undefined
        if (args.kind === 'entry-point') return { path: args.path, namespace: scriptNamespace }
        return args.namespace === scriptNamespace || args.namespace === remoteNamespace
          ? resolve(build, args)
          : undefined
      })
      build.onLoad({ filter: /.*/, namespace: scriptNamespace }, () => loaded(code, 'ts'))
      build.onLoad({ filter: /.*/, namespace: typesNamespace }, async () =>
        loaded(await readAuthgearTypes(), 'ts'),
      )
      build.onLoad({ filter: /.*/, namespace: remoteNamespace }, async ({ path }): Promise<OnLoadResult> => {
        const module = await fetchModule(path)
        return module.ok ? loaded(module.contents, module.loader) : refusal(module.problem)
      })
    },
  }

  function loaded(contents: string, loader: Loader): OnLoadResult {
    const text = contents.includes('sourceMappingURL') ? `${contents}\n${emptySourceMap}` : contents
    return { contents: loader === 'json' ? contents : text, loader, resolveDir: compiler.nowhere }
  }
}
