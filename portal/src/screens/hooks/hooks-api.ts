// Hooks as the Management API has them. A Hook is built before it is saved, and what is saved is what runs. Its secrets
// are a resource of their own: values are written and never read.

import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { ConsoleLine } from '../../ui/console-output.tsx'
import type { RunError } from '../../ui/script-form/script-run.ts'

export interface Hook {
  readonly id: string
  readonly name: string
  readonly script: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly triggerId: string
  readonly enabled: boolean
}

/** Everything that the editor edits. The tag stands for the Hook alone. */
export interface HookDocument {
  readonly hook: Versioned<Hook>
  readonly secrets: readonly string[]
}

export interface HookChange {
  readonly hook: Pick<Hook, 'name' | 'script' | 'dependencies' | 'enabled'>
  /** All that shall be there; those without a value keep the one that is stored. */
  readonly secrets: ReadonlyMap<string, string | undefined>
}

export interface TestRun {
  readonly error?: RunError
  readonly response?: unknown
  readonly console: readonly ConsoleLine[]
  readonly duration_ms: number
}

const path = '/api/v2/hooks'
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`

export function hooksQuery(api: Api) {
  return queryOptions({
    queryKey: ['hooks', 'list'],
    queryFn: ({ signal }) => api.get<readonly Hook[]>(path, { query: { per_page: 100 }, signal }),
  })
}

export function hookQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['hooks', 'one', id],
    queryFn: ({ signal }) => readHook(api, id, signal),
    refetchOnWindowFocus: false,
  })
}

export async function readHook(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<HookDocument>> {
  const [hook, secrets] = await Promise.all([
    api.read<Hook>(pathOf(id), signal ? { signal } : {}),
    readSecretNames(api, id, signal),
  ])
  return { value: { hook, secrets }, etag: hook.etag }
}

async function readSecretNames(api: Api, id: string, signal?: AbortSignal): Promise<readonly string[]> {
  const secrets = await api.get<Readonly<Record<string, string>>>(
    `${pathOf(id)}/secrets`,
    signal ? { signal } : {},
  )
  return Object.keys(secrets)
}

/** First the Hook, which somebody else may have changed, then its secrets. `onPart` is told what is saved when it fails. */
export async function saveHook(
  api: Api,
  { value: saved }: Versioned<HookDocument>,
  { hook: content, secrets }: HookChange,
  onPart: (part: Versioned<HookDocument>) => void,
): Promise<Versioned<HookDocument>> {
  const { id } = saved.hook.value
  const hook = await explainRefusal(api.patch<Hook>(pathOf(id), content, { ifMatch: saved.hook.etag }))
  try {
    await saveSecrets(api, id, saved.secrets, secrets)
  } catch (refusal) {
    const names = await readSecretNames(api, id).catch(() => saved.secrets)
    onPart({ value: { hook, secrets: names }, etag: hook.etag })
    throw refusal
  }
  return { value: { hook, secrets: [...secrets.keys()] }, etag: hook.etag }
}

async function saveSecrets(
  api: Api,
  id: string,
  stored: readonly string[],
  wanted: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const secretsPath = `${pathOf(id)}/secrets`
  const removed = stored.filter((name) => !wanted.has(name))
  const given = [...wanted].flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  const toBody = (list: typeof given) => Object.fromEntries(list.map(({ name, value }) => [name, value]))
  const added = given.filter(({ name }) => !stored.includes(name))
  const changed = given.filter(({ name }) => stored.includes(name))
  if (removed.length > 0) await api.delete(secretsPath, { body: removed })
  if (changed.length > 0) await api.patch(secretsPath, toBody(changed))
  if (added.length > 0) await api.post(secretsPath, toBody(added))
}

export function testHook(api: Api, id: string, parameters: object): Promise<TestRun> {
  return api.post<TestRun>(`${pathOf(id)}/test`, parameters)
}

export function useCreateHook() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (hook: Pick<Hook, 'name' | 'script' | 'triggerId'>) =>
      explainRefusal(api.post<Hook>(path, hook)),
    onSuccess: () => forgetHooks(queries),
  })
}

export function useEnableHook() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, enabled }: Pick<Hook, 'id' | 'enabled'>) => api.patch<Hook>(pathOf(id), { enabled }),
    onSettled: () => forgetHooks(queries),
  })
}

export function useDeleteHook(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(pathOf(id)),
    // What is gone is not asked for again while it still shows, nor shown by the list until the new one is there.
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['hooks', 'list'] })
      return forgetHooks(queries, 'none')
    },
  })
}

/** Enabling one disables another, and the phone provider's page offers them. */
export async function forgetHooks(
  queries: QueryClient,
  refetchType: 'active' | 'none' = 'active',
): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['hooks'], refetchType }),
    queries.invalidateQueries({ queryKey: ['phone-provider'] }),
  ])
}

/** Names the field of a name that is taken, and tells the problems of a build apart. */
async function explainRefusal<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal
    const { status, kind, message, requestId, fieldErrors } = refusal
    if (status === 409 && /\bname\b/.test(message)) {
      const fieldErrors = [{ field: 'name', detail: message }]
      throw new ApiError({ status, kind, message, requestId, fieldErrors })
    }
    const problems = fieldErrors.filter(({ field }) => field === 'script')
    if (problems.length === 0) throw refusal
    throw new ApiError({
      status,
      kind: 'build-failed',
      message: "Couldn't build the Hook, so your changes aren't saved. The saved version still runs.",
      requestId,
      fieldErrors: problems.flatMap(({ field, detail }) =>
        detail.split(/; (?=line \d)/).map((one) => ({ field, detail: one })),
      ),
    })
  }
}
