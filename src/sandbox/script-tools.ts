// From a script's source to a build that every process of this Otpost can run: made once, then kept.

import { randomUUID } from 'node:crypto'
import type { ActionExecution, ScriptProblem } from '#src/settings/records.ts'
import { buildIdOf } from './build-id.ts'
import type { RunScript, ScriptBuild, ScriptBuilder, ScriptSource } from './types.ts'

export interface BuildStore {
  has(tenantId: string, id: string): Promise<boolean>
  find(tenantId: string, id: string): Promise<ScriptBuild | undefined>
  keep(tenantId: string, build: ScriptBuild): Promise<void>
}

/** What everyone who runs scripts is given. */
export interface ScriptTools {
  readonly run: RunScript
  /**
   * Sees to it that the tenant has a build of this source, and names it. Where it has one, this is one query.
   * @throws ScriptNotBuilt
   */
  prepare(tenantId: string, source: ScriptSource): Promise<string>
  /** A build that `prepare` named. */
  loadBuild(tenantId: string, source: ScriptSource): Promise<ScriptBuild>
  /** What is wrong with an `authgear` script that a build does not see: its types, unless it is JavaScript; its export. */
  checkTypes(code: string): Promise<readonly ScriptProblem[]>
  /** What is wrong with what a `hook` script exports, as far as its text tells. */
  checkExport(code: string): Promise<readonly ScriptProblem[]>
  /** Keeps the record of an Action's run, and names it. */
  recordExecution(tenantId: string, execution: Omit<ActionExecution, 'id'>): Promise<string>
}

export class ScriptNotBuilt extends Error {
  override readonly name = 'ScriptNotBuilt'
  readonly problems: readonly ScriptProblem[]

  constructor(problems: readonly ScriptProblem[]) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
  }
}

interface ScriptToolsOptions {
  readonly run: RunScript
  readonly builder: ScriptBuilder
  readonly builds: BuildStore
  readonly recordExecution: (tenantId: string, execution: ActionExecution) => Promise<void>
}

export function createScriptTools({
  run,
  builder,
  builds,
  recordExecution,
}: ScriptToolsOptions): ScriptTools {
  async function make(tenantId: string, source: ScriptSource): Promise<ScriptBuild> {
    const made = await builder.build(source)
    if (!made.ok) throw new ScriptNotBuilt(made.problems)
    await builds.keep(tenantId, made.build)
    return made.build
  }

  return {
    run,
    checkTypes: builder.checkTypes,
    checkExport: builder.checkExport,
    async prepare(tenantId, source) {
      const id = buildIdOf(source)
      if (!(await builds.has(tenantId, id))) await make(tenantId, source)
      return id
    },
    // A restored backup, or a release that builds in another way, finds no build: it is made again, once.
    loadBuild: async (tenantId, source) =>
      (await builds.find(tenantId, buildIdOf(source))) ?? make(tenantId, source),
    async recordExecution(tenantId, execution) {
      const id = randomUUID()
      await recordExecution(tenantId, { ...execution, id })
      return id
    },
  }
}
