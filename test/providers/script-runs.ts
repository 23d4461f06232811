import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptCall, ScriptResult, ScriptRun } from '#src/sandbox/types.ts'
import type { ActionExecution } from '#src/settings/records.ts'
import { noScripts } from './contract.ts'

export interface ScriptRuns {
  readonly scripts: ScriptTools
  readonly calls: readonly ScriptCall[]
  readonly executions: readonly Omit<ActionExecution, 'id'>[]
}

/** A sandbox whose every run ends in one way, to see what a provider asks of it and makes of it. */
export function runsThatEnd(result: ScriptResult, run: Partial<ScriptRun> = {}): ScriptRuns {
  const calls: ScriptCall[] = []
  const executions: Omit<ActionExecution, 'id'>[] = []
  const ended: ScriptRun = {
    result,
    console: [],
    consoleTruncated: false,
    refusedAddresses: [],
    durationMs: 1,
    ...run,
  }
  const scripts: ScriptTools = {
    ...noScripts,
    prepare: async (_tenantId, { dialect }) => `build of ${dialect}`,
    run: async (call) => {
      calls.push(call)
      return ended
    },
    recordExecution: async (_tenantId, execution) => {
      executions.push(execution)
      return 'exe_1'
    },
  }
  return { scripts, calls, executions }
}

export const failedRun = (
  kind: Extract<ScriptResult, { end: 'failed' }>['kind'],
  message = 'no reason',
): ScriptResult => ({ end: 'failed', kind, error: { name: 'TypeError', message } })
