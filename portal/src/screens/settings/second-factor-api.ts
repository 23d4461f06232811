// Second factors: whether they are asked for, which there are, and how they reach phones. Each is a resource of its own
// in the Management API; the page edits them together and saves those that were changed. The tag of each stands for all.

import { queryOptions } from '@tanstack/react-query'
import type { Api, Versioned } from '../../api/create-api.ts'
import { requireClear } from '../../api/masked-secret.ts'
import { requireTag } from '../../api/require-tag.ts'

export const factorNames = ['sms', 'otp', 'recovery-code'] as const
export type MessageType = 'sms' | 'voice'
export type PhoneProvider = 'auth0' | 'twilio' | 'phone-message-hook'
export type Policy = 'all-applications' | 'confidence-score'

export interface TwilioSettings {
  readonly sid?: string | null
  readonly auth_token?: string | null
  readonly from?: string | null
  readonly messaging_service_sid?: string | null
}

export interface SecondFactor {
  readonly policies: readonly Policy[]
  /** The enabled ones. */
  readonly factors: readonly string[]
  readonly messageTypes: readonly MessageType[]
  readonly provider: PhoneProvider
  readonly twilio: TwilioSettings
}

const guardian = '/api/v2/guardian'
const phone = `${guardian}/factors/phone`

export async function readSecondFactor(api: Api, signal?: AbortSignal): Promise<Versioned<SecondFactor>> {
  const options = signal ? { signal } : {}
  const [policies, factors, types, selected, twilio] = await Promise.all([
    api.read<readonly Policy[]>(`${guardian}/policies`, options),
    api.read<readonly { readonly name: string; readonly enabled: boolean }[]>(`${guardian}/factors`, options),
    api.read<{ readonly message_types: readonly MessageType[] }>(`${phone}/message-types`, options),
    api.read<{ readonly provider: PhoneProvider }>(`${phone}/selected-provider`, options),
    api.read<TwilioSettings>(`${phone}/providers/twilio`, options),
  ])
  const { etag } = policies
  // Somebody saved in between.
  if ([factors, types, selected, twilio].some((part) => part.etag !== etag))
    return readSecondFactor(api, signal)
  const value = {
    policies: policies.value,
    factors: factors.value.filter(({ enabled }) => enabled).map(({ name }) => name),
    messageTypes: types.value.message_types,
    provider: selected.value.provider,
    twilio: twilio.value,
  }
  return { value, etag }
}

export function secondFactorQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'second-factor'],
    queryFn: ({ signal }) => readSecondFactor(api, signal),
    refetchOnWindowFocus: false,
  })
}

/** @throws ApiError `confirmation-required` when the password has to be given first */
export async function readTwilioToken(api: Api): Promise<string> {
  return requireClear((await api.get<TwilioSettings>(`${phone}/providers/twilio`)).auth_token)
}

/** `onSaved` is told of each part that is saved, so that a later one that is refused loses nothing. */
export async function saveSecondFactor(
  api: Api,
  wanted: SecondFactor,
  { value: before, etag }: Versioned<SecondFactor>,
  onSaved: (part: Partial<SecondFactor>, etag: string) => void,
): Promise<void> {
  const { policies, factors, messageTypes, provider, twilio } = wanted
  let tag = etag
  const put = async (path: string, body: unknown, part: Partial<SecondFactor>) => {
    tag = requireTag(await api.put(path, body, { ifMatch: tag }))
    onSaved(part, tag)
  }
  // How phones are reached comes first: a factor is switched on when it can work.
  if (differs(twilio, before.twilio)) await put(`${phone}/providers/twilio`, twilio, { twilio })
  if (provider !== before.provider) await put(`${phone}/selected-provider`, { provider }, { provider })
  if (differs(messageTypes, before.messageTypes)) {
    await put(`${phone}/message-types`, { message_types: messageTypes }, { messageTypes })
  }
  let saved = before.factors
  for (const name of factorNames) {
    const enabled = factors.includes(name)
    if (enabled === before.factors.includes(name)) continue
    saved = enabled ? [...saved, name] : saved.filter((other) => other !== name)
    await put(`${guardian}/factors/${name}`, { enabled }, { factors: saved })
  }
  if (differs(policies, before.policies)) await put(`${guardian}/policies`, policies, { policies })
}

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}
