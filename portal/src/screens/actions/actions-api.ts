// Actions as the Management API has them: drafts that are built in the background, versions of what was deployed, and
// which of them a trigger runs. Values of secrets are written and never read.

import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'

export interface Dependency {
  readonly name: string
  readonly version: string
}

export interface Secret {
  readonly name: string
  readonly updated_at: string
}

export interface ActionVersion {
  readonly id: string
  readonly number: number
  readonly code: string
  readonly deployed: boolean
  readonly dependencies: readonly Dependency[]
  readonly secrets: readonly Secret[]
  readonly created_at: string
}

export interface Action {
  readonly id: string
  readonly name: string
  readonly supported_triggers: readonly { readonly id: string; readonly version: string }[]
  readonly code: string
  readonly runtime: string
  readonly status: string
  readonly errors?: readonly { readonly id: string; readonly msg: string }[]
  readonly secrets: readonly Secret[]
  readonly dependencies: readonly Dependency[]
  readonly deployed_version?: ActionVersion
  readonly all_changes_deployed: boolean
  readonly created_at: string
  readonly updated_at: string
}

export interface ActionContent {
  readonly name: string
  readonly code: string
  readonly runtime: string
  /** One without a value keeps the one that is stored. */
  readonly secrets: readonly { readonly name: string; readonly value?: string }[]
  readonly dependencies: readonly Dependency[]
}

const path = '/api/v2/actions/actions'
export const buildPollMs = 500

export const actionPath = (id: string) => `${path}/${encodeURIComponent(id)}`

export function actionsQuery(api: Api) {
  return queryOptions({
    queryKey: ['actions', 'list'],
    // A tenant cannot have more than these.
    queryFn: async ({ signal }) =>
      (
        await api.get<{ readonly actions: readonly Action[] }>(path, {
          query: { per_page: 100 },
          signal,
        })
      ).actions,
    refetchInterval: ({ state }) => (state.data?.some(isBuilding) ? buildPollMs * 4 : false),
  })
}

/** Asked again until the draft is built. */
export function actionQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['actions', 'one', id],
    queryFn: ({ signal }) => readAction(api, id, signal),
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.data && isBuilding(state.data.value) ? buildPollMs : false),
  })
}

export function readAction(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<Action>> {
  return api.read<Action>(actionPath(id), signal ? { signal } : {})
}

export function versionsQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['actions', 'versions', id],
    queryFn: async ({ signal }) => {
      const { versions } = await api.get<{ readonly versions: readonly ActionVersion[] }>(
        `${actionPath(id)}/versions`,
        { query: { per_page: 100 }, signal },
      )
      return versions.toSorted((a, b) => b.number - a.number)
    },
  })
}

export function saveAction(
  api: Api,
  id: string,
  content: ActionContent,
  ifMatch: string | undefined,
): Promise<Versioned<Action>> {
  return atName(api.patch<Action>(actionPath(id), content, { ifMatch }))
}

export function useCreateAction() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ trigger, ...content }: ActionContent & { readonly trigger: string }) =>
      atName(api.post<Action>(path, { ...content, supported_triggers: [{ id: trigger }] })),
    onSuccess: () => forgetActions(queries),
  })
}

export function useDeleteAction(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(actionPath(id)),
    // What is gone is not asked for again while it still shows, nor shown by the list until the new one is there.
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['actions', 'list'] })
      return forgetActions(queries, 'none')
    },
  })
}

export function useRollBack(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ version, withDraft }: { readonly version: ActionVersion; readonly withDraft: boolean }) =>
      api.post<ActionVersion>(`${actionPath(id)}/versions/${version.id}/deploy`, {
        update_draft: withDraft,
      }),
    onSuccess: () => forgetActions(queries),
  })
}

/** The phone provider's page edits one of them too. */
export async function forgetActions(
  queries: QueryClient,
  refetchType: 'active' | 'none' = 'active',
): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['actions'], refetchType }),
    queries.invalidateQueries({ queryKey: ['phone-provider'] }),
  ])
}

export function isBuilding({ status }: Pick<Action, 'status'>): boolean {
  return status !== 'built' && status !== 'failed'
}

/** A name that is taken is refused without naming the field. */
async function atName<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (refusal) {
    if (!(refusal instanceof ApiError) || refusal.status !== 409) throw refusal
    const { status, kind, message, requestId } = refusal
    throw new ApiError({
      status,
      kind,
      message,
      requestId,
      fieldErrors: [{ field: 'name', detail: message }],
    })
  }
}
