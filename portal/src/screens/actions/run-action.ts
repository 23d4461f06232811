import type { Api } from '../../api/create-api.ts'
import type { ConsoleLine } from '../../ui/console-output.tsx'
import type { RunError, ScriptRun } from '../../ui/script-form/script-run.ts'
import { actionPath } from './actions-api.ts'

interface TestRun {
  readonly error?: RunError
  readonly result?: { readonly drop?: string; readonly retry?: string }
  readonly console: readonly ConsoleLine[]
  readonly execution_id?: string
  readonly stats: { readonly action_duration_ms: number }
}

/** Runs the draft of an Action. */
export async function runAction(api: Api, id: string, event: object): Promise<ScriptRun> {
  const { payload } = await api.post<{ readonly payload: TestRun }>(`${actionPath(id)}/test`, {
    payload: { event },
  })
  const { error, result, console, execution_id: executionId, stats } = payload
  return {
    error,
    refusal: readRefusal(result),
    response: { error, result, stats },
    console,
    durationMs: stats.action_duration_ms,
    executionId,
  }
}

function readRefusal({ drop, retry }: NonNullable<TestRun['result']> = {}): string | undefined {
  if (drop !== undefined) return `The Action dropped the message: ${drop}`
  return retry === undefined ? undefined : `The Action asked for a retry: ${retry}`
}
