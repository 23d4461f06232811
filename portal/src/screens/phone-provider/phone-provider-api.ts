// The phone provider and what it may refer to: the kinds that there are, the Action that delivers and the Hooks to choose
// from. They are loaded together, because they are edited on one page.

import { queryOptions } from '@tanstack/react-query'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'
import { type ProviderKind, readKinds } from '../../api/provider-kinds.ts'

/** The setting. Its kind may be one that neither this page nor the server knows, after an upgrade was taken back. */
export type ProviderDocument = Answer<'getPhoneProvider'>
export type DeliveryMethod = ProviderKind['delivery_methods'][number]

export interface Action {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly status: string
  readonly errors?: readonly { readonly id: string; readonly msg: string }[]
  readonly secrets?: readonly { readonly name: string }[]
  readonly dependencies?: readonly { readonly name: string; readonly version: string }[]
  readonly all_changes_deployed: boolean
  readonly deployed_version?: { readonly number: number }
}

export interface Hook {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
}

/** Everything that the page edits, or offers to choose from. */
export interface PageDocument {
  readonly provider: ProviderDocument
  readonly kinds: readonly ProviderKind[]
  readonly action: Versioned<Action> | undefined
  readonly hooks: readonly Hook[]
}

export const providerPath = '/v1/phone-provider'

export async function readPage(api: Api, signal?: AbortSignal): Promise<Versioned<PageDocument>> {
  const options = signal ? { signal } : {}
  const [provider, kinds, actions, hooks] = await Promise.all([
    api.read<ProviderDocument>(providerPath, options),
    readKinds(api, signal),
    api.get<{ readonly actions: readonly Action[] }>('/api/v2/actions/actions', {
      query: { triggerId: 'custom-phone-provider', per_page: 50 },
      ...options,
    }),
    api.get<readonly Hook[]>('/api/v2/hooks', { query: { triggerId: 'send-phone-message' }, ...options }),
  ])
  const bound = provider.value.kind === 'action' ? provider.value.action.id : undefined
  const chosen = actions.actions.find(({ id }) => id === bound) ?? actions.actions[0]
  const action = chosen && (await api.read<Action>(`/api/v2/actions/actions/${chosen.id}`, options))
  return { value: { provider: provider.value, kinds, action, hooks }, etag: provider.etag }
}

export function pageQuery(api: Api) {
  return queryOptions({
    queryKey: ['phone-provider', 'page'],
    queryFn: ({ signal }) => readPage(api, signal),
    // An editor is open on what it shows: only its own doings are a reason to load it again.
    refetchOnWindowFocus: false,
    // It may have been changed elsewhere, such as in the Actions editor: nothing old is shown to edit.
    gcTime: 0,
  })
}

/** A run of a draft leaves no message. */
export type TestResult = Omit<Answer<'testPhoneProvider'>, 'message'> &
  Partial<Pick<Answer<'testPhoneProvider'>, 'message'>>
export type TestRequest = Required<Pick<Body<'testPhoneProvider'>, 'to' | 'delivery_method'>>
export type WebhookSecret = Answer<'getWebhookSecret'>
