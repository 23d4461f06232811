// Runs a script because an operator wants to see it run: what it returned, what it printed, and how it failed.

import { ScriptNotBuilt, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptCall, ScriptResult, ScriptSource } from '#src/sandbox/types.ts'
import { describeProblems } from '#src/settings/describe-problem.ts'
import type { Json, JsonObject } from '#src/settings/records.ts'

/** What Auth0 gives Actions and Hooks (contract 8.2, 9.4). */
const timeLimitMs = 20_000

export interface TestRun {
  readonly error?: { readonly message: string; readonly name: string; readonly stack?: string }
  readonly returned?: Json
  /** What an Action asked for besides: `{drop: reason}` or `{retry: reason}`. */
  readonly asked?: JsonObject
  readonly console: readonly JsonObject[]
  readonly durationMs: number
}

export async function runScript(
  scripts: ScriptTools,
  tenantId: string,
  source: ScriptSource,
  call: Pick<ScriptCall, 'entry' | 'cacheScope'>,
): Promise<TestRun> {
  let buildId: string
  try {
    buildId = await scripts.prepare(tenantId, source)
  } catch (error) {
    if (!(error instanceof ScriptNotBuilt)) throw error
    const message = describeProblems(error.problems)
    return { error: { message, name: 'BuildFailed' }, console: [], durationMs: 0 }
  }
  const run = await scripts.run(
    { ...call, tenantId, buildId, loadBuild: () => scripts.loadBuild(tenantId, source) },
    AbortSignal.timeout(timeLimitMs),
  )
  return {
    ...showResult(run.result),
    console: run.console.map(({ level, text }) => ({ level, text })),
    durationMs: run.durationMs,
  }
}

function showResult(result: ScriptResult): Pick<TestRun, 'error' | 'returned' | 'asked'> {
  switch (result.end) {
    case 'returned':
      return { returned: result.value }
    case 'dropped':
      return { asked: { drop: result.reason } }
    case 'retry':
      return { asked: { retry: result.reason } }
    case 'failed': {
      const { message, name, stack } = result.error
      return { error: { message, name, ...(stack !== undefined && { stack }) } }
    }
  }
}
