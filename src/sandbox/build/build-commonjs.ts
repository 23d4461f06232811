// Actions and Hooks: the code stays as it was written, and what it requires becomes a text beside it.

import { buildIdOf } from '../build-id.ts'
import type { BuildResult, ScriptSource } from '../types.ts'
import { bundleDependencies } from './bundle-dependencies.ts'
import { choosePackages, located } from './choose-packages.ts'
import type { Compiler } from './create-compiler.ts'
import type { Installer } from './create-installer.ts'
import { readCommonJs } from './read-commonjs.ts'

export interface BuildTools {
  readonly compiler: Compiler
  readonly installer: Installer
}

export async function buildCommonJs(
  source: ScriptSource,
  { compiler, installer }: BuildTools,
): Promise<BuildResult> {
  const { dialect, code } = source
  const reading = await readCommonJs(code, compiler)
  if (!reading.ok) return reading

  const uses = reading.requirements.map(({ specifier, position }) => ({
    specifier,
    text: specifier,
    position,
  }))
  const notOurs = uses.filter(({ specifier }) => notPackage.test(specifier))
  if (notOurs.length > 0) {
    return {
      ok: false,
      problems: notOurs.map(({ specifier, position }) => ({ message: otherFile(specifier), ...position })),
    }
  }

  const chosen = choosePackages(source.dependencies, uses, noVersion[dialect === 'hook' ? 'hook' : 'action'])
  if (chosen.problems.length > 0) return { ok: false, problems: chosen.problems }

  const build = { id: buildIdOf(source), dialect, code }
  if (chosen.packages.length === 0) return { ok: true, build }
  return installer.withPackages(chosen.packages, async (installed): Promise<BuildResult> => {
    if (!installed.ok) return { ok: false, problems: located([{ message: installed.problem }], chosen, uses) }
    const bundle = await bundleDependencies(chosen.modules, installed, compiler)
    if (!bundle.ok) return { ok: false, problems: located(bundle.problems, chosen, uses) }
    return { ok: true, build: { ...build, dependencies: bundle.code } }
  })
}

/** Paths, and URLs such as `file:…` and `npm:…`. */
const notPackage = /^[./\\#]|^[a-z][a-z+.-]*:/i
const otherFile = (specifier: string) =>
  `require('${specifier}') finds nothing here: a script is one file, and loads Node's own modules and npm packages by name`

const noVersion = {
  action: (name: string) =>
    `"${name}" is not one of this Action's dependencies: add it there with a version, or write require('${name}@1.2.3') with the version that it was written for`,
  hook: (name: string) =>
    `"${name}" has no version here, where no packages come preloaded: write require('${name}@1.2.3') with the version that the script was written for, or add it to the Hook's dependencies`,
}
