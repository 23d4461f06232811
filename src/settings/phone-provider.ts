// Reading and showing the tenant's phone provider. Which kinds there are, and what their configuration may hold, comes
// from outside: nothing here knows any kind by name. Secrets leave only as a mask, and a mask that comes back means
// that the secret stays as it is.

import type { TObject } from 'typebox'
import { createId } from '#src/messaging/ids.ts'
import { type DeliveryMethod, deliveryMethods } from '#src/messaging/types.ts'
import { isObject } from '#src/values/json.ts'
import type {
  Action,
  ActionBinding,
  Hook,
  Json,
  JsonObject,
  PhoneProviderSetting,
  TenantSettings,
  WebhookKey,
} from './records.ts'

export const maskedSecret = '••••••••'

export interface SettingProblem {
  /** The field, e.g. `delivery_methods`. */
  readonly path: string
  readonly message: string
}

/** What a tenant has that never chose a provider. */
export const unsetPhoneProvider: PhoneProviderSetting = {
  id: 'pro_inbox',
  kind: 'inbox',
  disabled: false,
  deliveryMethods,
  config: {},
  extra: {},
  createdAt: new Date(0),
  updatedAt: new Date(0),
}

/** A setting as it is saved: it keeps the id and the age of the one that it replaces. */
export function newPhoneProvider(
  chosen: Pick<PhoneProviderSetting, 'kind' | 'deliveryMethods' | 'config'> &
    Partial<Pick<PhoneProviderSetting, 'disabled' | 'extra'>>,
  current: PhoneProviderSetting = unsetPhoneProvider,
): PhoneProviderSetting {
  const now = new Date()
  const replaces = current.id !== unsetPhoneProvider.id
  return {
    disabled: false,
    extra: {},
    ...chosen,
    id: replaces ? current.id : createId('pro', 22),
    createdAt: replaces ? current.createdAt : now,
    updatedAt: now,
  }
}

/** What of its tenant a provider may need: as it is when the provider is made, which is again with every change. */
export interface ProviderContext {
  readonly tenantId: string
  readonly webhookKeys: readonly WebhookKey[]
  readonly actions: readonly Action[]
  readonly hooks: readonly Hook[]
}

/** What is read of a tenant's configuration to make its providers. */
export interface TenantWithProvider extends Omit<ProviderContext, 'tenantId'> {
  readonly tenant: { readonly id: string }
  readonly phoneProvider: PhoneProviderSetting
}

/** The part of the context in which those who deliver second factors by script are found. */
export interface MfaContext extends Pick<ProviderContext, 'actions' | 'hooks'> {
  /** In the order in which each trigger runs them. */
  readonly actionBindings: readonly ActionBinding[]
}

/** The same, to make the providers of second factors. */
export interface TenantWithMfa extends TenantWithProvider, MfaContext {
  readonly settings: Pick<TenantSettings, 'isPhoneConsolidated' | 'mfa'>
}

export function contextOf({ tenant, webhookKeys, actions, hooks }: TenantWithProvider): ProviderContext {
  return { tenantId: tenant.id, webhookKeys, actions, hooks }
}

/** Commands and coordinates of an SVG path, and nothing that could be markup. */
export const iconPattern = '^[MLHVCSQTAZmlhvcsqtaz0-9 ,.-]+$'

/** What settings need to know of a provider kind. */
export interface PhoneProviderKind {
  readonly kind: string
  readonly title: string
  readonly description: string
  /** The `d` of an SVG path on a 24 × 24 grid. */
  readonly icon: string | undefined
  readonly deliveryMethods: readonly DeliveryMethod[]
  readonly config: TObject
  /** Whether it signs what it sends, with the tenant's webhook key. */
  readonly signs: boolean
  /** Where the secrets of a configuration are; `*` stands for every key of a record. */
  readonly secretPaths: readonly (readonly string[])[]
  /** Everything that is wrong with a configuration; empty when a provider can be made of it. */
  findProblems(config: JsonObject, context: ProviderContext): readonly SettingProblem[]
  /** Does what has to be done once before it is saved, such as building a script; says what is wrong with it then. */
  prepare(config: JsonObject, context: ProviderContext): Promise<readonly SettingProblem[]>
}

/** On the wire, a kind's configuration stands under the kind's own name. */
export type PhoneProviderDocument = JsonObject

export type ReadPhoneProvider =
  | { readonly ok: true; readonly setting: PhoneProviderSetting }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] }

export function showPhoneProvider(
  { kind, deliveryMethods, disabled, config }: PhoneProviderSetting,
  kinds: readonly PhoneProviderKind[],
): PhoneProviderDocument {
  const known = kinds.find((each) => each.kind === kind)
  const common = { kind, delivery_methods: deliveryMethods, disabled }
  // Which fields of an unknown kind are secrets is unknown as well: none is shown.
  if (!known) return common
  let shown = config
  for (const path of known.secretPaths) shown = replaceAt(shown, path, () => maskedSecret)
  return { ...common, [kind]: shown }
}

