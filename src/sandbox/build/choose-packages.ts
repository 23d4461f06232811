// Which packages a script needs, in which versions: those it declares, and those it names with a version in its code.

import type { ScriptDependency, ScriptProblem } from '#src/settings/records.ts'
import { isPackageName, isPackageVersion, parsePackageSpecifier } from './package-specifier.ts'
import type { Position } from './problems.ts'

/** What the script writes, and where. */
export interface PackageUse {
  readonly specifier: string
  /** The specifier without what stands before the name, such as `npm:`. */
  readonly text: string
  readonly position: Position
}

/** What is installed: `name@version`, from the registry that npm is configured with unless another is named. */
export type Package = ScriptDependency

export interface ChosenPackages {
  readonly packages: readonly Package[]
  /** What each specifier that the script may load stands for. */
  readonly modules: ReadonlyMap<string, { readonly package: Package; readonly subpath: string }>
  readonly problems: readonly ScriptProblem[]
}

/** Beyond what a script may declare; a bound on what one build may fetch. */
const maxPackages = 20

export function choosePackages(
  declared: readonly ScriptDependency[],
  uses: readonly PackageUse[],
  /** Says that a package has no version. */
  noVersion: (name: string) => string,
): ChosenPackages {
  const byName = new Map<string, Package>()
  const byVersion = new Map<string, Package>()
  const modules = new Map<string, { package: Package; subpath: string }>()
  const problems: ScriptProblem[] = []

  for (const dependency of declared) {
    const problem = problemOf(dependency)
    if (problem !== undefined) problems.push({ message: problem })
    else if (byName.has(dependency.name)) problems.push({ message: `"${dependency.name}" is declared twice` })
    byName.set(dependency.name, dependency)
    byVersion.set(packageId(dependency), dependency)
    modules.set(dependency.name, { package: dependency, subpath: '' })
  }

  for (const { specifier, text, position } of uses) {
    const parsed = parsePackageSpecifier(text)
    if (parsed === undefined) {
      problems.push({ message: `"${specifier}" is not the name of a package`, ...position })
      continue
    }
    const { name, version, subpath } = parsed
    const chosen = version === undefined ? byName.get(name) : { name, version }
    if (chosen === undefined) {
      problems.push({ message: noVersion(name), ...position })
      continue
    }
    const problem = problemOf(chosen)
    if (problem !== undefined) {
      if (version !== undefined) problems.push({ message: problem, ...position })
      continue
    }
    const known = byVersion.get(packageId(chosen)) ?? chosen
    byVersion.set(packageId(known), known)
    modules.set(specifier, { package: known, subpath })
  }

  if (byVersion.size > maxPackages) {
    problems.push({
      message: `A script can have ${maxPackages} packages, and this one names ${byVersion.size}`,
    })
  }
  return { packages: [...byVersion.values()], modules, problems }
}

export const packageId = ({ name, version }: Package): string => `${name}@${version}`

/** Points a problem with a package to the line that asks for it. */
export function located(
  problems: readonly ScriptProblem[],
  { modules }: ChosenPackages,
  uses: readonly PackageUse[],
): readonly ScriptProblem[] {
  return problems.map((problem) => {
    const use = uses.find(({ specifier }) => {
      const module = modules.get(specifier)
      return module !== undefined && problem.message.includes(packageId(module.package))
    })
    return problem.line === undefined && use !== undefined ? { ...problem, ...use.position } : problem
  })
}

function problemOf({ name, version }: ScriptDependency): string | undefined {
  if (!isPackageName(name)) return `"${name}" is not the name of a package`
  if (version.trim() === '') return `"${name}" has no version: name the one that the script was written for`
  if (!isPackageVersion(version)) return `"${version}" is not a version of "${name}", such as 1.2.3 or ^1.2.0`
  return undefined
}
