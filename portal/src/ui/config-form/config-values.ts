// What is typed into the form of a configuration: from the stored one, and back.

import { requiredMessage } from '../field-words.ts'
import { type NameValue, toRecord, toRows } from '../name-value-list.tsx'
import {
  type ConfigField,
  type Json,
  type JsonObject,
  type Move,
  members,
  type NumberField,
} from './read-fields.ts'

export interface GroupValue {
  /** An optional group is left out while it is not used. */
  readonly isUsed: boolean
  readonly values: ConfigValues
}
type ConfigValue = string | number | boolean | readonly NameValue[] | GroupValue
export interface ConfigValues {
  readonly [name: string]: ConfigValue
}

/** `config` is undefined for a new configuration. */
export function toConfigValues(
  fields: readonly ConfigField[],
  config: JsonObject | undefined,
  moves: readonly Move[] = [],
): ConfigValues {
  const given = config && moves.reduce(move, config)
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = toValue(field, given)
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}

function toValue(field: ConfigField, config: JsonObject | undefined): ConfigValue | undefined {
  const stored = config?.[field.name] ?? undefined
  switch (field.type) {
    case 'text':
    case 'secret':
      return typeof stored === 'string' ? stored : ''
    case 'number':
      if (typeof stored === 'number') return stored
      return (config ? field.standard : (field.proposed ?? field.standard)) ?? ''
    case 'flag':
      return stored === undefined ? field.standard : stored === true || stored === 'true'
    case 'choice':
      return typeof stored === 'string' ? stored : (field.standard ?? '')
    case 'list':
      return toRows(
        Object.fromEntries(Object.entries(members(stored)).map(([name, it]) => [name, String(it)])),
      )
    case 'group':
      return {
        isUsed: field.isRequired || stored !== undefined,
        values: toConfigValues(field.fields, stored === undefined ? undefined : members(stored)),
      }
    case 'constant':
    case 'unknown':
      return undefined
  }
}

/** The configuration that is typed. Members of the stored one that the form does not show are kept. */
export function toConfig(
  fields: readonly ConfigField[],
  values: ConfigValues,
  stored: JsonObject = {},
): JsonObject {
  const edited = new Set(fields.flatMap(({ name, type }) => (type === 'unknown' ? [] : [name])))
  const kept = Object.entries(stored).filter(([name]) => !edited.has(name))
  const typed = shownFields(fields, values).flatMap((field) => {
    const value = toMember(field, values[field.name], stored[field.name])
    return value === undefined ? [] : [[field.name, value] as const]
  })
  return Object.fromEntries([...kept, ...typed])
}

function toMember(field: ConfigField, value: ConfigValue | undefined, stored: Json): Json {
  switch (field.type) {
    case 'constant':
      return field.value
    case 'text':
    case 'choice':
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
    case 'secret':
      return value === '' ? undefined : value
    case 'number':
      return value === '' || value === undefined ? undefined : Number(value)
    case 'flag':
      return value === true
    case 'list': {
      const record = toRecord(isRows(value) ? value : [])
      return Object.keys(record).length > 0 || field.isRequired ? record : undefined
    }
    case 'group':
      return isGroup(value) && value.isUsed
        ? toConfig(field.fields, value.values, members(stored))
        : undefined
    case 'unknown':
      return undefined
  }
}

/** What can be said before the server is asked, by the path of the field within the form. */
export function findConfigErrors(
  fields: readonly ConfigField[],
  values: ConfigValues,
): readonly (readonly [path: string, message: string])[] {
  return shownFields(fields, values).flatMap((field): (readonly [string, string])[] => {
    const value = values[field.name]
    if (field.type === 'group') {
      if (!isGroup(value) || !value.isUsed) return []
      return findConfigErrors(field.fields, value.values).map(
        ([path, message]) => [`${field.name}.values.${path}`, message] as const,
      )
    }
    const message = errorOf(field, value)
    return message === undefined ? [] : [[field.name, message] as const]
  })
}

