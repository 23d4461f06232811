// The phone provider and what it may refer to: the Action that delivers and the Hooks to choose from. They are loaded
// together, because they are edited on one page.

import { queryOptions } from '@tanstack/react-query'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { ConsoleLine } from '../../ui/console-output.tsx'

export const providerKinds = [
  'inbox',
  'twilio',
  'webhook',
  'script',
  'action',
  'hook',
  'sms_gateway',
] as const
export type ProviderKind = (typeof providerKinds)[number]
export type DeliveryMethod = 'text' | 'voice'

export interface TwilioConfig {
  readonly sid: string
  readonly auth_token?: string
  readonly api_key_sid?: string
  readonly api_key_secret?: string
  readonly from?: string
  readonly messaging_service_sid?: string
  readonly base_url?: string
}

export interface WebhookConfig {
  readonly url: string
  readonly timeout?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface ScriptConfig {
  readonly source: string
  readonly timeout?: number
  readonly secrets?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Other members than these are kept as they are. */
export interface SmsGatewayConfig {
  readonly gateway_url: string
  readonly from?: string
  readonly gateway_authentication?: {
    readonly method?: 'bearer'
    readonly subject?: string
    readonly audience: string
    readonly secret: string
    readonly secret_base64_encoded?: boolean | string
  }
  /** An old place of the one above, which takes precedence over it. */
  readonly secret_base64_encoded?: boolean | string
  readonly forward_req_info?: boolean | string
}

export interface ProviderDocument {
  readonly kind: ProviderKind
  readonly delivery_methods: readonly DeliveryMethod[]
  readonly disabled?: boolean
  readonly twilio?: TwilioConfig
  readonly webhook?: WebhookConfig
  readonly script?: ScriptConfig
  readonly action?: { readonly id?: string }
  readonly hook?: { readonly id?: string }
  readonly sms_gateway?: SmsGatewayConfig
}

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
  readonly action: Versioned<Action> | undefined
  readonly hooks: readonly Hook[]
}

export const providerPath = '/v1/phone-provider'

export async function readPage(api: Api, signal?: AbortSignal): Promise<Versioned<PageDocument>> {
  const options = signal ? { signal } : {}
  const [provider, actions, hooks] = await Promise.all([
    api.read<ProviderDocument>(providerPath, options),
    api.get<{ readonly actions: readonly Action[] }>('/api/v2/actions/actions', {
      query: { triggerId: 'custom-phone-provider', per_page: 50 },
      ...options,
    }),
    api.get<readonly Hook[]>('/api/v2/hooks', { query: { triggerId: 'send-phone-message' }, ...options }),
  ])
  const bound = provider.value.action?.id
  const chosen = actions.actions.find(({ id }) => id === bound) ?? actions.actions[0]
  const action = chosen && (await api.read<Action>(`/api/v2/actions/actions/${chosen.id}`, options))
  return { value: { provider: provider.value, action, hooks }, etag: provider.etag }
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

export interface TestResult {
  readonly outcome: 'accepted' | 'failed'
  readonly kind?: string
  readonly provider_error_code?: string
  readonly description?: string
  readonly http_status?: number
  readonly duration_ms: number
  readonly console: readonly ConsoleLine[]
  /** A run of a draft leaves no message. */
  readonly message?: { readonly id: string }
}

export interface TestRequest {
  readonly to: string
  readonly delivery_method: DeliveryMethod
}

export interface WebhookSecret {
  readonly secret: string
  readonly created_at: string
  readonly previous?: { readonly secret: string; readonly retires_at: string }
}
