// What is typed on the page, and how it becomes what the API takes. Values of kinds that are not chosen are kept while
// the page is open, so that trying another card loses nothing.

import type { FormErrors } from '@mantine/form'
import { encodedSecretError } from '../../api/base64-secret.ts'
import { maskedSecret } from '../../api/masked-secret.ts'
import { authgearStarter } from '../../script-types/authgear.ts'
import { customPhoneProviderStarter } from '../../script-types/custom-phone-provider.ts'
import { type NameValue, toRecord, toRows } from '../../ui/name-value-list.tsx'
import type {
  DeliveryMethod,
  PageDocument,
  ProviderDocument,
  ProviderKind,
  SmsGatewayConfig,
} from './phone-provider-api.ts'

export interface FormValues {
  readonly enabled: boolean
  readonly kind: ProviderKind
  readonly delivery_methods: readonly DeliveryMethod[]
  readonly twilio: {
    readonly sid: string
    readonly credentials: 'auth_token' | 'api_key'
    readonly auth_token: string
    readonly api_key_sid: string
    readonly api_key_secret: string
    readonly sender: 'from' | 'messaging_service_sid'
    readonly from: string
    readonly messaging_service_sid: string
    readonly base_url: string
  }
  readonly webhook: {
    readonly url: string
    readonly timeout: number | string
    readonly headers: readonly NameValue[]
  }
  readonly script: {
    readonly source: string
    readonly timeout: number | string
    readonly secrets: readonly NameValue[]
    readonly dependencies: readonly NameValue[]
  }
  readonly action: {
    readonly code: string
    readonly secrets: readonly NameValue[]
    readonly dependencies: readonly NameValue[]
  }
  readonly hook: { readonly id: string }
  readonly sms_gateway: {
    readonly gateway_url: string
    readonly from: string
    readonly hasToken: boolean
    readonly subject: string
    readonly audience: string
    readonly secret: string
    readonly secret_base64_encoded: boolean
    readonly forward_req_info: boolean
  }
}

const defaultTimeoutSeconds = 30
const bothMethods: readonly DeliveryMethod[] = ['text', 'voice']

/** How each kind can deliver. */
export const methodsOf: Readonly<Record<ProviderKind, readonly DeliveryMethod[]>> = {
  inbox: bothMethods,
  twilio: bothMethods,
  webhook: ['text'],
  script: ['text'],
  action: bothMethods,
  hook: bothMethods,
  sms_gateway: ['text'],
}

/** The chosen delivery methods that the chosen kind has. */
export function methodsInUse({
  kind,
  delivery_methods: chosen,
}: Pick<FormValues, 'kind' | 'delivery_methods'>): readonly DeliveryMethod[] {
  return methodsOf[kind].filter((method) => chosen.includes(method))
}

export function toValues({ provider, action, hooks }: PageDocument): FormValues {
  const { twilio, webhook, script, sms_gateway: gateway } = provider
  const authentication = gateway?.gateway_authentication
  return {
    enabled: provider.disabled !== true,
    kind: provider.kind,
    delivery_methods: provider.delivery_methods,
    twilio: {
      sid: twilio?.sid ?? '',
      credentials: twilio && twilio.api_key_sid === undefined ? 'auth_token' : 'api_key',
      auth_token: twilio?.auth_token ?? '',
      api_key_sid: twilio?.api_key_sid ?? '',
      api_key_secret: twilio?.api_key_secret ?? '',
      sender: twilio?.messaging_service_sid === undefined ? 'from' : 'messaging_service_sid',
      from: twilio?.from ?? '',
      messaging_service_sid: twilio?.messaging_service_sid ?? '',
      base_url: twilio?.base_url ?? '',
    },
    webhook: {
      url: webhook?.url ?? '',
      timeout: timeoutOf(webhook),
      headers: toRows(webhook?.headers),
    },
    script: {
      source: script?.source ?? authgearStarter,
      timeout: timeoutOf(script),
      secrets: toRows(script?.secrets),
      dependencies: toRows(script?.dependencies),
    },
    action: {
      code: action?.value.code ?? customPhoneProviderStarter,
      secrets: (action?.value.secrets ?? []).map(({ name }) => ({ key: name, name, value: maskedSecret })),
      dependencies: (action?.value.dependencies ?? []).map(({ name, version }) => ({
        key: name,
        name,
        value: version,
      })),
    },
    hook: { id: provider.hook?.id ?? hooks.find(({ enabled }) => enabled)?.id ?? '' },
    sms_gateway: {
      gateway_url: gateway?.gateway_url ?? '',
      from: gateway?.from ?? '',
      hasToken: authentication !== undefined,
      subject: authentication?.subject ?? '',
      audience: authentication?.audience ?? '',
      secret: authentication?.secret ?? '',
      secret_base64_encoded: isOn(authentication?.secret_base64_encoded ?? gateway?.secret_base64_encoded),
      forward_req_info: isOn(gateway?.forward_req_info),
    },
  }
}

/** A setting that exists and names no timeout has the server's; a new one is proposed Authgear's. */
function timeoutOf(config: { readonly timeout?: number } | undefined): number {
  return config ? (config.timeout ?? 60) : defaultTimeoutSeconds
}