function errorOf(field: ConfigField, value: ConfigValue | undefined): string | undefined {
  const isEmpty = typeof value === 'string' && value.trim() === ''
  switch (field.type) {
    case 'text':
      if (isEmpty) return field.isRequired ? requiredMessage : undefined
      return field.isUrl && !isHttpUrl(String(value))
        ? 'Enter a URL that starts with https:// or http://'
        : undefined
    case 'secret':
    case 'choice':
      return isEmpty && field.isRequired ? requiredMessage : undefined
    case 'number':
      return isNumberIn(field, value) ? undefined : describeNumber(field)
    default:
      return undefined
  }
}

function isNumberIn(field: NumberField, value: ConfigValue | undefined): boolean {
  const { isInteger, minimum = -Infinity, maximum = Infinity, isRequired, standard, proposed } = field
  if (value === '') return !isRequired && standard === undefined && proposed === undefined
  const number = Number(value)
  return (
    (isInteger ? Number.isInteger(number) : Number.isFinite(number)) && number >= minimum && number <= maximum
  )
}

export function describeNumber({ isInteger, minimum, maximum }: NumberField): string {
  const what = isInteger ? 'Enter a whole number' : 'Enter a number'
  if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `${what} of ${minimum} or more`
  return maximum === undefined ? what : `${what} of ${maximum} or less`
}

/** The fields that are shown with these values. A field that depends on a hidden one is hidden too. */
export function shownFields(fields: readonly ConfigField[], values: ConfigValues): readonly ConfigField[] {
  const isShown = (field: ConfigField, above: readonly string[] = []): boolean =>
    field.shownWhen.every((condition) => {
      const other = fields.find(({ name }) => name === condition.field)
      if (!other || above.includes(other.name)) return false
      return condition.values.includes(values[other.name]) && isShown(other, [...above, field.name])
    })
  return fields.filter((field) => isShown(field))
}

/** Where the form has what the server calls `path`; undefined where it shows no such field. */
export function formPath(
  fields: readonly ConfigField[],
  values: ConfigValues,
  [name = '', ...deeper]: readonly string[],
): string | undefined {
  const field = shownFields(fields, values).find((each) => each.name === name)
  if (!field || field.type === 'constant' || field.type === 'unknown') return undefined
  if (field.type !== 'group' || deeper.length === 0) return [name, ...deeper].join('.')
  const value = values[name]
  if (!isGroup(value) || !value.isUsed) return undefined
  const below = formPath(field.fields, value.values, deeper)
  return below === undefined ? undefined : `${name}.values.${below}`
}

/** The field at a path within the form; undefined where there is none. */
export function fieldAt(
  fields: readonly ConfigField[],
  [name, ...deeper]: readonly string[],
): ConfigField | undefined {
  const field = fields.find((each) => each.name === name)
  return field?.type === 'group' && deeper[0] === 'values' ? fieldAt(field.fields, deeper.slice(1)) : field
}

function move(config: JsonObject, { from, to }: Move): JsonObject {
  const [step, ...deeper] = to
  const old = config[from]
  if (step === undefined || old === undefined || old === null) return config
  return putIfAbsent(config, step, deeper, old)
}

/** Nothing is put where the object around it is missing. */
function putIfAbsent(
  object: JsonObject,
  name: string,
  [next, ...deeper]: readonly string[],
  value: Json,
): JsonObject {
  const there = object[name] ?? undefined
  if (next === undefined) return there === undefined ? { ...object, [name]: value } : object
  return there === undefined
    ? object
    : { ...object, [name]: putIfAbsent(members(there), next, deeper, value) }
}

export function isRows(value: ConfigValue | undefined): value is readonly NameValue[] {
  return Array.isArray(value)
}

export function isGroup(value: ConfigValue | undefined): value is GroupValue {
  return typeof value === 'object' && !isRows(value)
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim())
}
