// How the compiler finds and reads what packages are made of. Packages are others' code: whatever they say their files
// are, nothing is read outside of the folder that they were installed in.

import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { sep } from 'node:path'
import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import type { InstalledPackage } from './create-installer.ts'
import { inPackage, refusal } from './problems.ts'

const missingNamespace = 'missing'
/** Marks a plugin's own question to the compiler: no plugin answers it. */
export const asked = Symbol('asked')

/** Resolves what a script imports from an installed package. */
export async function resolveInPackage(
  build: PluginBuild,
  { folder, name }: InstalledPackage,
  subpath: string,
  { kind, importer }: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  const found = await build.resolve(name + subpath, { kind, importer, resolveDir: folder, pluginData: asked })
  return found.errors.length === 0 && found.path.startsWith(folder + sep) ? { path: found.path } : undefined
}

/** For imports inside packages. `folders` are where packages may be read. */
export function packageModules(
  folders: readonly string[],
  { sourceMaps }: { readonly sourceMaps: boolean },
): Plugin {
  const isInside = (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}${sep}node_modules${sep}`))
  return {
    name: 'package-modules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.pluginData === asked) return undefined
        const { path, kind, importer, resolveDir } = args
        // Node looks among its own modules first, whatever is installed.
        if (isBuiltin(path)) return { path: path.startsWith('node:') ? path : `node:${path}`, external: true }
        const found = await build.resolve(path, {
          kind,
          importer,
          resolveDir,
          with: args.with,
          pluginData: asked,
        })
        const known = found.errors.length === 0 && found.namespace === 'file' && isInside(found.path)
        if (!known) return { path, namespace: missingNamespace }
        if (found.path.endsWith('.node'))
          return refusal(`Native modules cannot run here (${inPackage(found.path)})`)
        return { path: found.path, sideEffects: found.sideEffects }
      })
      // As in Node: what is not there is an error only for who gets there, and packages do try.
      build.onLoad({ filter: /.*/, namespace: missingNamespace }, ({ path }): OnLoadResult => {
        const message = JSON.stringify(`Cannot find module '${path}'`)
        return {
          contents: `throw Object.assign(new Error(${message}), { code: 'MODULE_NOT_FOUND' })`,
          loader: 'js',
        }
      })
      build.onLoad(
        { filter: /.*/, namespace: 'file' },
        async ({ path }): Promise<OnLoadResult | undefined> => {
          if (!isInside(path)) return refusal('A package names a file that is not its own')
          if (!sourceMaps || !/\.[cm]?[jt]sx?$/.test(path)) return undefined
          // The compiler would follow a file's pointer to its source map, wherever that leads. The last pointer counts.
          return { contents: `${await readFile(path, 'utf8')}\n${emptySourceMap}`, loader: 'default' }
        },
      )
    },
  }
}

/** Keeps the compiler from looking for another. */
export const emptySourceMap =
  '//# sourceMappingURL=data:application/json,%7B%22version%22%3A3%2C%22sources%22%3A%5B%5D%2C%22mappings%22%3A%22%22%7D'