/** `saved` tells what the form does not show and must not lose. */
export function toProvider(
  values: FormValues,
  saved: PageDocument,
  actionId: string | undefined,
): ProviderDocument {
  const { kind, twilio, webhook, script, hook } = values
  const common = {
    kind,
    delivery_methods: methodsInUse(values),
    ...(saved.provider.disabled !== undefined && { disabled: !values.enabled }),
  }
  switch (kind) {
    case 'inbox':
      return common
    case 'twilio':
      return {
        ...common,
        twilio: {
          sid: twilio.sid.trim(),
          ...(twilio.credentials === 'auth_token'
            ? { ...given('auth_token', twilio.auth_token) }
            : {
                ...given('api_key_sid', twilio.api_key_sid),
                ...given('api_key_secret', twilio.api_key_secret),
              }),
          ...(twilio.sender === 'messaging_service_sid' && {
            ...given('messaging_service_sid', twilio.messaging_service_sid),
          }),
          ...given('from', twilio.from),
          ...given('base_url', twilio.base_url),
        },
      }
    case 'webhook': {
      const headers = toRecord(webhook.headers)
      return {
        ...common,
        webhook: {
          url: webhook.url.trim(),
          timeout: Number(webhook.timeout),
          ...(Object.keys(headers).length > 0 && { headers }),
        },
      }
    }
    case 'script': {
      const [secrets, dependencies] = [toRecord(script.secrets), toRecord(script.dependencies)]
      return {
        ...common,
        script: {
          source: script.source,
          timeout: Number(script.timeout),
          ...(Object.keys(secrets).length > 0 && { secrets }),
          ...(Object.keys(dependencies).length > 0 && { dependencies }),
        },
      }
    }
    case 'action':
      return { ...common, action: actionId === undefined ? {} : { id: actionId } }
    case 'hook':
      return { ...common, hook: hook.id === '' ? {} : { id: hook.id } }
    case 'sms_gateway':
      return { ...common, sms_gateway: toGateway(values, saved) }
  }
}

function toGateway({ sms_gateway: typed }: FormValues, saved: PageDocument): SmsGatewayConfig {
  const { gateway_authentication: _, from: __, ...kept } = saved.provider.sms_gateway ?? {}
  return {
    ...kept,
    gateway_url: typed.gateway_url.trim(),
    ...given('from', typed.from),
    forward_req_info: typed.forward_req_info,
    ...(typed.hasToken && {
      gateway_authentication: {
        method: 'bearer',
        ...given('subject', typed.subject),
        audience: typed.audience.trim(),
        secret: typed.secret,
        secret_base64_encoded: typed.secret_base64_encoded,
      },
    }),
  }
}

/** What can be said before the server is asked; it judges all the same. */
export function validate(values: FormValues): FormErrors {
  const { kind, twilio, webhook, script, sms_gateway: gateway } = values
  const errors: Record<string, string> = {}
  const require = (path: string, value: string) => {
    if (value.trim() === '') errors[path] = 'Fill in this field'
  }
  if (methodsInUse(values).length === 0) {
    errors.delivery_methods =
      methodsOf[kind].length > 1 ? 'Choose one or both' : "This provider can't make voice calls. Choose Text"
  }
  if (kind === 'twilio') {
    require('twilio.sid', twilio.sid)
    if (twilio.credentials === 'auth_token') require('twilio.auth_token', twilio.auth_token)
    else {
      require('twilio.api_key_sid', twilio.api_key_sid)
      require('twilio.api_key_secret', twilio.api_key_secret)
    }
    require(`twilio.${twilio.sender}`, twilio[twilio.sender])
  }
  if (kind === 'webhook') {
    if (!isHttpUrl(webhook.url))
      errors['webhook.url'] = 'Type an address that begins with https:// or http://'
    requireTimeout('webhook.timeout', webhook.timeout)
  }
  if (kind === 'script') {
    require('script.source', script.source)
    requireTimeout('script.timeout', script.timeout)
  }
  if (kind === 'sms_gateway') {
    if (!isHttpUrl(gateway.gateway_url)) {
      errors['sms_gateway.gateway_url'] = 'Type an address that begins with https:// or http://'
    }
    if (gateway.hasToken) {
      require('sms_gateway.audience', gateway.audience)
      require('sms_gateway.secret', gateway.secret)
      const error = gateway.secret_base64_encoded && encodedSecretError(gateway.secret)
      if (error) errors['sms_gateway.secret'] = error
    }
  }
  return errors

  function requireTimeout(path: string, timeout: number | string): void {
    const seconds = Number(timeout)
    if (timeout === '' || !Number.isInteger(seconds) || seconds < 1 || seconds > 60) {
      errors[path] = 'Type a whole number from 1 to 60'
    }
  }
}

/** Where the form has what the API calls `field`. */
export function fieldOf(field: string): string {
  if (/^(code|secrets|dependencies)$/.test(field)) return `action.${field}`
  return field.replace('gateway_authentication.', '')
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim())
}

function given<Name extends string>(name: Name, value: string): { readonly [Key in Name]?: string } {
  const record: { [Key in Name]?: string } = {}
  if (value.trim() !== '') record[name] = value.trim()
  return record
}

function isOn(flag: boolean | string | undefined): boolean {
  return flag === true || flag === 'true'
}
