// Which Actions a trigger runs, in order.

import { queryOptions } from '@tanstack/react-query'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { Action } from './actions-api.ts'

export interface Binding {
  readonly id: string
  readonly display_name: string
  readonly action?: Pick<Action, 'id' | 'name' | 'deployed_version'>
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

function bindingsPath(trigger: string): string {
  return `/api/v2/actions/triggers/${encodeURIComponent(trigger)}/bindings`
}
