import { createEgress } from '#src/egress/create-egress.ts'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import { createLog } from '#src/observability/log.ts'
import { createScriptBuilder } from '#src/sandbox/build/create-script-builder.ts'
import { createSandbox } from '#src/sandbox/create-sandbox.ts'
import { createScriptTools, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptBuild } from '#src/sandbox/types.ts'
import { onEnd } from './on-end.ts'

/** A real sandbox and a real builder, which keep their builds in memory. Scripts may call public addresses only. */
export async function startScripts(t: Parameters<typeof onEnd>[0]): Promise<ScriptTools> {
  const log = createLog('silent')
  const egress = createEgress({ allow: [] })
  onEnd(t, egress.close)
  const builder = await createScriptBuilder({ egress, log, npmEnvironment: process.env })
  onEnd(t, builder.close)
  const sandbox = createSandbox({ refused: refusedBlocks([]), log })
  onEnd(t, sandbox.close)
  const builds = new Map<string, ScriptBuild>()
  return createScriptTools({
    run: sandbox.run,
    builder,
    builds: {
      has: async (_tenantId, id) => builds.has(id),
      find: async (_tenantId, id) => builds.get(id),
      keep: async (_tenantId, build) => {
        builds.set(build.id, build)
      },
    },
    recordExecution: () => Promise.resolve(),
  })
}
