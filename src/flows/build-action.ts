// Builds the drafts of Actions in the background, one build of an Action after the other, so that an older build never
// stands for a newer draft. What a build came to is written only when the draft still is what was built. Whoever starts
// one need not wait: failures are written to the Action, or logged.

import type { Directory } from '#src/identity/tenants/directory.ts'
import { ScriptNotBuilt, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptSource } from '#src/sandbox/types.ts'
import { failBuild, finishBuild, haveSameSource } from '#src/settings/actions.ts'
import type { Action, ActionContent, ScriptProblem } from '#src/settings/records.ts'
import { createKeyedQueue } from './keyed-queue.ts'

/** How old a draft may be that waits for a build nobody is known to make: whoever was to make it may have died. */
const patienceMs = 60_000

export interface ActionBuilds {
  /** Builds the draft as it is when its turn comes. Resolves when that is done, well or not; never rejects. */
  build(tenantId: string, actionId: string): Promise<void>
  /** Starts a build that some process owes for too long. */
  resume(tenantId: string, action: Action): void
  /** Whether this process builds it now. */
  isBuilding(tenantId: string, actionId: string): boolean
  /** Waits for the builds under way, and starts no more. */
  close(): Promise<void>
}

interface ActionBuildsOptions {
  readonly directory: Directory
  readonly scripts: Pick<ScriptTools, 'prepare'>
  readonly onError: (error: unknown) => void
}

export function createActionBuilds({ directory, scripts, onError }: ActionBuildsOptions): ActionBuilds {
  const queue = createKeyedQueue()
  let closed = false

  async function buildDraft(tenantId: string, actionId: string): Promise<void> {
    const draft = findDraft(directory.byId(tenantId).actions, actionId)
    if (!draft) return
    const settle = await check(tenantId, draft)
    if (!settle) return
    await directory.change(tenantId, async ({ actions }, writer) => {
      const current = findDraft(actions, actionId)
      if (current && haveSameSource(current, draft)) await writer.putAction(settle(current))
    })
  }

  async function check(tenantId: string, draft: Action): Promise<((current: Action) => Action) | undefined> {
    try {
      const buildId = await scripts.prepare(tenantId, actionSource(draft))
      return (current) => finishBuild(current, buildId)
    } catch (error) {
      if (error instanceof ScriptNotBuilt) return (current) => failBuild(current, error.problems)
      // A build that the end of this process cut off says nothing about the script: another one will make it.
      if (closed) return undefined
      onError(error)
      return (current) => failBuild(current, [unfinished])
    }
  }

  const build = (tenantId: string, actionId: string): Promise<void> => {
    if (closed) return Promise.resolve()
    return queue.run(keyOf(tenantId, actionId), () => buildDraft(tenantId, actionId)).catch(onError)
  }
  const isBuilding = (tenantId: string, actionId: string) => queue.isBusy(keyOf(tenantId, actionId))

  return {
    build,
    isBuilding,
    resume(tenantId, action) {
      const isOwed = isUnbuilt(action) && Date.now() - action.updatedAt.getTime() > patienceMs
      if (isOwed && !isBuilding(tenantId, action.id)) void build(tenantId, action.id)
    },
    async close() {
      closed = true
      await queue.whenIdle()
    },
  }
}

/** What is built of an Action, or of one of its versions. */
export function actionSource({
  code,
  dependencies,
}: Pick<ActionContent, 'code' | 'dependencies'>): ScriptSource {
  return { dialect: 'action', code, dependencies }
}

const unfinished: ScriptProblem = {
  message: 'The build did not finish. See the server log, then save the action to build it again',
}

function findDraft(actions: readonly Action[], id: string): Action | undefined {
  return actions.find((action) => action.id === id && isUnbuilt(action))
}

function isUnbuilt({ status }: Action): boolean {
  return status !== 'built' && status !== 'failed'
}

function keyOf(tenantId: string, actionId: string): string {
  return `${tenantId}/${actionId}`
}