/** Reads a whole new setting. What it does not mention is gone; masked secrets are taken from the current one. */
export function readPhoneProvider(
  document: JsonObject,
  current: PhoneProviderSetting,
  context: ProviderContext,
  kinds: readonly PhoneProviderKind[],
): ReadPhoneProvider {
  const { kind: name, delivery_methods: methods, disabled = false, ...rest } = document
  const kind = kinds.find((known) => known.kind === name)
  if (!kind) {
    const names = kinds.map((known) => known.kind).join(', ')
    return { ok: false, problems: [{ path: 'kind', message: `must be one of: ${names}` }] }
  }
  const problems: SettingProblem[] = Object.keys(rest)
    .filter((key) => key !== kind.kind)
    .map((key) => ({ path: key, message: `is not a field of kind ${kind.kind}` }))
  const deliveryMethods = methods === undefined ? kind.deliveryMethods : readMethods(methods, kind)
  if (!deliveryMethods) {
    const names = kind.deliveryMethods.join(', ')
    problems.push({ path: 'delivery_methods', message: `must contain one or more of: ${names}` })
  }
  if (typeof disabled !== 'boolean') problems.push({ path: 'disabled', message: 'must be boolean' })
  const given = rest[kind.kind] ?? {}
  if (!isObject(given)) {
    problems.push({ path: kind.kind, message: 'must be object' })
    return { ok: false, problems }
  }

  const config = unmask(given, kind, current, problems)
  const named = new Set(problems.map(({ path }) => path))
  const found = kind.findProblems(config, context).map((problem) => within(kind, problem))
  problems.push(...found.filter(({ path }) => !named.has(path)))
  if (problems.length > 0 || !deliveryMethods) return { ok: false, problems }
  const chosen = { kind: kind.kind, deliveryMethods, config }
  return { ok: true, setting: newPhoneProvider({ ...chosen, disabled: disabled === true }, current) }
}

/** Everything that keeps a setting from being used, as far as reading it shows. */
export function findSettingProblems(
  { kind: name, config }: PhoneProviderSetting,
  context: ProviderContext,
  kinds: readonly PhoneProviderKind[],
): readonly SettingProblem[] {
  const kind = kinds.find((known) => known.kind === name)
  if (!kind) return [{ path: 'kind', message: 'is not a known field' }]
  return kind.findProblems(config, context).map((problem) => within(kind, problem))
}

/** The same for one that is new, after all was done that has to be done before: takes its time. */
export async function prepareSetting(
  setting: PhoneProviderSetting,
  context: ProviderContext,
  kinds: readonly PhoneProviderKind[],
): Promise<readonly SettingProblem[]> {
  const found = findSettingProblems(setting, context, kinds)
  const kind = kinds.find((known) => known.kind === setting.kind)
  if (found.length > 0 || !kind) return found
  const problems = await kind.prepare(setting.config, context)
  return problems.map((problem) => within(kind, problem))
}

function within({ kind }: PhoneProviderKind, { path, message }: SettingProblem): SettingProblem {
  return { path: path === '' ? kind : `${kind}.${path}`, message }
}

function unmask(
  given: JsonObject,
  kind: PhoneProviderKind,
  current: PhoneProviderSetting,
  problems: SettingProblem[],
): JsonObject {
  let config = given
  for (const path of kind.secretPaths) {
    config = replaceAt(config, path, (value, at) => {
      if (value !== maskedSecret) return value
      const stored = current.kind === kind.kind ? valueAt(current.config, at) : undefined
      if (stored !== undefined) return stored
      problems.push({ path: [kind.kind, ...at].join('.'), message: 'is masked, but no secret is stored' })
      return value
    })
  }
  return config
}

function readMethods(
  methods: Json,
  { deliveryMethods }: PhoneProviderKind,
): readonly DeliveryMethod[] | undefined {
  if (!Array.isArray(methods) || methods.length === 0) return undefined
  const known = deliveryMethods.filter((method) => methods.includes(method))
  return known.length === methods.length ? known : undefined
}

/** A copy with the value at the path replaced, where there is one; a `*` in the path is every key. */
function replaceAt(
  object: JsonObject,
  path: readonly string[],
  replace: (value: Json, at: readonly string[]) => Json,
  above: readonly string[] = [],
): JsonObject {
  const [step, ...deeper] = path
  if (step === undefined) return object
  const replaced = Object.entries(object).map(([key, value]) => {
    if ((step !== '*' && step !== key) || value === null) return [key, value]
    const at = [...above, key]
    if (deeper.length === 0) return [key, replace(value, at)]
    return [key, isObject(value) ? replaceAt(value, deeper, replace, at) : value]
  })
  return Object.fromEntries(replaced)
}

function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = object
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}
