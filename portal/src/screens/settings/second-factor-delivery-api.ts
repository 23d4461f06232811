// What the delivery of second-factor messages depends on besides its own settings: the Hook and the Actions that may
// deliver them, and the phone provider that does where nothing else is set.

import { queryOptions } from '@tanstack/react-query'
import { messageTypeOf } from '#src/values/message-types.ts'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import type { Api } from '../../api/create-api.ts'
import type { Answer } from '../../api/native-types.ts'
import { readBindings } from '../actions/bindings-api.ts'
import type { MessageType, PhoneProvider } from './second-factor-api.ts'

export interface DeliveryContext {
  /** Whether everything goes through the phone provider, whatever is selected for second factors. */
  readonly isPhoneConsolidated: boolean
  readonly hasHook: boolean
  /** Whether an enabled Hook, or a deployed Action that is bound, delivers for the provider Custom. */
  readonly isCustomReady: boolean
  /** How the phone provider delivers; in no way while it is off. */
  readonly phoneProvider: { readonly isOff: boolean; readonly types: readonly MessageType[] }
}

export function deliveryContextQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'second-factor-delivery'],
    queryFn: ({ signal }) => readDeliveryContext(api, signal),
    // Hooks, Actions and the provider are changed on other pages: what was read before may be wrong by now.
    staleTime: 0,
    gcTime: 0,
  })
}

async function readDeliveryContext(api: Api, signal: AbortSignal): Promise<DeliveryContext> {
  const [tenant, hooks, bindings, provider] = await Promise.all([
    api.get<{ readonly phone_consolidated_experience?: boolean }>('/api/v2/tenants/settings', { signal }),
    api.get<readonly { readonly enabled: boolean }[]>('/api/v2/hooks', {
      query: { triggerId: sendPhoneMessage },
      signal,
    }),
    readBindings(api, sendPhoneMessage, signal),
    api.get<Answer<'getPhoneProvider'>>('/v1/phone-provider', { signal }),
  ])
  const isOff = provider.disabled
  return {
    isPhoneConsolidated: tenant.phone_consolidated_experience === true,
    hasHook: hooks.length > 0,
    isCustomReady:
      hooks.some(({ enabled }) => enabled) ||
      bindings.value.some(({ action }) => action?.deployed_version !== undefined),
    phoneProvider: {
      isOff,
      types: isOff ? [] : provider.delivery_methods.map(messageTypeOf),
    },
  }
}

/** What is chosen and typed on the page. */
export interface Chosen {
  readonly message_types: readonly MessageType[]
  readonly provider: PhoneProvider
  readonly sid: string
  readonly auth_token: string
  /** Twilio's sender: without one it cannot call. */
  readonly from: string
  readonly messaging_service_sid: string
}

export interface Delivery {
  /** Who sends; what is selected may not be able to. */
  readonly sender: PhoneProvider
  readonly wanted: readonly MessageType[]
  readonly canSend: readonly MessageType[]
}

/** What the chosen settings come to, as the server has it. */
export function deliveryOf(chosen: Chosen, context: DeliveryContext): Delivery {
  const sender = isReady(chosen, context) && !context.isPhoneConsolidated ? chosen.provider : 'auth0'
  const canSend = typesOf(sender, chosen, context)
  const usual = canSend.length === 0 || canSend.includes('sms') ? (['sms'] as const) : canSend
  return { sender, wanted: chosen.message_types.length > 0 ? chosen.message_types : usual, canSend }
}

/** Whether what is selected can send; the phone provider sends in its place until it can. */
export function isReady(chosen: Chosen, { isCustomReady }: DeliveryContext): boolean {
  if (chosen.provider === 'twilio') return missingOfTwilio(chosen).length === 0
  return chosen.provider === 'auth0' || isCustomReady
}

/** What Twilio lacks to send at all. */
export function missingOfTwilio(chosen: Chosen): readonly string[] {
  const isEmpty = (name: 'sid' | 'auth_token' | 'from' | 'messaging_service_sid') =>
    chosen[name].trim() === ''
  return [
    ...(isEmpty('sid') ? ['an account SID'] : []),
    ...(isEmpty('auth_token') ? ['an auth token'] : []),
    ...(isEmpty('from') && isEmpty('messaging_service_sid')
      ? ['a From number or a Messaging Service SID']
      : []),
  ]
}

function typesOf(
  sender: PhoneProvider,
  { from }: Chosen,
  { phoneProvider }: DeliveryContext,
): readonly MessageType[] {
  if (sender === 'auth0') return phoneProvider.types
  return sender === 'twilio' && from.trim() === '' ? ['sms'] : ['sms', 'voice']
}
