// Fails when an import in src/ goes against .dependency-cruiser.mjs. A checker that sees no files passes everything,
// which happens silently when it cannot use the installed TypeScript (it needs one below 7) or cannot resolve `#src/`:
// so this also fails unless it has seen every file and an import from one folder to another.

import { globSync } from 'node:fs'
import { cruise, type ICruiseResult, type IDependency } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

/** Everything that is wrong, one line each, and how much was looked at. */
export interface BoundaryReport {
  readonly problems: readonly string[]
  readonly modules: number
  readonly dependencies: number
}

export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const options = await extractDepcruiseOptions(`${root}/.dependency-cruiser.mjs`)
  const tsConfig = extractTSConfig(`${root}/tsconfig.json`)
  const files = globSync('src/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  const { output } = await cruise(['src'], { ...options, baseDir: root }, undefined, { tsConfig })
  if (typeof output === 'string')
    throw new Error('The boundary checker gave a text where a result was expected')
  return {
    problems: [...violations(output), ...blindSpots(output, files)],
    modules: output.summary.totalCruised,
    dependencies: output.summary.totalDependenciesCruised ?? 0,
  }
}

function violations({ summary }: ICruiseResult): string[] {
  return summary.violations
    .filter(({ rule }) => rule.severity === 'error')
    .map(({ rule, from, to, cycle }) => {
      const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ')
      return `${rule.name}: ${from} -> ${path}`
    })
}

function blindSpots({ modules, summary }: ICruiseResult, files: readonly string[]): string[] {
  const seen = new Set(modules.map(({ source }) => source))
  const unseen = files.filter((file) => !seen.has(file))
  const crossesFolders = ({ module, resolved }: IDependency, source: string) =>
    module.startsWith('#src/') && seen.has(resolved) && folderOf(resolved) !== folderOf(source)
  const crossing = modules.some(({ source, dependencies }) =>
    dependencies.some((dependency) => source.startsWith('src/') && crossesFolders(dependency, source)),
  )
  return [
    ...(summary.totalCruised > 0 ? [] : ['The checker saw no file at all: is TypeScript below 7 installed?']),
    ...unseen.map((file) => `The checker did not see ${file}`),
    ...(crossing ? [] : ['The checker resolved no #src/ import from one folder of src/ to another']),
  ]
}

const folderOf = (file: string): string | undefined => file.split('/')[1]

if (import.meta.main) {
  const { problems, modules, dependencies } = await checkBoundaries(process.cwd())
  for (const problem of problems) console.error(problem)
  console.log(`Boundaries: ${modules} modules, ${dependencies} dependencies, ${problems.length} problems`)
  if (problems.length > 0) process.exitCode = 1
}
