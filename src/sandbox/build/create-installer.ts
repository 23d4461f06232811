// Fetches packages into folders of their own. The same packages wanted twice are fetched once; a folder is removed
// when others were wanted since, but never while somebody reads it.

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Egress } from '#src/egress/create-egress.ts'
import type { Log } from '#src/observability/log.ts'
import { type Package, packageId } from './choose-packages.ts'
import { type Environment, runNpm } from './run-npm.ts'
import { refusalOfUrl } from './url-policy.ts'

/** Where an installed package is. */
export interface InstalledPackage {
  /** The folder that `node_modules` is in. */
  readonly folder: string
  /** What the package is called there. */
  readonly name: string
}

export type Installed =
  | {
      readonly ok: true
      /** What all of it is in. */
      readonly root: string
      readonly find: (wanted: Package) => InstalledPackage | undefined
    }
  | { readonly ok: false; readonly problem: string }

export interface Installer {
  /** What is installed stays until `use` is done with it. */
  withPackages<T>(packages: readonly Package[], use: (installed: Installed) => Promise<T>): Promise<T>
  /** Ends what runs. */
  close(): void
}

export interface InstallerOptions {
  /** Where to put them. */
  readonly folder: () => Promise<string>
  readonly environment: Environment
  readonly egress: Pick<Egress, 'check'>
  readonly log: Log
}

interface Installation {
  readonly key: string
  readonly since: number
  readonly root: Promise<string>
  readonly installed: Promise<Installed>
  failed: boolean
  users: number
}

const maxAtOnce = 2
const maxKept = 8
/** Later a range or a tag may mean something else. */
const maxAgeMs = 10 * 60_000

export function createInstaller({ folder, environment, egress, log }: InstallerOptions): Installer {
  const limit = pLimit(maxAtOnce)
  const closing = new AbortController()
  let installations: readonly Installation[] = []

  function begin(key: string, packages: readonly Package[]): Installation {
    const root = folder().then((path) => mkdtemp(join(path, 'packages-')))
    const installed = limit(async () => install(packages, await root))
    const installation: Installation = { key, since: Date.now(), root, installed, failed: false, users: 0 }
    installations = [...installations, installation]
    return installation
  }

  async function install(packages: readonly Package[], root: string): Promise<Installed> {
    const places = new Map<string, InstalledPackage>()
    for (const [registryUrl, group] of Map.groupBy(packages, (wanted) => wanted.registryUrl)) {
      const wanted = group.map(packageId)
      const refused = registryUrl === undefined ? undefined : await refusalOfUrl(registryUrl, egress)
      if (refused !== undefined)
        return { ok: false, problem: `The registry of ${wanted.join(', ')} ${refused}` }
      const groupFolder = join(root, String(places.size))
      await mkdir(groupFolder)
      const dependencies = new Map<string, string>()
      for (const each of group) {
        // A second version of a package goes by another name.
        const name = dependencies.has(each.name) ? `otpost-${places.size}` : each.name
        dependencies.set(name, name === each.name ? each.version : `npm:${packageId(each)}`)
        places.set(placeKey(each), { folder: groupFolder, name })
      }
      const result = await runNpm({
        folder: groupFolder,
        dependencies: Object.fromEntries(dependencies),
        wanted,
        environment,
        signal: closing.signal,
        ...(registryUrl === undefined ? {} : { registryUrl }),
      })
      if (!result.ok) {
        log.warn({ npm: result.error, packages: wanted }, 'packages of a script could not be installed')
        return { ok: false, problem: result.problem }
      }
    }
    return { ok: true, root, find: (wanted) => places.get(placeKey(wanted)) }
  }

  async function removeUnused(): Promise<void> {
    const isStale = ({ failed, since }: Installation) => failed || Date.now() - since > maxAgeMs
    const unused = installations.filter(({ users }) => users === 0)
    const fresh = unused.filter((each) => !isStale(each))
    const removed = new Set([
      ...unused.filter(isStale),
      ...fresh.slice(0, Math.max(0, fresh.length - maxKept)),
    ])
    installations = installations.filter((each) => !removed.has(each))
    for (const { root } of removed) await rm(await root, { recursive: true, force: true })
  }

  return {
    async withPackages(packages, use) {
      const key = JSON.stringify(packages.map(placeKey))
      const isFresh = (each: Installation) => each.key === key && Date.now() - each.since < maxAgeMs
      const installation = installations.find(isFresh) ?? begin(key, packages)
      installation.users += 1
      try {
        const installed = await installation.installed
        installation.failed = !installed.ok
        return await use(installed)
      } finally {
        installation.users -= 1
        await removeUnused()
      }
    },
    close: () => closing.abort(),
  }
}

const placeKey = ({ name, version, registryUrl }: Package): string =>
  JSON.stringify([name, version, registryUrl])
