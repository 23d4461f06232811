// Between the tenant's one phone provider and what the Management API calls phone providers (contract 10.1): it knows
// Twilio, and a custom one, which is an Action. Whatever else the tenant uses is not there for it.

import type {
  PhoneProviderConfiguration,
  PhoneProviderName,
  UpdatePhoneProviderBody,
} from '#src/contracts/auth0/phone-providers.ts'
import { type DeliveryMethod, deliveryMethods } from '#src/messaging/types.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import { newPhoneProvider } from '#src/settings/phone-provider.ts'
import type { Json, JsonObject, PhoneProviderSetting } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import { validationError } from './errors.ts'

const kindOfName = { twilio: 'twilio', custom: 'action' } as const satisfies Record<PhoneProviderName, string>

/** What the Management API calls a setting's kind; undefined for kinds that it cannot see. */
function nameOf({ kind }: PhoneProviderSetting): PhoneProviderName | undefined {
  return (['twilio', 'custom'] as const).find((name) => kindOfName[name] === kind)
}

export function isVisible(setting: PhoneProviderSetting): boolean {
  return nameOf(setting) !== undefined
}

/** Never with credentials. */
export function showPhoneProvider(setting: PhoneProviderSetting, tenantName: string): JsonObject {
  return {
    id: setting.id,
    tenant: tenantName,
    name: nameOf(setting) ?? setting.kind,
    channel: 'phone',
    disabled: setting.disabled,
    configuration: shownConfiguration(setting),
    created_at: setting.createdAt.toISOString(),
    updated_at: setting.updatedAt.toISOString(),
  }
}

/** As it was sent; for a provider that was chosen elsewhere, what its configuration says. */
function shownConfiguration({ config, extra, deliveryMethods: methods }: PhoneProviderSetting): JsonObject {
  if (isObject(extra.configuration)) return extra.configuration
  const { sid, from, messaging_service_sid: mssid } = config
  return present({ sid, default_from: from, mssid, delivery_methods: methods })
}

/** A setting as a POST makes it, or a PATCH of the current one, which merges field by field at the top only. */
export function toSetting(
  body: UpdatePhoneProviderBody,
  current?: PhoneProviderSetting,
): PhoneProviderSetting {
  const currentName = current && nameOf(current)
  const name = body.name ?? currentName
  if (name === undefined) throw incomplete()
  const kept = current && currentName === name ? current.config : {}
  const shown = current ? shownConfiguration(current) : {}
  // Without a change of either, the configuration stays whatever it is, natively chosen parts included.
  const isUntouched = body.configuration === undefined && currentName === name
  const given = body.configuration ?? shown
  const token = body.credentials?.auth_token
  const config = name === 'custom' ? kept : twilioConfig(given, token ?? kept.auth_token, kept)
  return newPhoneProvider(
    {
      kind: kindOfName[name],
      disabled: body.disabled ?? current?.disabled ?? false,
      deliveryMethods: isUntouched && current ? current.deliveryMethods : readMethods(given, name),
      config,
      extra: isUntouched && current ? current.extra : { configuration: shownGiven(given, name) },
    },
    current,
  )
}

type Given = PhoneProviderConfiguration | JsonObject

/** What Twilio needs. What only the native API can set, such as an address of the API, stays. */
function twilioConfig(given: Given, authToken: Json | undefined, kept: JsonObject): JsonObject {
  const { sid, default_from: from, mssid } = given
  const { from: _from, messaging_service_sid: _mssid, sid: _sid, auth_token: _token, ...others } = kept
  const hasSender = Boolean(from) || Boolean(mssid)
  if (sid === undefined || !hasSender) throw incomplete()
  if (authToken === undefined && kept.api_key_sid === undefined) {
    throw validationError('Payload', 'Missing required property: auth_token', {
      path: 'credentials',
      description: 'Credentials of the provider',
    })
  }
  return {
    ...others,
    ...present({
      sid,
      auth_token: authToken,
      from: from || undefined,
      messaging_service_sid: mssid || undefined,
    }),
  }
}

function readMethods({ delivery_methods: given }: Given, name: PhoneProviderName): readonly DeliveryMethod[] {
  if (given === undefined && name === 'custom') return deliveryMethods
  if (!Array.isArray(given)) throw incomplete()
  return deliveryMethods.filter((method) => given.includes(method))
}

function shownGiven(given: Given, name: PhoneProviderName): JsonObject {
  const shown = present({ ...given })
  return name === 'custom' ? { delivery_methods: deliveryMethods, ...shown } : shown
}

function incomplete(): ChangeRefused {
  return new ChangeRefused('phone_provider_incomplete', 'Bad Operation on Notification Resource')
}

function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
