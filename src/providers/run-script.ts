// Running an operator's own code for a message: what the kinds that do so have in common. What a script threw is told to
// the operator without the message, its code and the script's secrets.

import type { DeliveryFailed } from '#src/messaging/types.ts'
import { ScriptNotBuilt, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type {
  ScriptCall,
  ScriptFailureKind,
  ScriptResult,
  ScriptRun,
  ScriptSource,
} from '#src/sandbox/types.ts'
import type { Json, ScriptProblem } from '#src/settings/records.ts'
import { beforeAbort } from './before-abort.ts'
import type { ConfigProblem } from './define-provider.ts'
import { safeDetail } from './safe-detail.ts'

interface Script {
  readonly tenantId: string
  readonly source: ScriptSource
  /** Where it is known; else it is asked for with the first call. */
  readonly buildId?: string
}

type Call = Pick<ScriptCall, 'entry' | 'env' | 'cacheScope'>

type RunForMessage = (
  call: Call,
  signal: AbortSignal,
) => Promise<{ readonly run: ScriptRun } | { readonly failed: DeliveryFailed }>

/** Runs one script again and again, each time as its own run. Resolves with a failure where there was none. */
export function scriptRunner(scripts: ScriptTools, { tenantId, source, buildId }: Script): RunForMessage {
  let build = buildId === undefined ? undefined : Promise.resolve(buildId)

  return async (call, signal) => {
    if (signal.aborted) return { failed: outOfTime }
    build ??= scripts.prepare(tenantId, source)
    try {
      const buildId = await beforeAbort(build, signal)
      if (buildId === undefined || signal.aborted) return { failed: outOfTime }
      const loadBuild = () => scripts.loadBuild(tenantId, source)
      const run = await scripts.run({ tenantId, buildId, loadBuild, ...call }, signal)
      return isNotRun(run) && signal.aborted ? { failed: outOfTime } : { run }
    } catch (error) {
      build = buildId === undefined ? undefined : build
      if (!(error instanceof ScriptNotBuilt)) throw error
      return {
        failed: { ok: false, kind: 'script_failed', detail: safeDetail(`Not built: ${error.message}`, []) },
      }
    }
  }
}

/** Builds a script before it is saved or tested. @returns what is wrong with it, under this path */
export async function prepareScript(
  scripts: ScriptTools,
  tenantId: string,
  source: ScriptSource,
  path: string,
): Promise<readonly ConfigProblem[]> {
  try {
    await scripts.prepare(tenantId, source)
    return []
  } catch (error) {
    if (!(error instanceof ScriptNotBuilt)) throw error
    return scriptProblems(error.problems, path)
  }
}

/** `FILE:line:column`, as Authgear's own check names the script. */
export function scriptProblems(problems: readonly ScriptProblem[], path: string): readonly ConfigProblem[] {
  return problems.map(({ line, column = 1, message }) => ({
    path,
    message: line === undefined ? message : `FILE:${line}:${column} ${message}`,
  }))
}

const failureKinds = {
  threw: 'script_failed',
  no_function: 'script_failed',
  timed_out: 'timeout',
  out_of_memory: 'script_failed',
  exited: 'script_failed',
  bad_result: 'script_failed',
  not_run: 'unknown_error',
} as const satisfies Record<ScriptFailureKind, DeliveryFailed['kind']>

const outOfTime: DeliveryFailed = {
  ok: false,
  kind: 'timeout',
  providerErrorCode: 'ETIMEDOUT',
  detail: 'The script took longer than its time limit',
}

type FailedResult = Extract<ScriptResult, { end: 'failed' }>

/** What a run that failed means for the message. `hide` are the texts that must not get into our records. */
export function outcomeOfFailedRun(
  { kind, error }: FailedResult,
  refusedAddresses: readonly string[],
  hide: readonly string[],
): DeliveryFailed {
  if (kind === 'timed_out') return outOfTime
  const detail = safeDetail(`${error.name}: ${error.message}`, hide)
  if (kind !== 'threw' || refusedAddresses.length === 0)
    return { ok: false, kind: failureKinds[kind], detail }
  const refused = `Refused to call ${refusedAddresses.join(', ')}: not a public address. OTPOST_EGRESS_ALLOW can allow it.`
  return {
    ok: false,
    kind: failureKinds[kind],
    providerErrorCode: 'EGRESS_REFUSED',
    detail: safeDetail(`${refused} ${detail}`, []),
  }
}

/** It waited for its turn until its time was up. */
function isNotRun({ result }: ScriptRun): boolean {
  return result.end === 'failed' && result.kind === 'not_run'
}

/** A value as JSON says it: members that are undefined are left out. */
export function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
