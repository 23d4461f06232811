import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import { createEgress } from '#src/egress/create-egress.ts'
import { createLog } from '#src/observability/log.ts'
import { createScriptBuilder } from '#src/sandbox/build/create-script-builder.ts'
import type { BuildResult, ScriptBuild } from '#src/sandbox/types.ts'
import type { ScriptProblem } from '#src/settings/records.ts'
import { onEnd } from '#test/support/on-end.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

interface BuilderOptions {
  /** The npm registry; the one that npm is configured with unless given. */
  readonly registry?: string
  readonly allow?: readonly string[]
}

/** A builder that keeps its packages, and npm its cache, in a folder that goes away with the test. */
export async function startBuilder(
  t: TestContext,
  { registry, allow = ['127.0.0.0/8'] }: BuilderOptions = {},
) {
  const egress = createEgress({ allow })
  onEnd(t, egress.close)
  const folder = await tempFolder(t)
  const npm =
    registry === undefined
      ? {}
      : {
          npm_config_registry: registry,
          npm_config_cache: `${folder}/npm-cache`,
          npm_config_userconfig: `${folder}/npmrc`,
        }
  const builder = createScriptBuilder({
    egress,
    log: createLog('silent'),
    npmEnvironment: { ...process.env, ...npm },
    tempFolder: folder,
  })
  onEnd(t, builder.close)
  return {
    build: builder.build,
    checkTypes: builder.checkTypes,
    checkExport: builder.checkExport,
    close: builder.close,
    folder,
    /** What the builder has put into its folder. */
    files: () => readdir(folder),
  }
}

export function built(result: BuildResult): ScriptBuild {
  assert.ok(result.ok, JSON.stringify(result))
  return result.build
}

export function problems(result: BuildResult): readonly ScriptProblem[] {
  assert.ok(!result.ok, 'it was built')
  return result.problems
}

/** What a script may require of a build, as a process of the sandbox sees it. */
export function loadDependencies({ dependencies }: ScriptBuild): Record<string, () => unknown> {
  const module = { exports: {} }
  const require = process.getBuiltinModule('node:module').createRequire('file:///script/dependencies.cjs')
  new Function('module', 'exports', 'require', dependencies ?? '')(module, module.exports, require)
  return module.exports
}

/** Imports the module of a build. */
export async function importBuild({ code }: ScriptBuild): Promise<Record<string, unknown>> {
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
}
