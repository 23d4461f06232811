import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import { type Action, type ActionVersion, actionPath, buildPollMs, readAction } from './actions-api.ts'

const maxBuildMs = 120_000

/** Deploys the draft once it is built, and only when it still is the one that was `seen`. */
export async function deployDraft(
  api: Api,
  seen: Action,
  onProgress: (action: Versioned<Action>) => void,
): Promise<ActionVersion> {
  const deadline = Date.now() + maxBuildMs
  for (;;) {
    const action = await readAction(api, seen.id)
    onProgress(action)
    const { status, updated_at: updatedAt } = action.value
    if (updatedAt !== seen.updated_at) {
      throw new ApiError({
        status: 412,
        kind: 'conflict',
        message: 'Someone else changed the draft. Review it before you deploy.',
      })
    }
    if (status === 'failed') {
      throw new ApiError({
        status: 422,
        kind: 'build-failed',
        message: "Couldn't build the draft, so nothing was deployed. Any version deployed before still runs.",
      })
    }
    if (status === 'built') return api.post<ActionVersion>(`${actionPath(seen.id)}/deploy`)
    if (Date.now() > deadline) {
      throw new ApiError({
        status: 0,
        kind: 'build-slow',
        message: 'The build is still running. Try again in a moment.',
      })
    }
    await new Promise((resolve) => setTimeout(resolve, buildPollMs))
  }
}
