// What every test of a harmful script asks: whether it failed, and whether it failed alone.

import assert from 'node:assert/strict'
import type { ScriptFailureKind, ScriptRun } from '#src/sandbox/types.ts'
import { script, type TestSandbox } from './start-sandbox.ts'

export const returnedBy = ({ result }: ScriptRun) => {
  assert.ok(result.end === 'returned', JSON.stringify(result))
  return result.value
}

export const failureOf = ({ result }: ScriptRun) => {
  assert.ok(result.end === 'failed', JSON.stringify(result))
  return result
}

/** A script that does harm when its payload is true. */
export const harmful = (body: string) => script(`if (e === true) { ${body} }; return 'fine'`)

/** The call fails with this kind, one beside it does not, and the next call of the same script works. */
export async function failsAlone(
  { runCode }: TestSandbox,
  code: string,
  kind: ScriptFailureKind,
  timeoutMs = 10_000,
): Promise<ScriptRun> {
  const bystander = runCode(script('await new Promise((r) => setTimeout(r, 50)); return 1'), {
    tenantId: 'other',
  })
  const run = await runCode(code, { input: true, timeoutMs })
  assert.equal(failureOf(run).kind, kind, JSON.stringify(run.result))
  assert.equal(returnedBy(await bystander), 1, 'another call at the same time is not affected')
  assert.equal(
    returnedBy(await runCode(code, { input: false })),
    'fine',
    'the next call of the same script works',
  )
  return run
}
