import type { TestContext } from 'node:test'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '#src/sandbox/create-sandbox.ts'
import type { ScriptBuild, ScriptCall, ScriptDialect, ScriptEntry, ScriptRun } from '#src/sandbox/types.ts'
import type { Json } from '#src/settings/records.ts'
import { onEnd } from '#test/support/on-end.ts'

export interface ScriptRunOptions extends Partial<Omit<ScriptBuild, 'id' | 'code'>> {
  readonly tenantId?: string
  /** The payload, the event, or the context. */
  readonly input?: Json
  readonly entry?: ScriptEntry
  readonly env?: Readonly<Record<string, string>>
  readonly cacheScope?: string
  readonly timeoutMs?: number
}

export interface TestSandbox extends Sandbox {
  /** Runs source text as a build of its own. */
  runCode(code: string, options?: ScriptRunOptions): Promise<ScriptRun>
}

/** A sandbox with real processes, gone when the test ends. `allow` are addresses that its scripts may call. */
export function startSandbox(
  t: TestContext,
  { allow = [], ...options }: Partial<SandboxOptions> & { readonly allow?: readonly string[] } = {},
): TestSandbox {
  const sandbox = createSandbox({ refused: refusedBlocks(allow), log: { warn: () => {} }, ...options })
  onEnd(t, sandbox.close)
  return { ...sandbox, runCode: (code, given = {}) => sandbox.run(callOf(code, given), signalOf(given)) }
}

export function callOf(code: string, options: ScriptRunOptions = {}): ScriptCall {
  const { tenantId = 'tenant', dialect = 'authgear', dependencies, sourceMap, env, cacheScope } = options
  const build: ScriptBuild = {
    id: `${dialect} ${code}`,
    dialect,
    code,
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(sourceMap === undefined ? {} : { sourceMap }),
  }
  return {
    tenantId,
    buildId: build.id,
    loadBuild: async () => build,
    entry: options.entry ?? entryOf(dialect, options.input ?? {}),
    ...(env === undefined ? {} : { env }),
    ...(cacheScope === undefined ? {} : { cacheScope }),
  }
}

function entryOf(dialect: ScriptDialect, input: Json): ScriptEntry {
  if (dialect === 'authgear') return { dialect, payload: input }
  if (dialect === 'action') return { dialect, handler: 'onExecuteCustomPhoneProvider', event: input }
  return { dialect, recipient: '+442079460123', text: 'Your code is 123456', context: input }
}

const signalOf = ({ timeoutMs = 10_000 }: ScriptRunOptions) => AbortSignal.timeout(timeoutMs)

/** An `authgear` script with this body; its argument is `e`. */
export const script = (body: string) => `export default async function (e) { ${body} }`
