// What is typed on the page, and how it becomes what the API takes. Values of kinds that are not chosen are kept while
// the page is open, so that trying another card loses nothing.

import type { FormErrors } from '@mantine/form'
import { maskedSecret } from '../../api/masked-secret.ts'
import type { Body } from '../../api/native-types.ts'
import type { ProviderKind } from '../../api/provider-kinds.ts'
import { authgearStarter } from '../../script-types/authgear.ts'
import { customPhoneProviderStarter } from '../../script-types/custom-phone-provider.ts'
import {
  type ConfigValues,
  fieldAt,
  findConfigErrors,
  formPath,
  toConfig,
  toConfigValues,
} from '../../ui/config-form/config-values.ts'
import {
  type ConfigField,
  type JsonObject,
  members,
  readFields,
  readMoves,
} from '../../ui/config-form/read-fields.ts'
import { requiredMessage, wholeNumberMessage } from '../../ui/field-words.ts'
import { type NameValue, toRecord, toRows } from '../../ui/name-value-list.tsx'
import type { DeliveryMethod, PageDocument, ProviderDocument } from './phone-provider-api.ts'

/** Kinds with fields of their own. All others have the form that their description makes. */
const ownFields = ['twilio', 'script', 'action', 'hook'] as const
type OwnKind = (typeof ownFields)[number]

export interface FormValues {
  readonly enabled: boolean
  readonly kind: string
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
  /** By kind. */
  readonly configs: Readonly<Record<string, ConfigValues>>
}

const defaultTimeoutSeconds = 30

export function findKind({ kinds }: PageDocument, kind: string): ProviderKind | undefined {
  return kinds.find((each) => each.kind === kind)
}

/** How a kind can deliver; of one that is not known, as it is set. */
export function methodsOf(page: PageDocument, kind: string): readonly DeliveryMethod[] {
  return findKind(page, kind)?.delivery_methods ?? page.provider.delivery_methods
}

/** The chosen delivery methods that the chosen kind has. */
export function methodsInUse(
  page: PageDocument,
  { kind, delivery_methods: chosen }: Pick<FormValues, 'kind' | 'delivery_methods'>,
): readonly DeliveryMethod[] {
  return methodsOf(page, kind).filter((method) => chosen.includes(method))
}

export function toValues(page: PageDocument): FormValues {
  const { provider, kinds, action, hooks } = page
  const twilio = provider.kind === 'twilio' ? provider.twilio : undefined
  const script = provider.kind === 'script' ? provider.script : undefined
  const hook = provider.kind === 'hook' ? provider.hook : undefined
  return {
    enabled: !provider.disabled,
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
    script: {
      source: script?.source ?? authgearStarter,
      // A script that exists and names no timeout has the server's; a new one is proposed Authgear's.
      timeout: script ? (script.timeout ?? 60) : defaultTimeoutSeconds,
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
    hook: { id: hook?.id ?? hooks.find(({ enabled }) => enabled)?.id ?? '' },
    configs: Object.fromEntries(
      kinds.flatMap(({ kind, schema }) =>
        isOwnKind(kind)
          ? []
          : [[kind, toConfigValues(readFields(schema), configOf(provider, kind), readMoves(schema))]],
      ),
    ),
  }
}

function isOwnKind(kind: string): kind is OwnKind {
  return ownFields.some((own) => own === kind)
}

/** What is stored for a kind; undefined when another one is set. */
function configOf(provider: ProviderDocument, kind: string): JsonObject | undefined {
  return provider.kind === kind ? members(members(provider)[kind]) : undefined
}

interface GenericSetting extends Pick<Body<'putPhoneProvider'>, 'disabled'> {
  readonly kind: string
  readonly delivery_methods: readonly DeliveryMethod[]
  /** The configuration stands under the name of its kind. */
  readonly [kind: string]: unknown
}

/** `page` tells what the form does not show and must not lose. */
export function toProvider(
  values: FormValues,
  page: PageDocument,
  actionId: string | undefined,
): Body<'putPhoneProvider'> | GenericSetting {
  const { kind, twilio, script, hook } = values
  const common = { delivery_methods: [...methodsInUse(page, values)], disabled: !values.enabled }
  if (!isOwnKind(kind)) {
    const fields = readFields(findKind(page, kind)?.schema)
    const config = toConfig(fields, values.configs[kind] ?? {}, configOf(page.provider, kind))
    return { ...common, kind, [kind]: config }
  }
  switch (kind) {
    case 'twilio':
      return {
        ...common,
        kind,
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
    case 'script': {
      const [secrets, dependencies] = [toRecord(script.secrets), toRecord(script.dependencies)]
      return {
        ...common,
        delivery_methods: ['text'],
        kind,
        script: {
          source: script.source,
          timeout: Number(script.timeout),
          ...(Object.keys(secrets).length > 0 && { secrets }),
          ...(Object.keys(dependencies).length > 0 && { dependencies }),
        },
      }
    }
    case 'action':
      return { ...common, kind, action: actionId === undefined ? {} : { id: actionId } }
    case 'hook':
      return { ...common, kind, hook: hook.id === '' ? {} : { id: hook.id } }
  }
}

/** Mistakes that need no request to be found. The server checks everything again. */
export function validate(values: FormValues, page: PageDocument): FormErrors {
  const { kind, twilio, script } = values
  const known = findKind(page, kind)
  if (!known) return { kind: 'Choose another provider' }
  const errors: Record<string, string> = {}
  const require = (path: string, value: string) => {
    if (value.trim() === '') errors[path] = requiredMessage
  }
  if (methodsInUse(page, values).length === 0) {
    errors.delivery_methods =
      known.delivery_methods.length > 1
        ? 'Choose at least one'
        : "This provider can't make voice calls. Choose Text"
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
  if (kind === 'script') {
    require('script.source', script.source)
    const seconds = Number(script.timeout)
    if (script.timeout === '' || !Number.isInteger(seconds) || seconds < 1 || seconds > 60) {
      errors['script.timeout'] = wholeNumberMessage(1, 60)
    }
  }
  if (!isOwnKind(kind)) {
    for (const [path, message] of findConfigErrors(readFields(known.schema), values.configs[kind] ?? {}))
      errors[`configs.${kind}.${path}`] = message
  }
  return errors
}

/** Where the form has what the API calls `field`; undefined where it does not show it. */
export function fieldOf(field: string, values: FormValues, page: PageDocument): string | undefined {
  if (/^(code|secrets|dependencies)$/.test(field)) return `action.${field}`
  const [kind = '', ...path] = field.split('.')
  const config = values.configs[kind]
  if (!config) return field
  const place = formPath(readFields(findKind(page, kind)?.schema), config, path)
  return place === undefined ? undefined : `configs.${kind}.${place}`
}

/** The field of a configuration at a path of the form; undefined for what has fields of its own. */
export function configFieldAt(path: string, page: PageDocument): ConfigField | undefined {
  const [configs, kind = '', ...deeper] = path.split('.')
  if (configs !== 'configs') return undefined
  return fieldAt(readFields(findKind(page, kind)?.schema), deeper)
}

function given<Name extends string>(name: Name, value: string): { readonly [Key in Name]?: string } {
  const record: { [Key in Name]?: string } = {}
  if (value.trim() !== '') record[name] = value.trim()
  return record
}
