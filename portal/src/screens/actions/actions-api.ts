// Actions as the Management API has them: drafts that are built in the background, versions of what was deployed, and
// which of them a trigger runs. Values of secrets are written and never read.

import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { ConsoleLine } from '../../ui/console-output.tsx'

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

export interface Binding {
  readonly id: string
  readonly display_name: string
  readonly action?: Pick<Action, 'id' | 'name'>
}

export interface TestRun {
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string }
  readonly result?: { readonly drop?: string; readonly retry?: string }
  readonly console: readonly ConsoleLine[]
  readonly execution_id?: string
  readonly stats: { readonly action_duration_ms: number }
}

const path = '/api/v2/actions/actions'
const triggersPath = '/api/v2/actions/triggers'
const buildPollMs = 500
const longestBuildMs = 120_000

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
  return api.read<Action>(`${path}/${encodeURIComponent(id)}`, signal ? { signal } : {})
}

export function versionsQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['actions', 'versions', id],
    queryFn: async ({ signal }) => {
      const { versions } = await api.get<{ readonly versions: readonly ActionVersion[] }>(
        `${path}/${encodeURIComponent(id)}/versions`,
        { query: { per_page: 100 }, signal },
      )
      return versions.toSorted((a, b) => b.number - a.number)
    },
  })
}

export function bindingsQuery(api: Api, trigger: string) {
  return queryOptions({
    queryKey: ['actions', 'bindings', trigger],
    queryFn: ({ signal }) => readBindings(api, trigger, signal),
    refetchOnWindowFocus: false,
  })
}

export async function readBindings(
  api: Api,
  trigger: string,
  signal?: AbortSignal,
): Promise<Versioned<readonly Binding[]>> {
  const { value, etag } = await api.read<{ readonly bindings: readonly Binding[] }>(bindingsPath(trigger), {
    query: { per_page: 100 },
    ...(signal && { signal }),
  })
  return { value: value.bindings, etag }
}

export async function saveBindings(
  api: Api,
  trigger: string,
  actionIds: readonly string[],
  ifMatch: string | undefined,
): Promise<Versioned<readonly Binding[]>> {
  const bindings = actionIds.map((value) => ({ ref: { type: 'action_id', value } }))
  const saved = await api.patch<{ readonly bindings: readonly Binding[] }>(
    bindingsPath(trigger),
    { bindings },
    { ifMatch },
  )
  return { value: saved.value.bindings, etag: saved.etag }
}

export function saveAction(
  api: Api,
  id: string,
  content: ActionContent,
  ifMatch: string | undefined,
): Promise<Versioned<Action>> {
  return atName(api.patch<Action>(`${path}/${encodeURIComponent(id)}`, content, { ifMatch }))
}

export function testAction(api: Api, id: string, event: object): Promise<TestRun> {
  const run = api.post<{ readonly payload: TestRun }>(`${path}/${encodeURIComponent(id)}/test`, {
    payload: { event },
  })
  return run.then(({ payload }) => payload)
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
    mutationFn: () => api.delete(`${path}/${encodeURIComponent(id)}`),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['actions', 'one', id] })
      return forgetActions(queries)
    },
  })
}

/** Deploys the draft once it is built, and only when it still is the one that was `seen`. */
export async function deployDraft(
  api: Api,
  seen: Action,
  onProgress: (action: Versioned<Action>) => void,
): Promise<ActionVersion> {
  const deadline = Date.now() + longestBuildMs
  for (;;) {
    const action = await readAction(api, seen.id)
    onProgress(action)
    const { status, updated_at: updatedAt } = action.value
    if (updatedAt !== seen.updated_at) {
      throw new ApiError({
        status: 412,
        kind: 'conflict',
        message: 'Somebody else has changed the draft since. Look at it before you deploy it.',
      })
    }
    if (status === 'failed') {
      throw new ApiError({
        status: 422,
        kind: 'build-failed',
        message: 'The draft could not be built, so it is not deployed. What was deployed before still runs.',
      })
    }
    if (status === 'built') return api.post<ActionVersion>(`${path}/${encodeURIComponent(seen.id)}/deploy`)
    if (Date.now() > deadline) {
      throw new ApiError({
        status: 0,
        kind: 'build-slow',
        message: 'It is still being built. Try again soon.',
      })
    }
    await new Promise((resolve) => setTimeout(resolve, buildPollMs))
  }
}

export function useRollBack(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ version, withDraft }: { readonly version: ActionVersion; readonly withDraft: boolean }) =>
      api.post<ActionVersion>(`${path}/${encodeURIComponent(id)}/versions/${version.id}/deploy`, {
        update_draft: withDraft,
      }),
    onSuccess: () => forgetActions(queries),
  })
}

/** The phone provider's page edits one of them too. */
export async function forgetActions(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['actions'] }),
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

function bindingsPath(trigger: string): string {
  return `${triggersPath}/${encodeURIComponent(trigger)}/bindings`
}
